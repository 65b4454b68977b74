"""The school in which statements are replayed: a course with video units, and an account for every learner.

It is set up through the product's own actions, on the database of the served site. Learners get a cheap password
hash, since they never type a password: everything after that goes through HTTP.
"""

import uuid
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from argon2 import PasswordHasher

from bench.statements import Statement
from tests.conftest import PASSWORD
from tests.serving import Served
from tests.staging import backstage
from webapp import accounts, courses
from webapp.accounts import Role, passwords
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import Course, Module, Unit, UnitKind
from webapp.flow import commit

ZONES = """Europe/Paris Africa/Lagos America/New_York Pacific/Kiritimati Pacific/Apia Australia/Lord_Howe""".split()

Show = Callable[[int, int], object]
"""Shows how many are done, of how many."""


@dataclass
class Stage:
    """Ids by the names that the file uses."""

    places: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    learners: dict[str, int] = field(default_factory=dict)

    def place(self, statement: Statement) -> dict[str, int]:
        return self.places[statement.course, statement.video]


def set_up(site: Served, statements: Sequence[Statement], show: Show) -> Stage:
    """Courses, units, learners in six time zones, and their enrolments."""
    stage = Stage()
    usual, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    try:
        with backstage(site):
            _make_courses(stage, statements)
            joined: dict[str, set[int]] = {}
            for statement in statements:
                joined.setdefault(statement.learner, set()).add(stage.place(statement)["course_id"])
            for number, (learner, course_ids) in enumerate(joined.items(), 1):
                stage.learners[learner] = _enrol(learner, course_ids)
                show(number, len(joined))
    finally:
        passwords._hasher = usual
    return stage


def email_of(learner: str) -> str:
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, learner)}@example.org"


def zone_of(learner: str) -> str:
    return ZONES[zlib.crc32(learner.encode()) % len(ZONES)]


def _make_courses(stage: Stage, statements: Sequence[Statement]) -> None:
    given = {"password": PASSWORD, "time_zone": "UTC"}
    teacher = accounts.open_first_account(name="Otto", email="otto@example.org", **given)
    now = clock.now()
    for name in sorted({statement.course for statement in statements}):
        course = Course(title=name, is_published=True, created_at=now, updated_at=now, teachers=[teacher])
        course.modules = [Module(title="Videos", position=1)]
        db.session.add(course)
        db.session.flush()
        for video in sorted({statement.video for statement in statements if statement.course == name}):
            unit = Unit(
                course_id=course.id, module=course.modules[0], position=0, kind=UnitKind.video, title=video
            )
            db.session.add(unit)
            db.session.flush()
            stage.places[name, video] = {"course_id": course.id, "unit_id": unit.id}
    commit()


def _enrol(learner: str, course_ids: set[int]) -> int:
    student = accounts.register(
        name=learner, email=email_of(learner), password=PASSWORD, time_zone=zone_of(learner)
    )
    assert student.role is Role.student
    for course_id in course_ids:
        courses.enroll(student, db.session.get_one(Course, course_id))
    commit()
    id = student.id
    db.session.remove()
    return id
