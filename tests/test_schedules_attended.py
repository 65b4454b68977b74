"""What My Schedule says of attendance that was taken in a student's sessions."""

import re

import pytest

from tests.attending import DOOR, code_of
from tests.counting import statements
from tests.planning import agreed, planned, sessions, shown
from webapp import attendance, courses
from webapp.attendance.models import AttendanceSession
from webapp.core.stores import db
from webapp.flow import commit

TODAY = "2026-11-20T14:00"


@pytest.fixture
def plan(sign_in, crew, mira, course):
    """Mira plans with Ada for today."""
    planned(sign_in(mira), crew[0], course_id=str(course.id), starts=TODAY)
    (made,) = sessions()
    return made.id


def take(mentor, course_id, schedule_id):
    """The mentor takes attendance in that session; the number of it."""
    started = mentor.post(f"{DOOR}/courses/{course_id}/sessions", data={"schedule_id": f"{schedule_id}"})
    assert started.status_code == 303
    return int(started.location.rpartition("/")[2])


def check_in(browser, number):
    code = code_of(db.session.get_one(AttendanceSession, number))
    assert browser.post("/attendance/check-in", data={"code": code}).status_code == 303


def said(drawn):
    """What is said of attendance, in the order of the sessions."""
    return re.findall(r">Attendance: ([^<]*)<", drawn)


def test_a_session_says_what_its_student_was(sign_in, crew, mira, course, plan, time):
    """By the code: late after ten minutes, and a minute that has begun counts."""
    ada, mentor = sign_in(crew[0]), sign_in(mira)
    number = take(mentor, course.id, plan)
    time.forward(minutes=12, seconds=20)
    check_in(ada, number)
    mentor.post(f"{DOOR}/{number}/end")
    assert said(shown(ada, "/schedule")) == ["late, 13 min"]


@pytest.mark.parametrize(
    ("status", "words"),
    [("present", "on time"), ("late", "late"), ("excused", "excused"), ("absent", "absent")],
)
def test_of_who_was_marked_by_a_teacher_nobody_says_how_late(
    sign_in, crew, mira, course, plan, time, status, words
):
    mentor = sign_in(mira)
    number = take(mentor, course.id, plan)
    time.forward(minutes=30)
    mentor.post(f"{DOOR}/{number}/marks/{crew[0].id}", data={"status": status})
    mentor.post(f"{DOOR}/{number}/end")
    assert said(shown(sign_in(crew[0]), "/schedule")) == [words]


def test_one_that_is_over_and_not_complete_says_it_too(sign_in, crew, mira, course, plan, time):
    ada, mentor = sign_in(crew[0]), sign_in(mira)
    number = take(mentor, course.id, plan)
    check_in(ada, number)
    mentor.post(f"{DOOR}/{number}/end")
    mentor.post(f"/schedule/{plan}/reopening")
    time.forward(hours=3)
    page = shown(ada, "/schedule")
    assert ">Over<" in page
    assert 'id="upcoming-head">Upcoming</h2><p class="small">1 over</p>' in page
    assert said(page) == ["on time"]


def test_without_attendance_nothing_is_said(sign_in, crew, mira, course, plan, time):
    """Nor of a classmate's mark, nor of attendance that belongs to no planned session."""
    ada, mentor = crew[0], sign_in(mira)
    mentor.post(f"{DOOR}/courses/{course.id}/sessions", data={})
    mentor.post(f"{DOOR}/1/end")
    time.forward(hours=3)
    assert "Loops by hand" in shown(sign_in(ada), "/schedule")
    assert said(shown(sign_in(ada), "/schedule")) == []


def test_whom_it_does_not_concern_cannot_say_it(sign_in, crew, ada, mira, noor, course, time):
    """Mira's attendance in her course is none of what Noor plans with Ada outside of it, whatever a form names."""
    noors = agreed(ada, noor, TODAY).id
    number = take(sign_in(mira), course.id, noors)
    sign_in(mira).post(f"{DOOR}/{number}/end")
    time.forward(hours=3)
    assert said(shown(sign_in(ada), "/schedule")) == []


def test_of_two_in_one_session_the_better_is_said(sign_in, crew, mira, course, plan, time):
    ada, mentor = sign_in(crew[0]), sign_in(mira)
    number = take(mentor, course.id, plan)
    check_in(ada, number)
    mentor.post(f"{DOOR}/{number}/end")
    again = take(mentor, course.id, plan)
    mentor.post(f"{DOOR}/{again}/end")
    assert again != number
    assert said(shown(ada, "/schedule")) == ["on time"]


