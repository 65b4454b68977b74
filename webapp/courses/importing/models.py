"""Imports, under way and done."""

import enum
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.accounts import User
from webapp.core.stores import LongText, Model
from webapp.courses.models import Course

SILENCE = timedelta(seconds=30)
"""After so long without a word from the one who works on it, an import has been cut off."""


class ImportState(enum.StrEnum):
    """How far an import is. `refused` is the archive's fault, `failed` is ours."""

    waiting = "waiting"
    reading = "reading"
    storing = "storing"
    writing = "writing"
    done = "done"
    refused = "refused"
    failed = "failed"
    interrupted = "interrupted"


UNDER_WAY = (ImportState.waiting, ImportState.reading, ImportState.storing, ImportState.writing)


class CourseImport(Model):
    """One import of a course. `heard_at` is the last word of who works on it; `digests` tell later edits apart.

    A process that ends takes its import with it. Nobody is left to write that down, so it follows from the silence.
    """

    __tablename__ = "course_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("courses.id", ondelete="SET NULL"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    file_key: Mapped[str] = mapped_column(String(64), default="")
    """The stored archive, until it is read."""
    state: Mapped[ImportState] = mapped_column(default=ImportState.waiting)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    account: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    """What became of everything: see `account.Account`."""
    digests: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)
    fault: Mapped[str] = mapped_column(LongText, default="")
    created_at: Mapped[datetime]
    heard_at: Mapped[datetime]

    by: Mapped[User] = relationship()
    course: Mapped[Course | None] = relationship()

    def state_at(self, now: datetime) -> ImportState:
        """The state as it must be by now."""
        is_cut = self.state in UNDER_WAY and now - self.heard_at > SILENCE
        return ImportState.interrupted if is_cut else self.state
