"""The students of a mentor as a list: to find one, by cohort, in the order that is asked for."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from webapp import courses
from webapp.accounts import User
from webapp.accounts.models import cohort_members
from webapp.accounts.queries import is_found_by
from webapp.analytics.concern_facts import facts_of_all
from webapp.analytics.concern_queries import Line, lines_of
from webapp.analytics.concerns import Concern, concern_of
from webapp.analytics.models import StudentFigures
from webapp.core.stores import db
from webapp.courses.models import Enrollment, EnrollmentStatus

PAGE = 50
LEAST_URGENT = 9
TAKEN = (EnrollmentStatus.active, EnrollmentStatus.completed)


class Order(enum.StrEnum):
    """What stands first: names by the alphabet, the longest silent, the least far, or who may most need a hand."""

    name = "name"
    silence = "silence"
    progress = "progress"
    concern = "concern"


@dataclass(frozen=True)
class RosterLine:
    """A student with what the list shows of them."""

    student: User
    progress: int | None
    minutes: int
    last_learned_on: date | None
    concern: Concern | None
    line: Line


@dataclass(frozen=True)
class Roster:
    """One page of students, how many there are in all, and the numbers of the pages around it."""

    lines: Sequence[RosterLine]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class _Row:
    id: int
    name: str
    progress: int | None
    minutes: int
    last_learned_on: str | None


def roster(
    viewer: User,
    *,
    find: str = "",
    cohort_id: int | None = None,
    only: Sequence[int] | None = None,
    order: Order = Order.name,
    page: int = 1,
) -> Roster:
    """Students whom this person may see; `only` narrows them to these ids."""
    theirs = courses.students_of(viewer).where(User.closed_at.is_(None))
    if find:
        theirs = theirs.where(is_found_by(find))
    if cohort_id is not None:
        members = sa.select(cohort_members.c.user_id).where(cohort_members.c.cohort_id == cohort_id)
        theirs = theirs.where(User.id.in_(members))
    if only is not None:
        theirs = theirs.where(User.id.in_(only))
    concerns = {id: concern_of(facts) for id, facts in facts_of_all(theirs).items()}
    rows = sorted(_rows(theirs), key=lambda row: _place(row, order, concerns.get(row.id)))
    page = min(max(1, page), max(1, -(-len(rows) // PAGE)))
    some = rows[(page - 1) * PAGE : page * PAGE]
    users = sa.select(User).where(User.id.in_([row.id for row in some]))
    students = {student.id: student for student in db.session.scalars(users)}
    lines = lines_of(students.values())
    listed = [
        RosterLine(
            students[row.id],
            row.progress,
            row.minutes,
            date.fromisoformat(row.last_learned_on) if row.last_learned_on else None,
            concerns.get(row.id),
            lines[row.id],
        )
        for row in some
    ]
    return Roster(listed, len(rows), page)


def _place(row: _Row, order: Order, concern: Concern | None) -> tuple[object, ...]:
    by_name = (row.name.casefold(), row.id)
    silent_first = row.last_learned_on or ""
    match order:
        case Order.silence:
            return (silent_first, *by_name)
        case Order.progress:
            return (row.progress or 0, *by_name)
        case Order.concern:
            return (concern.level if concern else LEAST_URGENT, silent_first, *by_name)
        case _:
            return by_name


def _rows(students: sa.Select[int]) -> list[_Row]:
    """What the order may depend on, of all of them, in one statement."""
    taken = sa.select(Enrollment.student_id, sa.func.avg(Enrollment.progress).label("progress"))
    mean = taken.where(Enrollment.student_id.in_(students), Enrollment.status.in_(TAKEN))
    far = mean.group_by(Enrollment.student_id).subquery()
    query = (
        sa.select(
            User.id,
            User.name,
            far.c.progress,
            StudentFigures,
        )
        .outerjoin(StudentFigures, StudentFigures.student_id == User.id)
        .outerjoin(far, far.c.student_id == User.id)
        .where(User.id.in_(students))
    )
    return [
        _Row(
            row.id,
            row.name,
            None if row.progress is None else round(float(row.progress)),
            row.StudentFigures.minutes if row.StudentFigures else 0,
            row.StudentFigures.last_learned_on if row.StudentFigures else None,
        )
        for row in db.session.execute(query)
    ]
