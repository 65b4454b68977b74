"""How a student stands over all their courses: what enrollments give to the figures."""

from dataclasses import dataclass

import sqlalchemy as sa

from webapp.core.stores import db
from webapp.courses.models import Certificate, Enrollment
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
    counted = sa.select(Enrollment.status, sa.func.count(), sa.func.sum(Enrollment.progress)).where(
        Enrollment.student_id == student_id, Enrollment.status.in_(OPEN)
    )
    by_status = {
        status: (number, int(total))
        for status, number, total in db.session.execute(counted.group_by(Enrollment.status))
    }
    held = sa.select(sa.func.count(Certificate.id)).where(Certificate.student_id == student_id)
    active, completed = by_status.get(OPEN[0], (0, 0)), by_status.get(OPEN[1], (0, 0))
    number = active[0] + completed[0]
    return Standing(
        enrolled_courses=active[0],
        completed_courses=completed[0],
        certificates=db.session.scalar(held) or 0,
        average_progress=(2 * (active[1] + completed[1]) + number) // (2 * number) if number else 0,
    )
