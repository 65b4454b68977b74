"""The number of SQL statements of every page, held: the same for a small school and for a large one."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bench.long_history import give_history
from tests.conftest import Clock, join, knots
from tests.counting import statements
from tests.histories import a_student
from tests.one_stage import a_stage, browser_of
from webapp import accounts, courses
from webapp.accounts import Role, User
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import Course, Module, Unit, UnitKind
from webapp.flow import commit
from webapp.tracking.intake import take_all

PAGES: dict[str, dict[str, int]] = {
    "ada": {
        "/": 17,
        "/activity": 2,
        "/courses": 5,
        "/courses/1": 7,
        "/units/1": 6,
        "/units/3": 6,
        "/units/4": 8,
        "/units/5": 7,
        "/settings": 3,
    },
    "mira": {
        "/mentor/courses": 3,
        "/mentor/courses/1": 8,
        "/mentor/courses/1/details": 3,
        "/mentor/courses/1/files": 6,
        "/mentor/courses/import": 2,
        "/mentor/modules/1": 4,
        "/mentor/units/1": 5,
        "/mentor/units/4": 5,
        "/mentor/questions/1": 5,
        "/settings": 3,
    },
    "otto": {
        "/mentor/courses": 3,
        "/admin/people": 9,
        "/admin/people/3": 7,
        "/admin/cohorts": 2,
        "/admin/cohorts/1": 3,
    },
    "": {"/sign-in": 0, "/register": 0, "/certificates/AAAA": 0},
}
BEACONS = {"an event": 40, "the same again": 17, "a heartbeat": 27, "a batch of 50": 27}


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
    for day in range(30):
        at = (time() - timedelta(days=day)).isoformat()
        take_all(db.session.get_one(User, ada_id), [an_event(end_time=at, activity_type="video_watch")] * 3)
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