def test_an_open_plan_says_it_with_the_end_and_with_each_correction(
    sign_in, looking, crew, mira, course, plan
):
    ada, ben = crew
    mentor = sign_in(mira)
    number = take(mentor, course.id, plan)
    see, ben_sees = looking(ada, f"my-sessions-{ada.id}"), looking(ben, f"my-sessions-{ada.id}")
    mentor.post(f"{DOOR}/{number}/end")
    assert said(see()) == ["absent"]
    correction = {"status": "present", "reason": "She was there"}
    assert mentor.post(f"{DOOR}/{number}/marks/{ada.id}", data=correction).status_code == 303
    assert said(see()) == ["on time"]
    mentor.post(f"{DOOR}/{number}/reopening")
    assert said(see()) == ["on time"]
    with pytest.raises(AssertionError, match="nothing was drawn"):
        ben_sees()


def test_who_is_absent_is_that_no_more_once_it_is_open_again(sign_in, looking, crew, mira, course, plan):
    ada, mentor = crew[0], sign_in(mira)
    number = take(mentor, course.id, plan)
    mentor.post(f"{DOOR}/{number}/end")
    see = looking(ada, f"my-sessions-{ada.id}")
    mentor.post(f"{DOOR}/{number}/reopening")
    assert said(see()) == []


def test_attendance_that_is_of_no_plan_draws_no_plan(sign_in, looking, crew, mira, course):
    ada, mentor = crew[0], sign_in(mira)
    see = looking(ada, f"my-sessions-{ada.id}")
    mentor.post(f"{DOOR}/courses/{course.id}/sessions", data={})
    check_in(sign_in(ada), 1)
    mentor.post(f"{DOOR}/1/end")
    with pytest.raises(AssertionError, match="nothing was drawn"):
        see()


def test_one_statement_asks_for_the_whole_list(app, sign_in, crew, mira, course, time):
    ada, browser = crew[0], sign_in(crew[0])
    counted = []
    for hours in ([8], [9, 10, 11, 12]):
        for hour in hours:
            plan = agreed(ada, mira, f"2026-11-20T{hour:02}:00")
            session, _ = attendance.start(course, by=mira, schedule_id=plan.id)
            attendance.end(session, by=mira)
            commit()
        browser.get("/schedule")
        with statements(db.engine) as sent:
            page = shown(browser, "/schedule")
        counted.append((len(said(page)), len(sent)))
    assert [number for number, _ in counted] == [1, 5]
    assert counted[0][1] == counted[1][1]


def offers(drawn):
    """Whether the card of what comes next offers to check in."""
    return "/attendance/check-in" in drawn.partition('class="card next')[2].partition("</section>")[0]


def test_what_comes_next_offers_to_check_in_while_attendance_waits(
    sign_in, looking, crew, mira, course, plan, time
):
    ada, browser, mentor = crew[0], sign_in(crew[0]), sign_in(mira)
    assert not offers(shown(browser, "/schedule"))
    see = looking(ada, f"my-next-{ada.id}")
    number = take(mentor, course.id, plan)
    assert offers(see())
    mentor.post(f"{DOOR}/{number}/state", data={"paused": "yes"})
    assert not offers(see())
    mentor.post(f"{DOOR}/{number}/state", data={"paused": "no"})
    assert offers(see())
    assert offers(shown(browser, "/schedule"))
    check_in(browser, number)
    assert not offers(see())
    mentor.post(f"{DOOR}/{number}/marks/{ada.id}", data={"status": "none"})
    assert offers(see()), "she is not here yet, after all"
    mentor.post(f"{DOOR}/{number}/marks/{ada.id}", data={"status": "absent"})
    assert not offers(see()), "it would be refused"
    mentor.post(f"{DOOR}/{number}/marks/{ada.id}", data={"status": "excused"})
    assert offers(see()), "who comes after all is welcome"
    mentor.post(f"{DOOR}/{number}/end")
    assert not offers(see())


def test_attendance_of_another_session_is_not_offered_there(sign_in, crew, mira, course, plan):
    """Nor one in a course in which she is no student."""
    ada, mentor = crew[0], sign_in(mira)
    later = agreed(ada, mira, "2026-11-21T09:00").id
    number = take(mentor, course.id, later)
    assert not offers(shown(sign_in(ada), "/schedule"))
    mentor.post(f"{DOOR}/{number}/end")
    number = take(mentor, course.id, plan)
    assert offers(shown(sign_in(ada), "/schedule"))
    courses.leave(ada, course)
    commit()
    assert not offers(shown(sign_in(ada), "/schedule"))


def test_beside_the_link_of_the_session_checking_in_comes_first(sign_in, crew, mira, course):
    mentor = sign_in(mira)
    planned(mentor, crew[0], course_id=str(course.id), starts=TODAY, place="https://meet.example.org/knots")
    (made,) = sessions()
    joined = '<a class="button button--solid" href="https://meet.example.org/knots"'
    assert joined in shown(sign_in(crew[0]), "/schedule")
    take(mentor, course.id, made.id)
    page = shown(sign_in(crew[0]), "/schedule")
    assert joined not in page
    assert page.index("/attendance/check-in") < page.index('<a class="button" href="https://meet.example.org')
