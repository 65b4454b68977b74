"""An activity and a view as every log keeps them."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from webapp.tracking.kinds import ActivityType
from webapp.tracking.seconds import percent_of


def sort_key_at(at: datetime) -> str:
    """Where the sort keys of an instant begin."""
    return f"{max(0, int(at.timestamp() * 1000)):013d}"


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
    client_at: datetime | None = None
    """What the page itself said; kept as it was said."""
    content: str = ""
    """The rest of what a beacon said, for telling a repeat from another event; empty where the id names the deed."""
    kept_as: str = field(default="", compare=False, repr=False)
    """The fingerprint under which a log has it; empty for one that was just taken in."""
    measured: "Snapshot | None" = None
    """The active time that came with it, if any. Kept among the views, not with the activity."""

    @property
    def sort_key(self) -> str:
        """Orders a student's activities: milliseconds since 1970, then the id."""
        return f"{sort_key_at(self.at)}-{self.event_id}"

    @cached_property
    def fingerprint(self) -> str:
        """What the id stands for: the deed, its place and what was said of it. The same id for others is a conflict."""
        if self.kept_as:
            return self.kept_as
        deed = f"{self.type.value}|{self.course_id}|{self.module_id}|{self.unit_id}{self.content}"
        return hashlib.sha256(deed.encode()).hexdigest()[:32]


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """How far one view of one unit had come at an instant. `active_ms` counts from the beginning of the view;
    on this day it was open since `began_at`, which is never before the day's midnight. `seen_at` is the earliest
    that is known of the view, `received_at` when this was heard.
    """

    student_id: int
    view_id: str
    day: str
    began_at: datetime
    at: datetime
    active_ms: int
    seq: int = 0
    seen_at: datetime | None = None
    received_at: datetime | None = None
    course_id: int | None = None
    module_id: int | None = None
    unit_id: int | None = None
    scroll_depth: float = 0.0
    interactions: int = 0
    played: str = ""
    """The whole seconds of the unit's video that were played, as runs."""
    video_seconds: float = 0.0
    """How long that video is."""


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


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What was played of a unit's video, over all views and devices: its seconds as runs, and how long it is."""

    played: str
    video_seconds: float

    @property
    def percent(self) -> int:
        return percent_of(self.played, self.video_seconds)


@dataclass(frozen=True)
class Kept:
    """What a log did with activities and views. `answers` in order: `stored`, `duplicate` or `conflict` (the id is
    another deed's). `days` are those of all that is known now, new or repeated: of these activities, of every claim
    that their units are finished, and of these views.
    """

    answers: list[str]
    days: set[str]
