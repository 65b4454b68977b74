"""Figures set right by those who look after a student. A correction counts on a day of the student, beside what the log
holds of it; it has an author and a reason, everybody who sees the figures sees it, and it outlives `flask rebuild`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import User
from webapp.analytics.correction_models import Correction, CorrectionKind
from webapp.analytics.days import today_of
from webapp.analytics.events import FiguresCorrected, FiguresUpdated
from webapp.analytics.projection import project_days
from webapp.core import clock
from webapp.core.errors import Invalid, NotAllowed
from webapp.core.stores import db
from webapp.flow import record

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Amount:
    """So much of a kind, on a day; today if none is named."""

    kind: CorrectionKind
    amount: int
    day: date | None = None


def correct(student: User, amounts: Sequence[Amount], *, by: User, reason: str) -> list[Correction]:
    """Add these amounts to a student's figures. Nobody corrects their own."""
    _refuse_unless_theirs(student, by)
    accounts.hold(student.id)
    today = today_of(student.id)
    made = [_correction(student, amount, today, by, reason) for amount in amounts]
    db.session.add_all(made)
    _follow(student, made, by)
    return made


def begin_anew(student: User, *, by: User, reason: str) -> Correction:
    """Go back to what was recorded: all corrections so far count no more. They stay in the list, marked so."""
    _refuse_unless_theirs(student, by)
    accounts.hold(student.id)
    counting = list(db.session.scalars(_counting(student.id)))
    made = _correction(student, Amount(CorrectionKind.init, 0), today_of(student.id), by, reason)
    for correction in counting:
        correction.withdrawn_at = made.created_at
    db.session.add(made)
    _follow(student, [made, *counting], by)
    return made


def days_corrected(student_id: int) -> list[str]:
    """The days on which anything is corrected."""
    return list(db.session.scalars(_counting(student_id).with_only_columns(Correction.day).distinct()))


def students_corrected() -> Collection[int]:
    """Whose figures anybody has corrected."""
    return db.session.scalars(sa.select(Correction.student_id).distinct()).all()


def _counting(student_id: int) -> sa.Select[Correction]:
    return sa.select(Correction).where(Correction.student_id == student_id, Correction.withdrawn_at.is_(None))


def _correction(student: User, amount: Amount, today: date, by: User, reason: str) -> Correction:
    day = amount.day or today
    if not EARLIEST <= day <= today:
        raise Invalid.of({"day": "Choose a day that the student has had."})
    return Correction(
        student_id=student.id,
        author_id=by.id,
        kind=amount.kind,
        day=day.isoformat(),
        amount=amount.amount,
        reason=reason,
        created_at=clock.now(),
    )


def _follow(student: User, corrections: Sequence[Correction], by: User) -> None:
    db.session.flush()
    project_days(student.id, {correction.day for correction in corrections})
    record(FiguresCorrected(student_id=student.id, by=by.id, author=by.name, reason=corrections[0].reason))
    record(FiguresUpdated(student_id=student.id))


def _refuse_unless_theirs(student: User, by: User) -> None:
    if not by.is_staff or not student.is_student:
        raise NotAllowed("Only mentors and admins correct the figures, and only those of students.")
