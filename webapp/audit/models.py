"""What the trail is made of. Triggers refuse to change or delete its rows, on every database."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core.stores import LongText, Model


class AuditLog(Model):
    """One change. Numbers have no gaps, and each row carries the digest of the one before it.

    It refers to people and things by number alone, so that nothing which happens to them changes the trail.
    `before` and `after` are JSON objects of the columns that changed, with their keys in order.
    """

    __tablename__ = "audit_logs"
    __table_args__ = (
        Index("ix_audit_logs_actor", "actor_id", "number"),
        Index("ix_audit_logs_subject", "kind", "subject", "number"),
    )
    leaves_trail: ClassVar[bool] = False

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int]
    actor_role: Mapped[str] = mapped_column(String(20))
    deed: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(200))
    door: Mapped[str] = mapped_column(String(100))
    before: Mapped[str] = mapped_column(LongText)
    after: Mapped[str] = mapped_column(LongText)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class AuditHead(Model):
    """The end of the trail: one row, held by whoever adds to it, so that the chain has no forks."""

    __tablename__ = "audit_head"
    leaves_trail: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


NO_DIGEST = "0" * 64
"""What the first row carries as the digest before it."""

LOCKED_HEAD = sa.select(AuditHead.number, AuditHead.digest).where(AuditHead.id == 1).with_for_update()
