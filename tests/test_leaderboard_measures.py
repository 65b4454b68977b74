"""What a leaderboard counts, as the school has chosen: the amounts, their words, the span, and what moves it."""

import pytest
import sqlalchemy as sa

from tests.attending import DOOR, code_of, opened
from tests.conftest import beacon, join
from webapp import courses
from webapp.accounts import User
from webapp.analytics.boards import groups_moved_by
from webapp.core.stores import db
from webapp.courses.models import Course, Unit, UnitKind
from webapp.flow import commit
from webapp.settings import Settings

NAMES = ["Ali", "Bea", "Cem", "Dag", "Eva", "Fay"]
LESSON_TITLES = ["Loops", "Bends", "Splices", "Hitches"]
LESSONS, SESSIONS = (pytest.mark.parametrize("measure", [measure]) for measure in ("lessons", "sessions"))


@pytest.fixture
def measure():
    return "hours"


@pytest.fixture
def settings(tmp_path, measure):
    return Settings(
        data_dir=tmp_path, throttle="off", redraw_seconds=0.01, session_idle_hours=400, leaderboard=measure
    )


@pytest.fixture
def crew(sign_in, course):
    """Six students in Mira's course who take part, by name: their browsers."""
    for position, title in enumerate(LESSON_TITLES[2:], 5):
        lesson = Unit(course_id=course.id, position=position, kind=UnitKind.lesson, title=title, body="Text.")
        course.modules[0].units.append(lesson)
    commit()
    browsers = {}
    for name in NAMES:
        student = join(name)
        courses.enroll(again(User, student.id), again(Course, course.id))
        commit()
        browsers[name] = sign_in(student)
        browsers[name].post("/leaderboard/entries")
    return browsers


@pytest.fixture
def id_of(crew):
    return {name: db.session.scalars(sa.select(User.id).where(User.name == name)).one() for name in NAMES}


@pytest.fixture
def attend(sign_in, mira, course, id_of):
    """`attend("p.l")`: a session at this moment, where the first was present, the third late, and others absent."""
    teacher = sign_in(mira)
    letters = {"p": "present", "l": "late", "e": "excused"}

    def hold(marks):
        session_id = opened(again(Course, course.id), again(User, mira.id)).id
        for name, letter in zip(NAMES, marks, strict=False):
            if letter != ".":
                say(teacher, session_id, id_of[name], letters[letter])
        assert teacher.post(f"{DOOR}/{session_id}/end").status_code == 303
        return session_id

    return hold


def again(kind, id):
    return db.session.get_one(kind, id)


def say(teacher, session_id, student_id, status, reason=""):
    data = {"status": status, "reason": reason}
    assert teacher.post(f"{DOOR}/{session_id}/marks/{student_id}", data=data).status_code == 303


def learn(browser, *titles):
    for title in titles:
        lesson = db.session.scalars(sa.select(Unit).where(Unit.title == title)).one()
        answer = beacon(browser, activity_type="lesson_complete", unit_id=lesson.id)
        assert answer.status_code < 300, answer.text


def ranks(browser, query=""):
    """Rank, name and amount in the only group they have, as programs are told them."""
    (board,) = browser.get(f"/api/analytics/leaderboard/all{query}").json["boards"]
    return [(place["rank"], place["name"], place["amount"]) for place in board["places"]]


def main_of(browser, query=""):
    return browser.get(f"/leaderboard{query}").text.partition("<main")[2]


def moves(heard, person):
    return sum(message.name == "boards:moved" for message in heard(person).messages)


@LESSONS
def test_lessons_are_counted_and_said_as_lessons(crew):
    for name, lessons in zip(NAMES, (4, 1, 1, 2, 0, 0), strict=True):
        learn(crew[name], *LESSON_TITLES[:lessons])
    film = db.session.scalars(sa.select(Unit).where(Unit.kind == UnitKind.video)).one()
    watched = beacon(crew["Eva"], activity_type="video_watch", unit_id=film.id)
    assert watched.status_code < 300, watched.text
    assert ranks(crew["Bea"]) == [
        (1, "Ali", 4),
        (2, "Dag", 2),
        (3, "Bea", 1),
        (3, "Cem", 1),
        (5, "Eva", 0),
        (5, "Fay", 0),
    ]
    page = main_of(crew["Dag"])
    assert "Lessons finished, among those who take part" in page
    assert '<th scope="col" class="table__number">Lessons</th>' in page
    assert "You are behind the next by 2 lessons." in page
    assert "Your best seven days in a year: 2 lessons" in page
    assert "see your name and your lessons." in page
    assert "by 1 lesson." in main_of(crew["Bea"])


