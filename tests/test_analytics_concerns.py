"""Who may need a hand: each rule as a table of cases, and the answers to it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import beacon, join
from tests.journal import judged, wrote
from webapp import accounts, analytics, courses
from webapp.accounts import User
from webapp.analytics import concern_facts
from webapp.analytics.class_queries import class_figures
from webapp.analytics.concern_queries import concerns
from webapp.analytics.concerns import RULES, Facts, Level, concern_of
from webapp.attendance.models import AttendanceMark, AttendanceSession, MarkSource, MarkStatus
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import QuizAttempt
from webapp.entries import Deed
from webapp.flow import commit
from webapp.tracking.intake import take_all

WELL = {
    "silent_days": 1,
    "has_begun": True,
    "days_here": 14,
    "active_days": 9,
    "group_size": 20,
    "fewer": 10,
    "group_median": 8,
}


@pytest.mark.parametrize(
    ("facts", "level", "keys"),
    [
        ({}, None, ""),
        ({"silent_days": 4}, None, ""),
        ({"silent_days": 5}, Level.note, "quiet"),
        ({"silent_days": 13}, Level.note, "quiet"),
        ({"silent_days": 14}, Level.red, "silent"),
        ({"silent_days": 14, "has_begun": False}, Level.red, "silent"),
        ({"active_days": 1, "fewer": 3}, Level.amber, "lowest"),
        ({"active_days": 1, "fewer": 3, "days_here": 13}, None, ""),
        ({"active_days": 1, "fewer": 4}, None, ""),
        ({"active_days": 8, "fewer": 0}, None, ""),
        ({"active_days": 0, "fewer": 0, "group_size": 4}, None, ""),
        ({"low_quizzes": 1}, None, ""),
        ({"low_quizzes": 2}, Level.amber, "quizzes"),
        ({"returned_days": 6}, None, ""),
        ({"returned_days": 7}, Level.amber, "returned"),
        ({"missed_sessions": 2}, Level.amber, "missed"),
        (
            {"silent_days": 20, "active_days": 0, "fewer": 0, "low_quizzes": 3},
            Level.red,
            "silent lowest quizzes",
        ),
    ],
)
def test_the_rules(facts, level, keys):
    given = Facts(**WELL | facts)
    assert " ".join(rule.key for rule in RULES if rule.holds(given)) == keys
    concern = concern_of(given)
    assert (concern.level if concern else None) == level
    assert len(concern.reasons if concern else []) == len(keys.split())


def again(user: User) -> User:
    return db.session.get_one(User, user.id)


def reasons_for(scope):
    return {one.student.name: list(one.concern.reasons) for one in concerns(scope).shown}


def test_silence_is_counted_in_the_students_own_days(enrolled, mira, ben, units, sign_in, time):
    """Ada is in Lagos, an hour ahead: what she does at half past eleven at night UTC is of her next day."""
    beacon(sign_in(enrolled), activity_type="lesson_complete", unit_id=units["Loops"].id)
    assert reasons_for(mira.id) == {}
    time.set("2026-11-24T22:30:00Z")
    assert reasons_for(mira.id) == {}
    time.set("2026-11-24T23:30:00Z")
    assert reasons_for(mira.id) == {"Ada": ["Nothing learned for 5 days"]}
    time.set("2026-12-04T12:00:00Z")
    assert reasons_for(mira.id) == {
        "Ada": ["Nothing learned for 14 days"],
        "Ben": ["Registered 14 days ago and has not begun"],
    }


def test_a_lesson_ends_it_and_the_dashboard_is_told(
    enrolled, mira, noor, units, sign_in, time, looking, heard
):
    time.forward(days=20)
    assert "Ada" in reasons_for(mira.id)
    see = looking(mira, f"concerns-{mira.id}")
    beacon(sign_in(enrolled), activity_type="lesson_complete", unit_id=units["Bends"].id)
    assert "Nobody, as far as the figures tell" in see()
    assert "student:concernsMoved" not in heard(noor)


def test_the_lowest_fifth_of_a_cohort(otto, mira, time, course, units):
    """Ten students: one was active on one day, the others on six; an eleventh has come only now."""
    cohort = accounts.create_cohort("Sailors", by=otto)
    accounts.join_cohort(mira, cohort)
    commit()
    start = time()
    time.forward(days=-14)
    for n in range(10):
        student = join(f"Student{n}")
        accounts.join_cohort(again(student), cohort)
        courses.enroll(again(student), course)
        for day in range(1 if n == 0 else 6):
            at = (start - timedelta(days=day)).isoformat()
            event = {"activity_type": "unit_view", "unit_id": units["Loops"].id, "end_time": at}
            time.at = start
            take_all(again(student), [event])
            commit()
            time.forward(days=-14)
    time.at = start
    accounts.join_cohort(again(join("Cleo")), cohort)
    commit()
    assert reasons_for(mira.id) == {
        "Student0": ["Active on 1 of the last 14 days; half of the group on 6 or more"]
    }


def test_a_note_is_one_press_away(enrolled, mira, time, sign_in):
    time.forward(days=20)
    browser = sign_in(mira)
    assert f'href="/mentor/students/{enrolled.id}#f-note">Send a note' in browser.get("/mentor").text
    page = browser.get(f"/mentor/students/{enrolled.id}").text
    assert 'id="f-note"' in page
    assert '<li aria-current="page">Ada</li>' in page


def test_two_quizzes_under_half_by_the_best_try(enrolled, mira, units, time):
    def tried(unit, score):
        attempt = QuizAttempt(
            student_id=enrolled.id, unit_id=units[unit].id, answers={}, score=score, total=4, is_passed=False
        )
        attempt.marked_at = clock.now()
        db.session.add(attempt)
        commit()

    tried("What holds?", 1), tried("Loops", 1)
    assert reasons_for(mira.id)["Ada"] == ["2 quizzes under 50% in 7 days"]
    tried("Loops", 2)
    assert reasons_for(mira.id) == {}


def test_who_has_completed_everything_is_not_asked_after(enrolled, mira, time):
    enrollment = courses.enrollment_of(enrolled.id, 1)
    assert enrollment is not None
    enrollment.status = courses.EnrollmentStatus.completed
    commit()
    time.forward(days=40)
    assert reasons_for(mira.id) == {}


def test_snoozing_and_taking_it_back(enrolled, mira, noor, sign_in, time, looking):
    time.forward(days=20)
    browser, path = sign_in(mira), f"/mentor/students/{enrolled.id}"
    see = looking(mira, f"concerns-{mira.id}")
    assert browser.post(f"{path}/snoozes").status_code == 303
    assert "1 set aside" in see()
    assert "Snoozed, says Mira, until" in browser.get(path).text
    time.forward(days=6)
    assert reasons_for(mira.id) == {}
    time.forward(days=2)
    assert "Ada" in reasons_for(mira.id)
    browser.post(f"{path}/snoozes")
    browser.post(f"{path}/questions")
    assert "Ada" in reasons_for(mira.id)
    assert sign_in(noor).post(f"{path}/snoozes").status_code == 404


def test_asking_again_takes_back_every_answer(enrolled, mira, otto, sign_in, time):
    """That of another mentor too, and one that was given twice."""
    time.forward(days=20)
    path = f"/mentor/students/{enrolled.id}"
    browser, admin = sign_in(mira), sign_in(otto)
    for mentor, answer in ((browser, "snoozes"), (browser, "snoozes"), (admin, "dismissals")):
        mentor.post(f"{path}/{answer}", data={"reason": "On leave"})
    assert reasons_for(mira.id) == {}
    assert browser.post(f"{path}/questions").status_code == 303
    assert "Ada" in reasons_for(mira.id)
    assert "Snoozed" not in browser.get(path).text


def test_not_at_risk_needs_a_reason(enrolled, mira, sign_in, time):
    time.forward(days=20)
    browser, path = sign_in(mira), f"/mentor/students/{enrolled.id}"
    refused = browser.post(f"{path}/dismissals", data={"reason": ""})
    assert refused.status_code == 422
    assert "One thing to put right" in refused.text
    browser.post(f"{path}/dismissals", data={"reason": "On leave until Christmas"})
    assert "On leave until Christmas" in browser.get("/mentor").text
    assert reasons_for(mira.id) == {}
    time.forward(days=27)
    assert reasons_for(mira.id) == {}
    time.forward(days=2)
    assert "Ada" in reasons_for(mira.id)


def test_a_student_reads_the_same_facts(enrolled, mira, sign_in, time):
    browser = sign_in(enrolled)
    assert "You are not on the list" in browser.get("/profile/seen").text
    assert "Mira, and the school’s admins" in browser.get("/profile/seen").text
    time.forward(days=20)
    page = sign_in(again(enrolled)).get("/profile/seen").text
    assert reasons_for(mira.id)["Ada"][0] in page


def test_the_last_28_days_as_a_line(enrolled, units, sign_in, time):
    beacon(sign_in(enrolled), activity_type="lesson_complete", unit_id=units["Loops"].id)
    line = analytics.concern_about(again(enrolled)).line
    assert len(line.amounts) == 28
    assert line.amounts[-1] == 2
    assert line.active_days == 1
    assert line.points.endswith("84.0,1.0")


def test_an_entry_that_was_returned_and_lies_untouched(enrolled, mira, units, sign_in, time):
    entry = wrote(again(enrolled))
    judged(entry, again(mira), Deed.ask_for_changes)
    time.forward(days=7)
    assert "An entry was returned 7 days ago and is untouched" in reasons_for(mira.id)["Ada"]


def test_two_of_the_last_three_sessions_missed(enrolled, mira, course, time):
    for status in (MarkStatus.absent, MarkStatus.absent, MarkStatus.excused, MarkStatus.present):
        at = clock.now()
        held = AttendanceSession(
            course_id=course.id, teacher_id=mira.id, started_at=at, closes_at=at, ended_at=at
        )
        db.session.add(held)
        db.session.flush()
        mark = {
            "session_id": held.id,
            "student_id": enrolled.id,
            "source": MarkSource.teacher,
            "marked_at": at,
        }
        db.session.add(AttendanceMark(status=status, **mark))
        commit()
        time.forward(hours=1)
    assert reasons_for(mira.id)["Ada"] == ["Missed 2 of the last 3 sessions"]
    assert class_figures(mira.id).attended == 33


def test_who_is_shut_out_while_it_is_asked_is_left_out(enrolled, ben, otto, mira, course, monkeypatch):
    """Each question sees the rows as they are when it is put: the answers need not agree."""
    courses.enroll(ben, course)
    commit()
    ask = concern_facts._cohorts

    def meanwhile(students):
        accounts.close_account(again(ben), by=again(otto))
        db.session.flush()
        return ask(students)

    monkeypatch.setattr(concern_facts, "_cohorts", meanwhile)
    known = {"UTC": clock.local_day(clock.now(), "UTC")}
    monkeypatch.setattr(concern_facts, "todays_by_zone", lambda: known)
    found = concern_facts.facts_of_all(sa.select(User.id).where(User.id.in_([enrolled.id, ben.id])))
    assert list(found) == [enrolled.id]
