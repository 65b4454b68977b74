"""How often a student was there: added up by the database, however many sessions there were."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from webapp.accounts import User
from webapp.attendance.models import HERE, AttendanceMark, AttendanceSession, MarkStatus
from webapp.core.stores import db

LATELY = 5

S, M = AttendanceSession, AttendanceMark
IS_HERE = M.status.in_(HERE)
IS_EXPECTED = M.status != MarkStatus.excused


@dataclass(frozen=True)
class StudentTally:
    """A student in one course: in how many sessions they were expected and here, and the same of their last five."""

    student_id: int
    name: str
    here: int
    expected: int
    lately_here: int
    lately_expected: int

    @property
    def share(self) -> int | None:
        return share_of(self.here, self.expected)

    @property
    def lately(self) -> int | None:
        return share_of(self.lately_here, self.lately_expected)


@dataclass(frozen=True)
class OwnTally:
    """All sessions of a course for one student. `in_a_row` are those attended one after another, up to the last."""

    sessions: int
    here: int
    expected: int
    in_a_row: int

    @property
    def share(self) -> int | None:
        return share_of(self.here, self.expected)


NONE = OwnTally(0, 0, 0, 0)


def share_of(here: int, expected: int) -> int | None:
    """Percent of the sessions that somebody was expected in; being excused takes one out of the count."""
    return round(100 * here / expected) if expected else None


def tallies_of(course_id: int) -> Sequence[StudentTally]:
    """Of everybody who has a mark in a session of that course that is over, by name."""
    newest_first = sa.func.row_number().over(partition_by=M.student_id, order_by=M.session_id.desc())
    place = (newest_first <= LATELY).label("is_late")
    marks = (
        sa.select(M.student_id, IS_HERE.label("here"), IS_EXPECTED.label("expected"), place)
        .join(S, S.id == M.session_id)
        .where(S.course_id == course_id, S.ended_at.is_not(None))
        .subquery()
    )
    here, expected, is_late = marks.c.here, marks.c.expected, marks.c.is_late
    query = (
        sa.select(
            User.id,
            User.name,
            sum_of(here),
            sum_of(expected),
            sum_of(sa.and_(here, is_late)),
            sum_of(sa.and_(expected, is_late)),
        )
        .join(marks, marks.c.student_id == User.id)
        .group_by(User.id, User.name)
        .order_by(User.name, User.id)
    )
    return [StudentTally(*row) for row in db.session.execute(query)]


def own_tallies(student_id: int) -> dict[int, OwnTally]:
    """Of a student, by course. In a row: an excused session neither counts nor breaks it."""
    over = (M.student_id == student_id, S.ended_at.is_not(None))
    missed = (
        sa.select(S.course_id, sa.func.max(S.id).label("last"))
        .join(M, M.session_id == S.id)
        .where(*over, M.status == MarkStatus.absent)
        .group_by(S.course_id)
        .subquery()
    )
    since = sa.and_(IS_HERE, S.id > sa.func.coalesce(missed.c.last, 0))
    query = (
        sa.select(S.course_id, sa.func.count(), sum_of(IS_HERE), sum_of(IS_EXPECTED), sum_of(since))
        .join(M, M.session_id == S.id)
        .outerjoin(missed, missed.c.course_id == S.course_id)
        .where(*over)
        .group_by(S.course_id)
    )
    return {course_id: OwnTally(*numbers) for course_id, *numbers in db.session.execute(query)}


def sum_of(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """How many of the rows meet it."""
    number: sa.ColumnElement[Any] = sa.func.sum(sa.case((condition, 1), else_=0))
    return sa.cast(number, sa.Integer)