@LESSONS
def test_lessons_of_the_last_seven_days_or_of_all_time_and_the_best_seven_in_a_row(
    sign_in, crew, id_of, time
):
    learn(crew["Ali"], *LESSON_TITLES[:3])
    time.forward(days=6)
    learn(crew["Bea"], "Loops")
    assert ranks(crew["Ali"])[:2] == [(1, "Ali", 3), (2, "Bea", 1)]
    time.forward(days=1)
    learn(crew["Ali"], "Hitches")
    assert ranks(crew["Ali"])[:2] == [(1, "Ali", 1), (1, "Bea", 1)]
    assert ranks(crew["Ali"], "?span=all")[:2] == [(1, "Ali", 4), (2, "Bea", 1)]
    assert "Your best seven days in a year: 3 lessons" in main_of(crew["Ali"])
    time.forward(days=371 - 7 - 1)
    browser = sign_in(again(User, id_of["Ali"]))
    assert "Your best seven days in a year: 3 lessons" in main_of(browser)
    time.forward(days=1)
    assert "Your best seven days in a year: 1 lesson<" in main_of(browser)


@SESSIONS
def test_only_who_was_there_on_time_is_counted(crew, attend, time):
    for marks in ("ppple.", "pplp..", "p.ppe."):
        attend(marks)
        time.forward(hours=1)
    assert ranks(crew["Dag"]) == [
        (1, "Ali", 3),
        (2, "Bea", 2),
        (2, "Cem", 2),
        (2, "Dag", 2),
        (5, "Eva", 0),
        (5, "Fay", 0),
    ]
    page = main_of(crew["Eva"])
    assert '<th scope="col" class="table__number">Sessions on time</th>' in page
    assert "You are behind the next by 2 sessions on time." in page
    assert "see your name and your sessions on time." in page
    assert "Your best" not in page
    assert "Your best seven days in a year: 2 sessions on time" in main_of(crew["Bea"])
    assert "by 1 session on time." in main_of(crew["Bea"])


@SESSIONS
def test_a_session_is_of_the_students_own_day_on_which_it_began(sign_in, crew, attend, id_of, time):
    """At 03:00 in UTC it is still the evening before in New York: there it is over a day earlier."""
    moved = crew["Bea"].post("/settings/time-zone", data={"time_zone": "America/New_York"})
    assert moved.status_code == 303
    time.set("2026-11-20T03:00:00Z")
    attend("pp....")
    time.set("2026-11-26T12:00:00Z")
    assert ranks(crew["Ali"])[:2] == [(1, "Ali", 1), (2, "Bea", 0)]
    assert ranks(crew["Ali"], "?span=all")[:2] == [(1, "Ali", 1), (1, "Bea", 1)]
    time.set("2026-11-26T02:00:00Z")
    assert ranks(crew["Ali"])[:2] == [(1, "Ali", 1), (1, "Bea", 1)]
    time.set("2026-11-27T12:00:00Z")
    assert ranks(crew["Ali"])[0] == (1, "Ali", 0)
    assert "Your best seven days in a year: 1 session on time" in main_of(crew["Bea"])
    time.set("2027-11-26T12:00:00Z")
    page = main_of(sign_in(again(User, id_of["Bea"])))
    assert "Sessions on time, among those who take part" in page
    assert "Your best" not in page


@SESSIONS
def test_a_mark_set_right_later_is_of_the_day_of_its_session(sign_in, crew, attend, id_of, mira, time):
    session_id = attend("l.....")
    time.forward(days=10)
    say(sign_in(mira), session_id, id_of["Ali"], "present", "The door was locked.")
    assert ranks(crew["Ali"])[0] == (1, "Ali", 0)
    assert ranks(crew["Ali"], "?span=all")[0] == (1, "Ali", 1)


@SESSIONS
def test_below_five_nobody_is_shown(crew):
    for name in NAMES[4:]:
        crew[name].post("/leaderboard/hiding")
    assert ranks(crew["Ali"]) == []
    assert "4 people in Knots so far" in main_of(crew["Ali"])


