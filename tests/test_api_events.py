"""The stream for programs: who hears what, in which words, and what a course's subscriber is told at once."""

import pytest

from tests.conftest import beacon, join
from tests.listening import listening
from webapp import accounts, courses
from webapp.accounts import User
from webapp.core.stores import db
from webapp.flow import commit


@pytest.fixture
def crew(mira, noor, ada, ben, otto, enrolled):
    """Ada and her mentor Mira, a mentor of her cohort, an admin; Ben and Noor have nothing to do with her."""
    lars = join("Lars", accounts.Role.mentor, by=otto)
    cohort = accounts.create_cohort("Sailors", by=otto)
    for person in (lars, ada):
        accounts.join_cohort(person, cohort)
    elsewhere = accounts.create_cohort("Climbers", by=otto)
    for person in (noor, ben):
        accounts.join_cohort(person, elsewhere)
    commit()
    return {"ada": ada, "mira": mira, "lars": lars, "otto": otto, "ben": ben, "noor": noor}


def names(told):
    return [event.name for event in told]


def deeds(told):
    """What was done, without the lines that it left for its readers."""
    return [event for event in told if event.name not in ("notification:received", "notification:changed")]


def test_who_is_signed_in_nowhere_is_told_so_in_json(visitor, otto):
    answer = visitor.get("/api/events")
    assert answer.status_code == 401
    assert answer.json["error"]["code"] == "not_signed_in"


def test_a_stream_is_what_its_headers_say(sign_in, ada):
    answer = sign_in(ada).get("/api/events", buffered=False)
    assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()
    assert sign_in(ada).head("/api/events").status_code == 200


@pytest.mark.parametrize(
    ("who", "hears"),
    [("ada", True), ("mira", True), ("lars", True), ("otto", True), ("ben", False), ("noor", False)],
)
def test_a_deed_is_told_to_its_student_and_those_who_look_after_them(sign_in, crew, units, who, hears):
    ada_browser = sign_in(crew["ada"])
    with listening(sign_in(crew[who])) as program:
        program.hear()
        assert (
            beacon(ada_browser, activity_type="lesson_complete", unit_id=units["Loops"].id).status_code == 201
        )
        told = names(deeds(program.hear()))
    assert told == (["activity:created", "analytics:updated"] if hears else [])


def test_an_activity_and_the_figures_in_the_words_of_the_contract(sign_in, enrolled, units, course):
    browser, unit = sign_in(enrolled), units["Loops"]
    with listening(browser) as program:
        beacon(
            browser,
            activity_type="lesson_complete",
            unit_id=unit.id,
            event_id="6d2f9c9e-9f6e-4b56-a5f7-3a1a9b5b1c11",
        )
        created, updated = deeds(program.hear())
    activity = created.value
    assert activity["student_id"] == enrolled.id
    assert activity["activity_type"] == "lesson_complete"
    assert (activity["course_id"], activity["module_id"], activity["unit_id"]) == (
        course.id,
        unit.module_id,
        unit.id,
    )
    assert activity["event_id"] == "6d2f9c9e-9f6e-4b56-a5f7-3a1a9b5b1c11"
    figures = updated.value
    assert figures.pop("achievements") == [{"key": "first-lesson", "unlockedOn": "2026-11-20"}]
    weekly = figures.pop("weekly")
    assert len(weekly) == 7
    assert weekly[-1] == {"day": "2026-11-20", "events": 3, "minutes": 30, "activeMinutes": 0}
    assert (
        figures.items()
        >= {
            "student_id": enrolled.id,
            "asOf": "2026-11-20T14:00:00+00:00",
            "enrolledCourses": 1,
            "completedCourses": 0,
            "hoursLearned": 0.5,
            "activeTime": 0,
            "certificates": 0,
            "learningStreak": 1,
            "longestStreak": 1,
            "averageProgress": 20,
            "logsCreated": 0,
        }.items()
    )
    assert "watchers" not in str(created.value) + str(updated.value)


def test_a_batch_tells_each_activity_and_its_figures_once(sign_in, enrolled, units):
    browser = sign_in(enrolled)
    events = [{"activity_type": "lesson_complete", "unit_id": units[name].id} for name in ("Loops", "Bends")]
    with listening(browser) as program:
        browser.post("/api/student/activity/batch", json={"events": events})
        told = deeds(program.hear())
    assert names(told) == ["activity:created", "activity:created", "analytics:updated"]
    assert told[-1].value["hoursLearned"] == 1.0
    assert [bool(event.id) for event in told] == [False, True, True]


def test_a_new_student_is_told_to_all_mentors_and_no_student(sign_in, crew, visitor):
    form = {"name": "Cleo", "email": "cleo@example.org", "password": "a few quiet words", "time_zone": "UTC"}
    with (
        listening(sign_in(crew["noor"])) as noor,
        listening(sign_in(crew["otto"])) as otto,
        listening(sign_in(crew["ada"])) as ada,
    ):
        for program in (noor, otto, ada):
            program.hear()
        assert visitor.post("/register", data=form).status_code == 303
        for program in (noor, otto):
            (registered,) = [event for event in program.hear() if event.name == "student:registered"]
            assert registered.value["student_name"] == "Cleo"
            assert registered.value["count"] == 3
        assert names(ada.hear()) == []


def test_a_new_mentor_hears_their_student_at_once_and_the_former_one_no_more(sign_in, crew, course, units):
    db.session.get_one(courses.Course, course.id).teachers = [crew["otto"]]
    commit()
    browser = sign_in(crew["ada"])
    with listening(sign_in(crew["noor"])) as noor, listening(sign_in(crew["mira"])) as mira:
        noor.hear(), mira.hear()
        accounts.assign_mentor(reread(crew["ada"]), reread(crew["noor"]), by=reread(crew["otto"]))
        commit()
        beacon(browser, activity_type="lesson_complete", unit_id=units["Loops"].id)
        assert names(deeds(noor.hear())) == ["activity:created", "analytics:updated"]
        assert names(mira.hear()) == []


