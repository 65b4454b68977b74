"""Corrections as they are kept, and what those of a day come to."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from webapp.accounts import User
from webapp.core.stores import LongText, Model, db

MOST_SHOWN = 20


class CorrectionKind(enum.StrEnum):
    """What is corrected."""

    minutes = "minutes"
    """Nominal minutes of learning."""
    streak = "streak"
    """Whether the day is a learning day: more than 0 for yes, less for no. Of several, the last one holds."""
    lessons = "lessons"
    videos = "videos"
    views = "views"
    init = "init"
    """All corrections before it count no more."""


class Correction(Model):
    """So much more or less of a kind on a day of a student: who says so, when, and why."""

    __tablename__ = "corrections"
    __table_args__ = (Index("ix_corrections_student_id_day", "student_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    kind: Mapped[CorrectionKind]
    day: Mapped[str] = mapped_column(String(10))
    amount: Mapped[int]
    reason: Mapped[str] = mapped_column(LongText)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    author: Mapped[User | None] = relationship(foreign_keys=[author_id])

    @property
    def local_day(self) -> date:
        return date.fromisoformat(self.day)


@dataclass(frozen=True)
class DayCorrection:
    """What the corrections of a day come to."""

    minutes: int = 0
    lessons: int = 0
    videos: int = 0
    views: int = 0
    is_learning: bool | None = None
    """Whether it is a learning day whatever the log says; None where the log decides."""


def corrections_on(student_id: int, days: Sequence[str]) -> Mapping[str, DayCorrection]:
    """By day, what is corrected there; a day without a correction is missing."""
    by_day: dict[str, list[Correction]] = {}
    for correction in db.session.scalars(_COUNTING, {"student": student_id, "days": list(days)}):
        if correction.kind is not CorrectionKind.init:
            by_day.setdefault(correction.day, []).append(correction)
    return {day: _added_up(some) for day, some in by_day.items()}


_COUNTING = (
    sa.select(Correction)
    .where(
        Correction.student_id == sa.bindparam("student"),
        Correction.day.in_(sa.bindparam("days", expanding=True)),
        Correction.withdrawn_at.is_(None),
    )
    .order_by(Correction.id)
)


def newest_corrections(student_id: int) -> Sequence[Correction]:
    """The last corrections of a student's figures, newest first, those that count no more among them."""
    theirs = sa.select(Correction).where(Correction.student_id == student_id)
    newest = theirs.options(joinedload(Correction.author)).order_by(Correction.id.desc()).limit(MOST_SHOWN)
    return db.session.scalars(newest).all()


def _added_up(corrections: Sequence[Correction]) -> DayCorrection:
    def sum_of(kind: CorrectionKind) -> int:
        return sum(one.amount for one in corrections if one.kind is kind)

    said = [one.amount > 0 for one in corrections if one.kind is CorrectionKind.streak]
    return DayCorrection(
        minutes=sum_of(CorrectionKind.minutes),
        lessons=sum_of(CorrectionKind.lessons),
        videos=sum_of(CorrectionKind.videos),
        views=sum_of(CorrectionKind.views),
        is_learning=said[-1] if said else None,
    )
