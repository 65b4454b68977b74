"""Activities and views as documents: flat, with instants as whole microseconds since 1970."""

from datetime import UTC, datetime, timedelta
from typing import Any

from webapp.tracking.active_time import ViewSpan
from webapp.tracking.activity import Activity, Snapshot
from webapp.tracking.kinds import ON_FEED, ActivityType

OF_SPAN = ("view_id", "day", "first_us", "last_us", "active_ms", "seen_us", "received_us")
"""What `to_span` reads."""

_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def key_of(activity: Activity) -> str:
    """Unique by itself: an event id belongs to its student."""
    return f"{activity.student_id}:{activity.event_id}"


def key_of_view(snapshot: Snapshot) -> str:
    return f"{snapshot.student_id}:{snapshot.view_id}:{snapshot.day}"


def of_activity(activity: Activity) -> dict[str, Any]:
    return {
        "_id": key_of(activity),
        "student_id": activity.student_id,
        "event_id": activity.event_id,
        "type": activity.type.value,
        "fingerprint": activity.fingerprint,
        "sort_key": activity.sort_key,
        "at_us": microseconds(activity.at),
        "day": activity.day,
        "day_type": f"{activity.day} {activity.type.value}",
        "course_id": activity.course_id,
        "module_id": activity.module_id,
        "unit_id": activity.unit_id,
        "duration_seconds": activity.duration_seconds,
        "is_from_server": activity.is_from_server,
        "is_on_feed": activity.type in ON_FEED,
        "is_finish": activity.is_finish,
        "counts": True,
        "received_us": microseconds(activity.received_at),
        "clock": activity.clock,
        "client_us": None if activity.client_at is None else microseconds(activity.client_at),
        "details": activity.details,
    }


def to_activity(document: dict[str, Any]) -> Activity:
    return Activity(
        student_id=document["student_id"],
        event_id=document["event_id"],
        type=ActivityType(document["type"]),
        at=instant(document["at_us"]),
        day=document["day"],
        is_from_server=bool(document["is_from_server"]),
        is_finish=bool(document["is_finish"]),
        course_id=document["course_id"],
        module_id=document["module_id"],
        unit_id=document["unit_id"],
        duration_seconds=document["duration_seconds"],
        received_at=instant(document["received_us"]),
        clock=document["clock"],
        client_at=_instant_or_none(document.get("client_us")),
        details=document["details"],
        kept_as=document["fingerprint"],
    )


def merge_of(snapshot: Snapshot, played: str) -> dict[str, dict[str, Any]]:
    """How a snapshot changes its view: only ever further. `played` is all that is known to have been played in it."""
    greatest = {
        "active_ms": snapshot.active_ms,
        "seq": snapshot.seq,
        "last_us": microseconds(snapshot.at),
        "scroll_depth": snapshot.scroll_depth,
        "interactions": snapshot.interactions,
        "video_seconds": snapshot.video_seconds,
    }
    least = {"first_us": microseconds(snapshot.began_at)}
    if snapshot.received_at:
        greatest["received_us"] = microseconds(snapshot.received_at)
    if snapshot.seen_at:
        least["seen_us"] = microseconds(snapshot.seen_at)
    change: dict[str, dict[str, Any]] = {
        "$max": greatest,
        "$min": least,
        "$setOnInsert": {
            "student_id": snapshot.student_id,
            "view_id": snapshot.view_id,
            "day": snapshot.day,
            "view_day": f"{snapshot.view_id} {snapshot.day}",
            "course_id": snapshot.course_id,
            "module_id": snapshot.module_id,
            "unit_id": snapshot.unit_id,
        },
    }
    return change | ({"$set": {"played": played}} if played else {})


def to_snapshot(document: dict[str, Any]) -> Snapshot:
    return Snapshot(
        student_id=document["student_id"],
        view_id=document["view_id"],
        day=document["day"],
        began_at=instant(document["first_us"]),
        at=instant(document["last_us"]),
        active_ms=document["active_ms"],
        seq=document["seq"],
        seen_at=_instant_or_none(document.get("seen_us")),
        received_at=_instant_or_none(document.get("received_us")),
        course_id=document["course_id"],
        module_id=document["module_id"],
        unit_id=document["unit_id"],
        scroll_depth=document.get("scroll_depth", 0.0),
        interactions=document.get("interactions", 0),
        played=document.get("played", ""),
        video_seconds=document.get("video_seconds", 0.0),
    )


def to_span(document: dict[str, Any]) -> ViewSpan:
    return ViewSpan(
        document["view_id"],
        document["day"],
        instant(document["first_us"]),
        instant(document["last_us"]),
        document["active_ms"],
        _instant_or_none(document.get("seen_us")),
        _instant_or_none(document.get("received_us")),
    )


def microseconds(value: datetime) -> int:
    return (value - _START) // _MICROSECOND


def instant(us: int) -> datetime:
    return _START + us * _MICROSECOND


def _instant_or_none(us: int | None) -> datetime | None:
    return None if us is None else instant(us)
