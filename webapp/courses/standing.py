"""How a student stands over all their courses: what enrollments give to the figures."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from webapp.core.stores import db
from webapp.courses.models import Certificate, Enrollment, EnrollmentStatus
from webapp.courses.queries import OPEN


@dataclass(frozen=True)
class Standing:
    """The figures of section 3 that enrollments give. `average_progress` is a whole percent, halves rounded up."""

    enrolled_courses: int
    completed_courses: int
    certificates: int
    average_progress: int


def standing_of(student_id: int) -> Standing:
    """How a student stands over all their courses."""
    return standing_from(db.session.execute(STANDING, {"student": student_id}).one())


def standing_from(row: Any) -> Standing:
    """The same from the columns of `STANDING`, wherever they were read."""
    active, completed, progress = int(row.active or 0), int(row.completed or 0), int(row.progress or 0)
    number = active + completed
    return Standing(
        enrolled_courses=active,
        completed_courses=completed,
        certificates=row.certificates,
        average_progress=(2 * progress + number) // (2 * number) if number else 0,
    )


def _number_in(status: EnrollmentStatus) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((Enrollment.status == status, 1), else_=0))


_HELD = sa.select(sa.func.count(Certificate.id)).where(Certificate.student_id == sa.bindparam("student"))
STANDING = sa.select(
    _number_in(OPEN[0]).label("active"),
    _number_in(OPEN[1]).label("completed"),
    sa.func.sum(Enrollment.progress).label("progress"),
    _HELD.scalar_subquery().label("certificates"),
).where(Enrollment.student_id == sa.bindparam("student"), Enrollment.status.in_(OPEN))
"""Of the student `:student`; one row, whatever there is. Asked at every change of a student's figures, so it is built
once.
"""
