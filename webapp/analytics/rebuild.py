"""Making the projections again from the log and the corrections: the same functions as in daily work, over all days."""

from collections.abc import Callable

import sqlalchemy as sa

from webapp import accounts, courses, tracking
from webapp.analytics.corrections import days_corrected, students_corrected
from webapp.analytics.ledger import ledger_of
from webapp.analytics.models import DayFigures, StudentFigures
from webapp.analytics.projection import project_days, set_totals
from webapp.analytics.unlocking import unlock
from webapp.core.stores import db
from webapp.flow import commit
from webapp.tracking import ActivitiesLogged


def rebuild(progress: Callable[[int, int], None] | None = None) -> int:
    """Set every student's figures and progress from the log, one student at a time. Answers how many there were."""
    students = sorted({*tracking.log().students(), *students_corrected()})
    for done, student_id in enumerate(students):
        if progress:
            progress(done, len(students))
        rebuild_student(student_id)
        commit()
    if progress:
        progress(len(students), len(students))
    return len(students)


def rebuild_student(student_id: int) -> None:
    """Drop this student's figures and set them again; each achievement is dated anew, and those that the log does not
    bear out are locked. They are not dropped, so that nobody is told anew of what they have. Certificates are facts
    and stay. So does every day whose log was retired: nothing is left to count it from.
    """
    accounts.hold(student_id)
    horizon = tracking.horizon()
    counted_anew = (DayFigures.student_id == student_id, DayFigures.day >= (str(horizon) if horizon else ""))
    db.session.execute(sa.delete(DayFigures).where(*counted_anew))
    db.session.execute(sa.delete(StudentFigures).where(StudentFigures.student_id == student_id))
    db.session.expire_all()
    days = sorted({*tracking.log().all_days(student_id), *days_corrected(student_id)})
    finishes = tracking.log().finishes(student_id)
    courses.advance(ActivitiesLogged(student_id=student_id, days=days, finishes=finishes))
    project_days(student_id, days)
    set_totals(student_id)
    unlock(student_id, ledger_of(student_id), since="")