def reread(user: User) -> User:
    return db.session.get_one(User, user.id)


def test_what_was_missed_is_told_on_return_each_once_and_in_order(sign_in, enrolled, units):
    browser = sign_in(enrolled)
    with listening(browser) as program:
        beacon(browser, activity_type="lesson_complete", unit_id=units["Loops"].id)
        program.hear()
        left_at = program.last_id
    for title in ("Bends", "A bowline in slow motion"):
        kind = "video_watch" if "slow" in title else "lesson_complete"
        beacon(browser, activity_type=kind, unit_id=units[title].id)
    with listening(browser, last_id=left_at) as program:
        told = deeds(program.hear())
        left_at = program.last_id
    assert names(told) == ["activity:created", "analytics:updated"] * 2
    assert [event.value["unit_id"] for event in told[::2]] == [
        units["Bends"].id,
        units["A bowline in slow motion"].id,
    ]
    with listening(browser, last_id=left_at) as program:
        assert program.hear() == []


@pytest.mark.parametrize("last_id", ["1-1", "nonsense", "99999999999999-9"])
def test_beyond_history_it_is_told_to_fetch_anew(sign_in, enrolled, last_id):
    with listening(sign_in(enrolled), last_id=last_id) as program:
        assert names(program.hear()) == ["resync"]


def test_a_course_narrows_the_stream_to_what_is_told_of_it(sign_in, enrolled, units, course):
    browser = sign_in(enrolled)
    with listening(browser, f"?course={course.id}") as program:
        (greeting,) = program.hear()
        beacon(browser, activity_type="lesson_complete", unit_id=units["Loops"].id)
        assert program.hear() == []
    assert greeting.name == "activeSessionsData"
    assert greeting.value == {"course_id": course.id, "activeSessions": []}
    assert greeting.id == ""


def test_running_sessions_come_from_who_knows_of_them(app, sign_in, enrolled, course):
    running = {"sessionId": 5, "teacherId": 2, "studentCount": 0, "startedAt": "2026-11-20T14:00:00Z"}
    app.extensions["active_sessions"] = [lambda _course_id: [running]]
    with listening(sign_in(enrolled), f"?course={course.id}&course={course.id}") as program:
        assert [event.value["activeSessions"] for event in program.hear()] == [[running]]


def test_a_course_of_others_is_answered_like_one_that_is_not_there(sign_in, ben, noor, course):
    for person in (ben, noor):
        browser = sign_in(person)
        theirs, nothing = (browser.get(f"/api/events?course={id}") for id in (course.id, 987654))
        assert theirs.status_code == nothing.status_code == 403
        assert theirs.json["event"] == "activeSessionsError"
        assert theirs.json["error"]["code"] == "forbidden"
        assert theirs.json["course_id"] == course.id
        assert theirs.json["message"] == nothing.json["message"] == theirs.json["error"]["message"]
        assert set(theirs.json) == {"error", "event", "course_id", "message"}


def test_one_forbidden_course_among_others_is_enough(sign_in, enrolled, course):
    assert sign_in(enrolled).get(f"/api/events?course={course.id}&course=987654").status_code == 403


def test_teachers_and_admins_may_listen_to_a_course(sign_in, mira, otto, course):
    for person in (mira, otto):
        with listening(sign_in(person), f"?course={course.id}") as program:
            assert names(program.hear()) == ["activeSessionsData"]


@pytest.mark.parametrize("query", ["course=", "course=0", "course=-1", "course=x", "course=1.5", "course=１"])
def test_what_is_no_id_is_refused(sign_in, ada, query):
    answer = sign_in(ada).get(f"/api/events?{query}")
    assert answer.status_code == 400
    assert set(answer.json["error"]["fields"]) == {"course"}


def test_not_more_courses_than_anybody_follows(sign_in, ada):
    query = "&".join(f"course={n}" for n in range(1, 102))
    assert sign_in(ada).get(f"/api/events?{query}").status_code == 400


@pytest.mark.parametrize("query", ["", "?course={course}"])
@pytest.mark.parametrize("deed", ["/courses/{course}/leaving", "/sign-out"])
def test_leaving_a_course_and_signing_out_end_the_stream(sign_in, enrolled, course, query, deed):
    browser, elsewhere = sign_in(enrolled), sign_in(enrolled)
    with listening(browser, query.format(course=course.id)) as program:
        program.hear()
        assert elsewhere.post(deed.format(course=course.id)).status_code == 303
        assert program.is_over()


def test_who_left_a_course_may_not_listen_to_it(sign_in, enrolled, course):
    browser = sign_in(enrolled)
    browser.post(f"/courses/{course.id}/leaving")
    assert browser.get(f"/api/events?course={course.id}").status_code == 403


def test_many_streams_of_one_person_do_not_push_out_those_of_another(app, sign_in, enrolled, ben, course):
    app.extensions["settings"].streams_per_person = 2
    courses.enroll(reread(ben), reread_course(course))
    commit()
    query = f"?course={course.id}"
    ada, ben_browser = sign_in(enrolled), sign_in(ben)
    with listening(ben_browser, query) as bens, listening(ada, query) as first:
        bens.hear(), first.hear()
        with listening(ada, query) as second, listening(ada, query) as third:
            second.hear(), third.hear()
            assert first.is_over()
            assert not bens.is_over()


def reread_course(course):
    return db.session.get_one(courses.Course, course.id)
