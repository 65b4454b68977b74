"""Projections: figures set from the log. Losing these tables loses nothing; `flask rebuild` makes them again."""

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.analytics.weights import nominal_minutes
from webapp.core.stores import Model


class DayFigures(Model):
    """What one student did on one local day."""

    __tablename__ = "day_figures"
    __table_args__ = (Index("ix_day_figures_streak", "student_id", "streak"),)

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    events: Mapped[int] = mapped_column(default=0)
    learning: Mapped[int] = mapped_column(default=0)
    """How many of the events were learning; any makes it a learning day."""
    lessons: Mapped[int] = mapped_column(default=0)
    videos: Mapped[int] = mapped_column(default=0)
    views: Mapped[int] = mapped_column(default=0)
    active_seconds: Mapped[int] = mapped_column(default=0)
    streak: Mapped[int] = mapped_column(default=0)
    """How many learning days in a row end on this one; 0 if it is none."""

    @property
    def minutes(self) -> int:
        return nominal_minutes(lessons=self.lessons, videos=self.videos, views=self.views)


class StudentFigures(Model):
    """All days of one student, added up."""

    __tablename__ = "student_figures"

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    events: Mapped[int] = mapped_column(default=0)
    lessons: Mapped[int] = mapped_column(default=0)
    videos: Mapped[int] = mapped_column(default=0)
    views: Mapped[int] = mapped_column(default=0)
    active_seconds: Mapped[int] = mapped_column(BigInteger, default=0)
    learning_days: Mapped[int] = mapped_column(default=0)
    longest_streak: Mapped[int] = mapped_column(default=0)

    @property
    def minutes(self) -> int:
        return nominal_minutes(lessons=self.lessons, videos=self.videos, views=self.views)


class Achievement(Model):
    """An achievement that a student has unlocked, and on which local day."""

    __tablename__ = "achievements"

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    unlocked_on: Mapped[str] = mapped_column(String(10))
