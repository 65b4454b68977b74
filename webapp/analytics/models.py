"""Projections: figures set from the log and the corrections. Losing these tables loses nothing; `flask rebuild` makes
them again.
"""

from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.analytics.weights import nominal_minutes
from webapp.core.stores import Model


class DayFigures(Model):
    """What one student did on one local day."""

    __tablename__ = "day_figures"
    __table_args__ = (Index("ix_day_figures_streak", "student_id", "streak"),)
    leaves_trail: ClassVar[bool] = False

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    events: Mapped[int] = mapped_column(default=0)
    learning: Mapped[int] = mapped_column(default=0)
    """How many of the events were learning; any makes it a learning day."""
    lessons: Mapped[int] = mapped_column(default=0)
    videos: Mapped[int] = mapped_column(default=0)
    views: Mapped[int] = mapped_column(default=0)
    corrected_minutes: Mapped[int] = mapped_column(default=0)
    """Nominal minutes that somebody added or took away; never more than there are."""
    active_seconds: Mapped[int] = mapped_column(default=0)
    streak: Mapped[int] = mapped_column(default=0)
    """How many learning days in a row end on this one; 0 if it is none."""


class StudentFigures(Model):
    """All days of one student, added up."""

    __tablename__ = "student_figures"
    leaves_trail: ClassVar[bool] = False
    stays_without_name: ClassVar[bool] = True

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    events: Mapped[int] = mapped_column(default=0)
    lessons: Mapped[int] = mapped_column(default=0)
    videos: Mapped[int] = mapped_column(default=0)
    views: Mapped[int] = mapped_column(default=0)
    corrected_minutes: Mapped[int] = mapped_column(default=0)
    active_seconds: Mapped[int] = mapped_column(BigInteger, default=0)
    learning_days: Mapped[int] = mapped_column(default=0)
    longest_streak: Mapped[int] = mapped_column(default=0)
    last_learned_on: Mapped[str | None] = mapped_column(String(10))
    """The last learning day."""

    @property
    def minutes(self) -> int:
        nominal = nominal_minutes(lessons=self.lessons, videos=self.videos, views=self.views)
        return nominal + self.corrected_minutes


class Achievement(Model):
    """An achievement that a student has unlocked, and on which local day."""

    __tablename__ = "achievements"
    leaves_trail: ClassVar[bool] = False

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    unlocked_on: Mapped[str] = mapped_column(String(10))
