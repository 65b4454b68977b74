"""The log's tables, when it lives among the rows."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core.stores import Model
from webapp.tracking.activity import Activity, Snapshot
from webapp.tracking.kinds import ON_FEED, ActivityType


class ActivityRow(Model):
    """One line of the log. Never changed but for `counts`, which repeats of one deed settle among themselves."""

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("student_id", "event_id"),
        sa.Index("ix_activities_day", "student_id", "day"),
        sa.Index("ix_activities_feed", "student_id", "is_on_feed", "sort_key"),
        sa.Index("ix_activities_unit", "student_id", "unit_id", "type"),
    )

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
    details: Mapped[dict[str, Any]] = mapped_column(sa.JSON)

    @staticmethod
    def values_of(activity: Activity) -> dict[str, Any]:
        """The columns of a new line."""
        return {
            "student_id": activity.student_id,
            "event_id": activity.event_id,
            "type": activity.type,
            "fingerprint": activity.fingerprint,
            "sort_key": activity.sort_key,
            "at": activity.at,
            "day": activity.day,
            "course_id": activity.course_id,
            "module_id": activity.module_id,
            "unit_id": activity.unit_id,
            "duration_seconds": activity.duration_seconds,
            "is_from_server": activity.is_from_server,
            "is_on_feed": activity.type in ON_FEED,
            "is_finish": activity.is_finish,
            "counts": True,
            "received_at": activity.received_at,
            "clock": activity.clock,
            "details": activity.details,
        }

    @property
    def activity(self) -> Activity:
        return Activity(
            student_id=self.student_id,
            event_id=self.event_id,
            type=self.type,
            at=self.at,
            day=self.day,
            is_from_server=self.is_from_server,
            is_finish=self.is_finish,
            course_id=self.course_id,
            module_id=self.module_id,
            unit_id=self.unit_id,
            duration_seconds=self.duration_seconds,
            received_at=self.received_at,
            clock=self.clock,
            details=self.details,
        )


class ViewDay(Model):
    """How far one view had come by the end of one local day. Active time of the day is what it added."""

    __tablename__ = "view_days"
    __table_args__ = (sa.Index("ix_view_days_day", "student_id", "day"),)

    student_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    view_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    course_id: Mapped[int | None]
    module_id: Mapped[int | None]
    unit_id: Mapped[int | None]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    active_ms: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[int]

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot(
            student_id=self.student_id,
            view_id=self.view_id,
            day=self.day,
            began_at=self.first_at,
            at=self.last_at,
            active_ms=self.active_ms,
            seq=self.seq,
            course_id=self.course_id,
            module_id=self.module_id,
            unit_id=self.unit_id,
        )
