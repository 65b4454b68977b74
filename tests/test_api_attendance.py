"""Contract section 5, attendance; and section 7: what a program hears of sessions, field by field."""

import pytest

from tests.attending import code_of, marks, opened
from tests.conftest import join
from tests.listening import listening
from tests.planning import agreed
from webapp import attendance, courses
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules import Schedule

STARTED = "2026-11-20T14:00:00Z"


def test_a_teacher_starts_a_session_and_joins_it(sign_in, crew, mira, course):
    browser = sign_in(mira)
    made = browser.post(f"/api/courses/{course.id}/sessions", json={"graceMinutes": 5, "minutes": 45})
    assert made.status_code == 201
    told = made.json
    assert {
        name: told[name] for name in ("courseId", "teacherId", "graceMinutes", "isPaused", "endedAt")
    } == {
        "courseId": course.id,
        "teacherId": mira.id,
        "graceMinutes": 5,
        "isPaused": False,
        "endedAt": None,
    }
    assert [mark["status"] for mark in told["marks"]] == [None, None]
    again = browser.post(f"/api/courses/{course.id}/sessions", json={})
    assert (again.status_code, again.json["id"]) == (200, told["id"])


def test_its_students_and_teachers_see_what_is_open(sign_in, session, crew, mira, ben, noor, course):
    door = f"/api/courses/{course.id}/sessions/active"
    expected = {"sessionId": session.id, "teacherId": mira.id, "studentCount": 0, "startedAt": STARTED}
    for person in (crew[0], mira):
        answer = sign_in(person).get(door)
        assert answer.json == {"courseId": course.id, "activeSessions": [expected]}
    refused = [sign_in(noor).get(path) for path in (door, "/api/courses/999/sessions/active")]
    assert [answer.status_code for answer in refused] == [403, 403]


def test_a_student_checks_in_sees_their_own_mark_and_no_code(sign_in, session, crew, mira):
    ada, _ = crew
    browser = sign_in(ada)
    door = f"/api/attendance/sessions/{session.id}"
    assert browser.post(f"{door}/check-in", json={"code": "AAAAAA"}).status_code == 400
    checked = browser.post(f"{door}/check-in", json={"code": code_of(session)})
    assert checked.json == {
        "student": {"id": ada.id, "name": "Ada"},
        "status": "present",
        "source": "code",
        "arrivedAt": STARTED,
    }
    own = browser.get(door)
    assert [mark["student"]["name"] for mark in own.json["marks"]] == ["Ada"]
    whole = sign_in(mira).get(door)
    assert [mark["student"]["name"] for mark in whole.json["marks"]] == ["Ada", "Ben"]
    assert code_of(session) not in own.text + whole.text


def test_marks_statistics_and_the_end(sign_in, session, crew, mira):
    ada, ben = crew
    browser, door = sign_in(mira), f"/api/attendance/sessions/{session.id}"
    assert browser.patch(f"{door}/marks/{ada.id}", json={"status": "late"}).json["status"] == "late"
    counted = browser.get(f"{door}/statistics").json
    assert counted == {
        "present": 1,
        "absent": 0,
        "total": 2,
        "onTime": 0,
        "late": 1,
        "excused": 0,
        "waiting": 1,
    }
    final = browser.post(f"{door}/end").json
    assert (final["present"], final["absent"], final["total"], final["waiting"]) == (1, 1, 2, 0)
    assert browser.post(f"{door}/end").status_code == 409
    assert browser.patch(f"{door}/marks/{ben.id}", json={"status": "excused"}).status_code == 400
    corrected = browser.patch(f"{door}/marks/{ben.id}", json={"status": "excused", "reason": "A note"})
    assert corrected.json["status"] == "excused"
    assert sign_in(ben).get(f"{door}/statistics").json["excused"] == 1
    assert sign_in(ben).post(f"{door}/check-in", json={"code": code_of(session)}).status_code == 409


