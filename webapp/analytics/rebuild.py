"""Making the projections again from the log: the same functions as in daily work, over all days."""

from collections.abc import Callable

import sqlalchemy as sa

from webapp import accounts, courses, tracking
from webapp.analytics.models import Achievement, DayFigures, StudentFigures
from webapp.analytics.projection import project_days
from webapp.core.stores import db
from webapp.flow import commit
from webapp.tracking import ActivitiesLogged


def rebuild(progress: Callable[[int, int], None] | None = None) -> int:
    """Set every student's figures and progress from the log, one student at a time. Answers how many there were."""
    students = list(tracking.log().students())
    for done, student_id in enumerate(students):
        if progress:
            progress(done, len(students))
        rebuild_student(student_id)
        commit()
    if progress:
        progress(len(students), len(students))
    return len(students)


def rebuild_student(student_id: int) -> None:
    """Drop this student's projections and set them again. Certificates are facts and stay."""
    accounts.hold(student_id)
    for table in (DayFigures, StudentFigures, Achievement):
        db.session.execute(sa.delete(table).where(table.student_id == student_id))
    db.session.expire_all()
    days = tracking.log().all_days(student_id)
    finishes = tracking.log().finishes(student_id)
    courses.advance(ActivitiesLogged(student_id=student_id, days=days, finishes=finishes))
    if days:
        project_days(student_id, days)
