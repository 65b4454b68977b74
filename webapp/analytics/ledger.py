"""What is known of a student beside their days: the totals, and what the other rooms count. Asked at once."""

from dataclasses import dataclass, fields
from typing import Any, Self, cast

import sqlalchemy as sa

from webapp import aims, courses, entries
from webapp.analytics.correction_models import Correction
from webapp.analytics.models import StudentFigures
from webapp.analytics.weights import nominal_minutes
from webapp.core.stores import ask

TABLE = cast(sa.Table, StudentFigures.__table__)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """All days of a student, added up: `StudentFigures` as values."""

    events: int = 0
    lessons: int = 0
    videos: int = 0
    views: int = 0
    corrected_minutes: int = 0
    active_seconds: int = 0
    learning_days: int = 0
    longest_streak: int = 0
    last_learned_on: str | None = None

    @classmethod
    def of(cls, row: Any) -> Self:
        """From columns of the same names, which may be empty."""
        totals = {name: int(getattr(row, name) or 0) for name in NUMBERS}
        return cls(last_learned_on=row.last_learned_on, **totals)

    @property
    def minutes(self) -> int:
        nominal = nominal_minutes(lessons=self.lessons, videos=self.videos, views=self.views)
        return nominal + self.corrected_minutes


NUMBERS = [field.name for field in fields(Totals) if field.name != "last_learned_on"]


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What is kept and counted of a student."""

    totals: Totals
    standing: courses.Standing
    aimed: aims.Counts
    entries: int
    is_corrected: bool
    """Whether any correction of their figures counts."""


def ledger_of(student_id: int) -> Ledger:
    """All of it, in one statement."""
    row = ask(_LEDGER, {"student": student_id}).one()
    return Ledger(
        totals=Totals.of(row),
        standing=courses.standing_from(row),
        aimed=aims.Counts(row.goals_completed, row.skills_added),
        entries=row.entries,
        is_corrected=bool(row.is_corrected),
    )


def _ledger() -> sa.Select[Any]:
    student: sa.BindParameter[int] = sa.bindparam("student", type_=sa.Integer)
    standing = courses.STANDING.add_columns(student.label("of_student")).subquery("standing")
    corrected = sa.exists().where(Correction.student_id == student, Correction.withdrawn_at.is_(None))
    counted = (*aims.COUNTS, entries.NUMBER.label("entries"), corrected.label("is_corrected"))
    return sa.select(standing, *counted, TABLE).outerjoin(TABLE, TABLE.c.student_id == standing.c.of_student)


_LEDGER = _ledger()