def test_a_program_hears_a_session_from_start_to_end_field_by_field(sign_in, crew, mira, course):
    ada, ben = crew
    with (
        listening(sign_in(mira), f"?course={course.id}") as teacher,
        listening(sign_in(ada), f"?course={course.id}") as student,
        listening(sign_in(ben)) as other,
    ):
        for program in (teacher, student):
            (snapshot,) = program.hear()
            assert snapshot.name == "activeSessionsData"
            assert snapshot.value == {"course_id": course.id, "activeSessions": []}
        other.hear()

        session = opened(course, mira)
        running = {"sessionId": session.id, "teacherId": mira.id, "startedAt": "2026-11-20T14:00:00+00:00"}
        started = {
            "course_id": course.id,
            "session_id": session.id,
            "teacher_id": mira.id,
            "teacher_name": "Mira",
            "started_by": mira.id,
            "started_at": STARTED,
        }
        for program in (teacher, student):
            assert [(event.name, event.value) for event in program.hear()] == [
                ("courseSessionStarted", started),
                (
                    "activeSessionsData",
                    {"course_id": course.id, "activeSessions": [running | {"studentCount": 0}]},
                ),
            ]
        other.hear()

        attendance.check_in(session, by=ada, code=code_of(session), source=attendance.MarkSource.qr)
        commit()
        marked = {
            "session_id": session.id,
            "student": {"id": ada.id, "name": "Ada"},
            "status": "present",
            "count": 1,
        }
        now_one = {"course_id": course.id, "activeSessions": [running | {"studentCount": 1}]}
        for program in (teacher, student):
            assert [(event.name, event.value) for event in program.hear()] == [
                ("attendance:marked", marked),
                ("activeSessionsData", now_one),
            ]
        assert "attendance:marked" not in [event.name for event in other.hear()]

        attendance.end(session, by=mira)
        commit()
        told = {event.name: event.value for event in teacher.hear()}
        assert told["courseSessionEnded"] == started | {
            "final_statistics": {"present": 1, "absent": 1, "total": 2},
            "ended_by": mira.id,
            "ended_at": STARTED,
        }
        assert told["attendance:marked"]["student"] == {"id": ben.id, "name": "Ben"}
        assert told["activeSessionsData"] == {"course_id": course.id, "activeSessions": []}
        heard = [event.name for event in student.hear()]
        assert heard == ["courseSessionEnded", "activeSessionsData"]


def test_a_course_that_is_not_theirs_is_refused_in_the_words_of_the_contract(sign_in, noor, course):
    answer = sign_in(noor).get(f"/api/events?course={course.id}")
    assert answer.status_code == 403
    assert answer.json["event"] == "activeSessionsError"


def test_a_session_linked_to_a_schedule_completes_it_once_it_ends(sign_in, crew, mira, noor, course):
    ada, _ = crew
    schedule = agreed(ada, mira)
    commit()
    started = sign_in(mira).post(f"/api/courses/{course.id}/sessions", json={"scheduleId": schedule.id})
    assert started.json["scheduleId"] == schedule.id
    sign_in(mira).post(f"/api/attendance/sessions/{started.json['id']}/end")
    assert db.session.get_one(Schedule, schedule.id, populate_existing=True).status == "completed"
    assert (
        sign_in(mira).post(f"/api/courses/{course.id}/sessions", json={"scheduleId": 999}).status_code == 404
    )


@pytest.mark.parametrize("how", ["own", "by hand"])
def test_attending_is_an_activity_once(sign_in, session, crew, mira, how):
    ada, _ = crew
    if how == "own":
        attendance.check_in(session, by=ada, code=code_of(session), source=attendance.MarkSource.qr)
    else:
        attendance.set_mark(session, ada.id, attendance.MarkStatus.present, by=mira)
    commit()
    attendance.end(session, by=mira)
    commit()
    for _ in range(2):
        attendance.state_what_is_owed()
        commit()
    feed = sign_in(ada).get("/").text
    assert feed.count("Attended a session of <b>Knots</b>") == 1


def test_who_came_to_the_course_later_is_in_its_next_session(sign_in, session, course, mira):
    cleo = join("Cleo")
    courses.enroll(cleo, course)
    commit()
    sign_in(cleo).post("/attendance/check-in", data={"code": code_of(session)})
    assert marks(session.id)[cleo.id] == "present"


def test_the_mark_of_who_has_left_the_course_can_be_taken_back(sign_in, session, crew, mira, course):
    ada, _ = crew
    attendance.set_mark(session, ada.id, attendance.MarkStatus.present, by=mira)
    courses.leave(ada, course)
    commit()
    door = f"/api/attendance/sessions/{session.id}/marks/{ada.id}"
    answer = sign_in(mira).patch(door, json={"status": "none"})
    nobody = {"student": {"id": ada.id, "name": "Ada"}, "status": None, "source": None, "arrivedAt": None}
    assert (answer.status_code, answer.json) == (200, nobody)
    assert ada.id not in marks(session.id)
