"""An activity and a view as every log keeps them."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from webapp.tracking.kinds import ActivityType


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Something a student did, validated. `day` is the student's local day, fixed when it was taken in."""

    student_id: int
    event_id: str
    type: ActivityType
    at: datetime
    day: str
    is_from_server: bool
    is_finish: bool = False
    """Whether it finishes its unit."""
    course_id: int | None = None
    module_id: int | None = None
    unit_id: int | None = None
    duration_seconds: float | None = None
    received_at: datetime
    clock: str = "ok"
    """How the time was arrived at: ok, shifted (a wrong clock corrected) or clamped (it was in the future)."""
    details: dict[str, Any] = field(default_factory=dict)
    """Measurements and names as they were: scroll_depth, score, title …"""
    measured: "Snapshot | None" = None
    """The active time that came with it, if any. Kept among the views, not with the activity."""

    @property
    def sort_key(self) -> str:
        """Orders a student's activities: milliseconds since 1970, then the id."""
        return f"{max(0, int(self.at.timestamp() * 1000)):013d}-{self.event_id}"

    @property
    def fingerprint(self) -> str:
        """What the id stands for: the deed and its place. The same id for another deed is a conflict."""
        deed = f"{self.type.value}|{self.course_id}|{self.module_id}|{self.unit_id}"
        return hashlib.sha256(deed.encode()).hexdigest()[:32]


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """How far one view of one unit had come at an instant. `active_ms` counts from the beginning of the view;
    on this day it was open since `began_at`, which is never before the day's midnight.
    """

    student_id: int
    view_id: str
    day: str
    began_at: datetime
    at: datetime
    active_ms: int
    seq: int = 0
    course_id: int | None = None
    module_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class DayTally:
    """What a day of a student comes to. Nothing in it depends on the order of arrival."""

    events: int = 0
    learning: int = 0
    lessons: int = 0
    videos: int = 0
    views: int = 0
    active_ms: int = 0


@dataclass(frozen=True, kw_only=True)
class UnitFinish:
    """The earliest activity by which a student finished a unit."""

    unit_id: int
    at: datetime
