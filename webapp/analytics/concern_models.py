"""What mentors answered to a concern."""

import enum
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.accounts import User
from webapp.core.stores import Model

SNOOZE = timedelta(days=7)
UNCONCERNED = timedelta(days=28)


class AnswerKind(enum.StrEnum):
    """Ask again in a week; or there is no reason for concern, which holds for four weeks and says why."""

    snoozed = "snoozed"
    unconcerned = "unconcerned"


class ConcernAnswer(Model):
    """A student is set aside until then, for everybody who sees them: two mentors need not both ask after one."""

    __tablename__ = "concern_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    kind: Mapped[AnswerKind]
    reason: Mapped[str] = mapped_column(String(300), default="")
    answered_at: Mapped[datetime]
    until: Mapped[datetime]

    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
