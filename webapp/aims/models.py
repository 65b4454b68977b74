"""Goals and skills, as students keep them."""

import enum
from datetime import date, datetime, timedelta
from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core.stores import Model

RESTORED_WITHIN = timedelta(hours=24)
"""How long what was removed can be put back."""


class SkillLevel(enum.StrEnum):
    """How well somebody can do something, by their own account."""

    beginner = "beginner"
    practised = "practised"
    confident = "confident"
    expert = "expert"


class Goal(Model):
    """Something a student wants to reach, by a day or at no set time. It counts while it is reached and not removed."""

    __tablename__ = "goals"
    leaves_trail: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    due: Mapped[str | None] = mapped_column(String(10))
    """A local day of the student, as YYYY-MM-DD."""
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    @property
    def due_on(self) -> date | None:
        return date.fromisoformat(self.due) if self.due else None

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


class Skill(Model):
    """Something a student can do. It counts while it is not removed."""

    __tablename__ = "skills"
    leaves_trail: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[SkillLevel] = mapped_column(default=SkillLevel.beginner)
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