@SESSIONS
def test_the_board_moves_with_a_check_in_and_with_each_mark_that_is_changed(
    sign_in, crew, heard, looking, ben, mira, course, id_of
):
    courses.enroll(again(User, ben.id), again(Course, course.id))
    session = opened(again(Course, course.id), again(User, mira.id))
    heard(ben)
    see = looking(ben, f"board-pulse-course-{course.id}")
    crew["Ali"].post("/attendance/check-in", data={"code": code_of(session)})
    assert moves(heard, ben) == 1
    assert "data-pulse" in see()
    teacher = sign_in(mira)
    for number, status in enumerate(("late", "present", "none", "present"), 2):
        say(teacher, session.id, id_of["Ali"], status)
        assert moves(heard, ben) == number
    teacher.post(f"{DOOR}/{session.id}/end")
    assert moves(heard, ben) == 5
    say(teacher, session.id, id_of["Ali"], "absent", "It was somebody else.")
    assert moves(heard, ben) == 6
    assert ranks(crew["Ali"])[0] == (1, "Ali", 0)


@SESSIONS
def test_it_moves_once_for_a_whole_class_and_for_nobody_who_takes_no_part(
    sign_in, crew, heard, ben, mira, course
):
    courses.enroll(again(User, ben.id), again(Course, course.id))
    session = opened(again(Course, course.id), again(User, mira.id))
    heard(mira)
    assert sign_in(ben).post("/attendance/check-in", data={"code": code_of(session)}).status_code == 303
    assert moves(heard, mira) == 0
    sign_in(mira).post(f"{DOOR}/{session.id}/rest", data={"status": "present"})
    assert moves(heard, mira) == 1


@LESSONS
def test_where_lessons_are_counted_a_lesson_moves_it_and_a_mark_does_not(
    crew, heard, looking, ben, mira, course
):
    courses.enroll(again(User, ben.id), again(Course, course.id))
    session = opened(again(Course, course.id), again(User, mira.id))
    heard(ben)
    crew["Ali"].post("/attendance/check-in", data={"code": code_of(session)})
    assert moves(heard, ben) == 0
    see = looking(ben, f"board-pulse-course-{course.id}")
    learn(crew["Ali"], "Loops")
    assert "data-pulse" in see()


@pytest.mark.parametrize(("measure", "amount"), [("hours", 0.5), ("lessons", 1.0), ("sessions", 1.0)])
def test_programs_are_told_what_is_counted(crew, attend, measure, amount):
    learn(crew["Ali"], "Loops")
    attend("p")
    (board,) = crew["Ali"].get("/api/analytics/leaderboard/all").json["boards"]
    assert board["measure"] == measure
    first = board["places"][0]
    assert (first["name"], first["amount"]) == ("Ali", amount)
    assert first["hours"] == (amount if measure == "hours" else None)


@pytest.mark.parametrize("measure", ["hours", "lessons", "sessions"])
def test_a_measure_costs_no_more_statements_than_another(crew, attend, asking):
    learn(crew["Ali"], "Loops")
    attend("ppp")
    crew["Ali"].get("/leaderboard")
    assert asking(crew["Ali"], "/leaderboard") == 10


def test_who_takes_part_is_asked_again_when_the_school_counts_something_else(
    app, monkeypatch, sign_in, crew, id_of, mira, course
):
    """They agreed to be seen with what was counted by then. Going back to it brings back who agreed to it last."""
    mentor, board = sign_in(mira), f"course:{course.id}"

    def count(measure):
        chosen = app.extensions["settings"].model_copy(update={"leaderboard": measure})
        monkeypatch.setitem(app.extensions, "settings", chosen)
        db.session.rollback()

    def seen():
        (told,) = mentor.get("/api/analytics/leaderboard/all").json["boards"]
        return told["takingPart"], [place["name"] for place in told["places"]]

    assert seen() == (6, NAMES)
    count("lessons")
    assert seen() == (0, [])
    page = crew["Ali"].get("/leaderboard").text
    assert "You are not on it" in page
    assert "You took part while something else was counted: hours learned." in page
    assert crew["Ali"].get("/api/analytics/leaderboard/all").json["takesPart"] is False
    assert groups_moved_by(id_of["Ali"]) == []
    for name in NAMES[:5]:
        crew[name].post("/leaderboard/entries")
    assert seen() == (5, NAMES[:5])
    assert groups_moved_by(id_of["Ali"]) == [board]
    assert "something else" not in crew["Ali"].get("/leaderboard").text
    count("hours")
    assert seen() == (1, [])
    crew["Ali"].post("/leaderboard/hiding")
    assert "something else" not in crew["Ali"].get("/leaderboard").text
