"""A course with its students, and a session in it, for the tests of attendance."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from webapp import attendance, courses
from webapp.accounts import User
from webapp.attendance import codes
from webapp.attendance.models import AttendanceMark, AttendanceSession, MarkStatus
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses import Course
from webapp.flow import commit

DOOR = "/mentor/attendance"


@pytest.fixture
def crew(ada: User, ben: User, course: Course) -> list[User]:
    """Ada and Ben, enrolled in Mira's course."""
    for student in (ada, ben):
        courses.enroll(student, course)
    commit()
    return [ada, ben]


@pytest.fixture
def session(crew: list[User], mira: User, course: Course) -> AttendanceSession:
    """Mira's session, just opened."""
    return opened(course, mira)


def opened(course: Course, teacher: User, **more: object) -> AttendanceSession:
    made, _ = attendance.start(course, by=teacher, site="http://tandem.test", **more)  # type: ignore[arg-type]
    commit()
    return made


def code_of(session: AttendanceSession, *, windows_ago: int = 0) -> str:
    """The code that the screen shows, or showed so many windows ago."""
    fresh = db.session.get_one(AttendanceSession, session.id)
    return codes._code(fresh, int(clock.now().timestamp() // codes.SECONDS) - windows_ago)


def marks(session_id: int) -> dict[int, str]:
    """The mark of each student in it."""
    db.session.rollback()
    query = sa.select(AttendanceMark.student_id, AttendanceMark.status)
    rows = db.session.execute(query.where(AttendanceMark.session_id == session_id))
    return {student_id: MarkStatus(status).value for student_id, status in rows}


@contextmanager
def anew() -> Iterator[Callable[[AttendanceSession], AttendanceSession]]:
    """Inside, rows are read as others have left them."""
    db.session.rollback()
    db.session.expire_all()
    yield lambda session: db.session.get_one(AttendanceSession, session.id)
