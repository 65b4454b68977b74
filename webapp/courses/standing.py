"""How a student stands over all their courses: what enrollments give to the figures."""

from dataclasses import dataclass

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
    numbers = {name: int(value or 0) for name, value in _standing(student_id).items()}
    active, completed, progress = numbers["active"], numbers["completed"], numbers["progress"]
    number = active + completed
    return Standing(
        enrolled_courses=active,
        completed_courses=completed,
        certificates=numbers["certificates"],
        average_progress=(2 * progress + number) // (2 * number) if number else 0,
    )


def _standing(student_id: int) -> sa.RowMapping:
    return db.session.execute(_STANDING, {"student": student_id}).mappings().one()


def _number_in(status: EnrollmentStatus) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((Enrollment.status == status, 1), else_=0))


_HELD = sa.select(sa.func.count(Certificate.id)).where(Certificate.student_id == sa.bindparam("student"))
_STANDING = sa.select(
    _number_in(OPEN[0]).label("active"),
    _number_in(OPEN[1]).label("completed"),
    sa.func.sum(Enrollment.progress).label("progress"),
    _HELD.scalar_subquery().label("certificates"),
).where(Enrollment.student_id == sa.bindparam("student"), Enrollment.status.in_(OPEN))
"""Asked at every change of a student's figures, so it is built once."""
