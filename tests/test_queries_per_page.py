"""The number of SQL statements of every page, held: the same for a small school and for a large one."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bench.long_history import give_history
from tests.conftest import Clock, join, knots
from tests.counting import statements
from tests.histories import a_student
from tests.journal import judged, wrote
from tests.one_stage import a_stage, browser_of
from tests.planning import agreed
from webapp import accounts, aims, attendance, courses, entries, notifications, schedules
from webapp.accounts import Role, User
from webapp.attendance.queries import students_of
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import Course, Module, Unit, UnitKind
from webapp.entries import Entry
from webapp.flow import Notice, NoticeKind, Topic, commit
from webapp.tracking.intake import take_all

PAGES: dict[str, dict[str, int]] = {
    "ada": {
        "/": 20,
        "/goals": 5,
        "/goals/1": 4,
        "/skills/1": 4,
        "/leaderboard": 7,
        "/profile/seen": 13,
        "/activity": 5,
        "/counted/hours": 4,
        "/counted/active": 5,
        "/counted/streak": 4,
        "/courses": 7,
        "/courses/1": 9,
        "/units/1": 8,
        "/units/3": 8,
        "/units/4": 10,
        "/units/5": 9,
        "/settings": 6,
        "/entries": 12,
        "/entries/new?key=8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2d": 6,
        "/entries/1": 12,
        "/entries/1/edit": 6,
        "/entries/1/versions": 5,
        "/settings/tokens": 4,
        "/notifications": 7,
        "/notifications?show=unread": 7,
        "/schedule?week=2026-W48": 18,
        "/schedule/1": 9,
        "/attendance": 8,
        "/attendance/check-in": 4,
    },
    "mira": {
        "/mentor": 39,
        "/mentor/activity": 7,
        "/mentor/students": 13,
        "/mentor/students/3": 29,
        "/mentor/students/3/activity": 5,
        "/mentor/courses": 4,
        "/mentor/courses/1": 9,
        "/mentor/courses/1/details": 4,
        "/mentor/courses/1/files": 7,
        "/mentor/courses/import": 3,
        "/mentor/modules/1": 5,
        "/mentor/units/1": 6,
        "/mentor/units/4": 6,
        "/mentor/questions/1": 6,
        "/mentor/schedules?week=2026-W48": 10,
        "/mentor/schedules?week=2026-W48&student=3": 11,
        "/mentor/schedules/new": 5,
        "/mentor/schedules/1/edit": 7,
        "/schedule/1": 9,
        "/mentor/entries": 6,
        "/mentor/entries/1": 11,
        "/entries/1/versions": 4,
        "/mentor/entries/replies": 3,
        "/settings": 5,
        "/mentor/attendance": 5,
        "/mentor/attendance/1": 7,
        "/mentor/attendance/2": 9,
        "/mentor/attendance/2/screen": 5,
        "/mentor/attendance/courses/1": 12,
    },
    "otto": {
        "/mentor": 39,
        "/mentor/students": 13,
        "/mentor/courses": 4,
        "/admin/refused-beacons": 4,
        "/admin/people": 10,
        "/admin/people/3": 8,
        "/admin/cohorts": 3,
        "/admin/cohorts/1": 4,
        "/admin/audit": 4,
        "/settings/leaving": 2,
    },
    "": {"/sign-in": 0, "/register": 0, "/certificates/AAAA": 0},
}
BEACONS = {"an event": 26, "the same again": 12, "a heartbeat": 15, "a batch of 50": 14}


@pytest.fixture(scope="module")
def school(tmp_path_factory, blank_database):
    """First small, then grown: the number of statements is counted in both."""
    with a_stage(tmp_path_factory.mktemp("queries"), blank_database) as (app, time):
        otto = join("Otto", Role.admin)
        mira = join("Mira", Role.mentor, by=otto)
        ada = join("Ada")
        cohort = accounts.create_cohort("Sailors", by=otto)
        accounts.join_cohort(ada, cohort)
        accounts.assign_mentor(ada, mira, by=otto)
        accounts.invite(by=otto, role=Role.mentor)
        courses.enroll(ada, knots(mira))
        aims.set_goal("Tie ten knots", None, by=ada)
        aims.add_skill("Splicing", aims.SkillLevel.beginner, by=ada)
        judged(wrote(ada), mira)
        wrote(ada)
        accounts.join_cohort(mira, cohort)
        agreed(ada, mira)
        schedules.complete(agreed(cohort, mira), by=ada)
        commit()
        took_attendance(db.session.get_one(Course, 1), mira)
        attendance.start(db.session.get_one(Course, 1), by=mira)
        commit()
        browsers = {name: browser_of(app, f"{name}@example.org" if name else "") for name in PAGES}
        small = {who: {path: number_for(browsers[who], path) for path in PAGES[who]} for who in PAGES}
        grow(time, otto, mira, ada)
        large = {who: {path: number_for(browsers[who], path) for path in PAGES[who]} for who in PAGES}
        yield browsers["ada"], small, large


def number_for(browser, path):
    for _ in range(2):  # the first may fill what a process keeps
        with statements(db.engine) as sent:
            answer = browser.get(path)
    assert answer.status_code == (404 if "certificates" in path else 200), (path, answer.status_code)
    return len(sent)


def grow(time: Clock, otto: User, mira: User, ada: User) -> None:
    """More of everything that a page could ask for one by one."""
    ada_id, mira_id, otto_id = ada.id, mira.id, otto.id
    for number in range(12):
        cohort = accounts.create_cohort(f"Cohort {number}", by=db.session.get_one(User, otto_id))
        for name in ("one", "two"):
            student = db.session.get_one(User, a_student(f"{name} {number}", "UTC", time()))
            accounts.join_cohort(student, cohort)
            accounts.assign_mentor(
                student, db.session.get_one(User, mira_id), by=db.session.get_one(User, otto_id)
            )
            courses.enroll(student, db.session.get_one(Course, 1))
        accounts.join_cohort(db.session.get_one(User, ada_id), cohort)
        accounts.invite(by=db.session.get_one(User, otto_id), role=Role.mentor)
        courses.enroll(db.session.get_one(User, ada_id), knots(db.session.get_one(User, mira_id)))
        commit()
    for number in range(12):
        mira = db.session.get_one(User, mira_id)
        student = db.session.get_one(User, ada_id)
        agreed(student, mira, f"2026-11-24T{number + 8:02}:00")
        schedules.complete(agreed(mira.cohorts[0], mira, f"2026-11-25T{number + 8:02}:00"), by=student)
        some = db.session.scalars(sa.select(User).where(User.role == Role.student).limit(number + 2)).all()
        agreed(some, mira, f"2026-11-26T{number + 8:02}:00")
        commit()
    for number in range(40):
        entry = wrote(db.session.get_one(User, ada_id), f"Entry {number}", course_id=1)
        entries.comment(entry, "So?", by=db.session.get_one(User, mira_id))
        if number % 2:
            judged(entry, db.session.get_one(User, mira_id))
    for number in range(20):
        entries.comment(db.session.get_one(Entry, 1), f"{number}", by=db.session.get_one(User, mira_id))
        entries.review_actions.save_reply(f"{number}", "Why?", by=db.session.get_one(User, mira_id))
    commit()
    first = db.session.get_one(Course, 1)
    for number in range(4):
        module = Module(course=first, title=f"More {number}", position=10 + number)
        db.session.add(module)
        for place in range(15):
            lesson = Unit(
                course_id=1, position=place, kind=UnitKind.lesson, title=f"Lesson {place}", body="Text."
            )
            module.units.append(lesson)
    commit()
    took_attendance(first, db.session.get_one(User, otto_id), times=14)
    for day in range(30):
        at = (time() - timedelta(days=day)).isoformat()
        take_all(db.session.get_one(User, ada_id), [an_event(end_time=at, activity_type="video_watch")] * 3)
        notifications.leave([a_notice(ada_id, number) for number in range(20)])
        commit()


def a_notice(to, number):
    return Notice(to=to, kind=NoticeKind.system, topic=Topic.school, title=f"News {number}", link="/")


def took_attendance(course: Course, teacher: User, *, times: int = 1) -> None:
    """Sessions from start to end: everybody marked by hand, one of them corrected."""
    for _ in range(times):
        session, _ = attendance.start(course, by=teacher, beside=True)
        attendance.mark_rest(session, attendance.MarkStatus.present, by=teacher)
        attendance.end(session, by=teacher)
        (student_id, *_) = students_of(course.id)
        late = attendance.MarkStatus.late
        attendance.set_mark(session, student_id, late, by=teacher, reason="Came later")
        commit()


def an_event(**more):
    return {"activity_type": "lesson_complete", "unit_id": 1, "event_id": str(uuid.uuid4())} | more


def test_the_pages_of_a_small_school(school):
    _, small, _ = school
    assert small == PAGES


def test_the_pages_of_a_large_school_take_as_many(school):
    _, _, large = school
    assert large == PAGES


def test_beacons(school):
    browser, *_ = school
    units = db.session.query(Unit.id).filter(Unit.kind == UnitKind.lesson).limit(50).all()
    event = an_event(unit_id=2)
    beat = {"course_id": 1, "unit_id": 1, "is_active": True, "timestamp": "2026-11-20T13:00:00Z"}
    asked = {
        "an event": ("/api/courses/activity/track", event),
        "the same again": ("/api/courses/activity/track", event),
        "a heartbeat": ("/api/courses/activity/heartbeat", beat),
        "a batch of 50": (
            "/api/courses/activity/batch",
            {"events": [an_event(activity_type="unit_view", unit_id=id) for (id,) in units]},
        ),
    }
    db.session.rollback()
    counted = {}
    for name, (door, body) in asked.items():
        with statements(db.engine) as sent:
            answer = browser.post(door, json=body)
        assert answer.status_code in (200, 201), answer.text
        counted[name] = len(sent)
    assert counted == BEACONS


def test_the_profile_takes_as_many_for_a_long_history(school):
    """A student with a hundred activities, and one with a hundred thousand."""
    app = school[0].application
    counted = []
    for name, number in (("Few", 100), ("Many", 100_000)):
        student = join(name)
        courses.enroll(student, db.session.get_one(Course, 1))
        commit()
        units = db.session.scalars(sa.select(Unit).where(Unit.course_id == 1).limit(20)).all()
        give_history(student.id, number, units, clock.now())
        counted.append(number_for(browser_of(app, f"{name.lower()}@example.org"), "/"))
    assert counted[0] == counted[1] <= PAGES["ada"]["/"]
