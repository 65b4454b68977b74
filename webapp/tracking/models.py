"""The log's tables, when it lives among the rows."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import BigInteger, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core.stores import LongText, Model
from webapp.tracking.kinds import ActivityType


class ActivityRow(Model):
    """One line of the log. Never changed but for `counts`, which repeats of one deed settle among themselves."""

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("student_id", "event_id"),
        sa.Index("ix_activities_day", "student_id", "day"),
        sa.Index("ix_activities_feed", "student_id", "is_on_feed", "sort_key"),
        sa.Index("ix_activities_unit", "student_id", "unit_id", "type"),
    )
    leaves_trail: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    student_id: Mapped[int]
    event_id: Mapped[str] = mapped_column(String(36))
    type: Mapped[ActivityType]
    fingerprint: Mapped[str] = mapped_column(String(32))
    sort_key: Mapped[str] = mapped_column(String(50))
    at: Mapped[datetime]
    day: Mapped[str] = mapped_column(String(10))
    course_id: Mapped[int | None]
    module_id: Mapped[int | None]
    unit_id: Mapped[int | None]
    duration_seconds: Mapped[float | None]
    is_from_server: Mapped[bool]
    is_on_feed: Mapped[bool]
    is_finish: Mapped[bool]
    """Whether it finishes its unit, by the kind of unit and of activity."""
    counts: Mapped[bool] = mapped_column(default=True)
    """False for a later claim of what counts once."""
    received_at: Mapped[datetime]
    clock: Mapped[str] = mapped_column(String(10))
    client_at: Mapped[datetime | None]
    """When it was by the page's own clock."""
    details: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class ViewDay(Model):
    """How far one view had come by the end of one local day. Active time of the day is what it added."""

    __tablename__ = "view_days"
    __table_args__ = (
        sa.Index("ix_view_days_day", "student_id", "day"),
        sa.Index("ix_view_days_unit", "student_id", "unit_id"),
    )
    leaves_trail: ClassVar[bool] = False

    student_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    view_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    course_id: Mapped[int | None]
    module_id: Mapped[int | None]
    unit_id: Mapped[int | None]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    active_ms: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[int]
    scroll_depth: Mapped[float] = mapped_column(default=0.0)
    interactions: Mapped[int] = mapped_column(default=0)
    played: Mapped[str | None] = mapped_column(LongText)
    """The whole seconds of the unit's video that were played, as runs."""
    video_seconds: Mapped[float] = mapped_column(default=0.0)


class DeadLetter(Model):
    """A beacon that was refused, without anything personal in it but whose it was. Kept for fourteen days."""

    __tablename__ = "dead_letters"
    __table_args__ = (UniqueConstraint("student_id", "digest"),)
    leaves_trail: ClassVar[bool] = False
    owner: ClassVar[str] = "student_id"

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    """Of reason, script and body: the same refusal again only counts."""
    times: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(20))
    field: Mapped[str] = mapped_column(String(100))
    """The path of its first fault, if it has one."""
    tracker: Mapped[str] = mapped_column(String(40))
    """Name and version of the script that sent it; empty if it said none."""
    body: Mapped[str] = mapped_column(sa.Text)
