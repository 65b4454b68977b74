"""Figures of many students at once, for those who may see them."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from webapp import courses
from webapp.accounts import User
from webapp.analytics.days import todays_by_zone
from webapp.analytics.models import DayFigures
from webapp.analytics.weights import nominal_minutes
from webapp.attendance.models import AttendanceMark, AttendanceSession, MarkStatus
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import Enrollment, EnrollmentStatus

D = DayFigures
LAST_DAYS = timedelta(days=7)


@dataclass(frozen=True)
class ClassFigures:
    """How far students are, and what they learned today. `average_progress` is None where nobody is in a course."""

    average_progress: int | None
    learned_minutes: int
    learners: int
    """Of how many of them that is."""
    attended: int | None = None
    """Percent of the marks of sessions that ended in the last seven days; None without any."""


_HAS_MINUTES = sa.or_(D.lessons > 0, D.videos > 0, D.views > 0, D.corrected_minutes > 0)
"""Of a day: something that hours are counted for. Enrolling makes a learning day, and takes no time."""


def class_figures(scope: int | None) -> ClassFigures:
    """The figures of the students of that scope, each counted in their own day."""
    students = courses.students_in(scope)
    taken = (EnrollmentStatus.active, EnrollmentStatus.completed)
    mean = sa.select(sa.func.sum(Enrollment.progress), sa.func.count()).where(
        Enrollment.student_id.in_(students), Enrollment.status.in_(taken)
    )
    total, number = db.session.execute(mean).one()
    attended = _attended(students)
    todays = {zone: day.isoformat() for zone, day in todays_by_zone().items()}
    if not todays:
        return ClassFigures(None, 0, 0, attended)
    sums = sa.select(
        *(
            sa.func.coalesce(sa.func.sum(column), 0)
            for column in (D.lessons, D.videos, D.views, D.corrected_minutes)
        ),
        sa.func.coalesce(sa.func.sum(sa.case((_HAS_MINUTES, 1), else_=0)), 0),
    )
    today = sa.case(todays, value=User.time_zone, else_="")
    own = sums.join(User, User.id == D.student_id).where(
        D.student_id.in_(students), D.day.in_(set(todays.values())), D.day == today
    )
    lessons, videos, views, corrected, learners = (int(value) for value in db.session.execute(own).one())
    minutes = nominal_minutes(lessons=lessons, videos=videos, views=views) + corrected
    mean_progress = (2 * int(total) + number) // (2 * number) if number else None
    return ClassFigures(mean_progress, minutes, learners, attended)


def _attended(students: sa.Select[int]) -> int | None:
    """Who was there, late or not, of all who were not excused."""
    there = sa.case((AttendanceMark.status.in_((MarkStatus.present, MarkStatus.late)), 1), else_=0)
    marks = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(there), 0)).where(
        AttendanceMark.session_id.in_(
            sa.select(AttendanceSession.id).where(AttendanceSession.ended_at >= clock.now() - LAST_DAYS)
        ),
        AttendanceMark.student_id.in_(students),
        AttendanceMark.status != MarkStatus.excused,
    )
    number, present = db.session.execute(marks).one()
    return round(100 * int(present) / number) if number else None
