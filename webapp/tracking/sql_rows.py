"""Activities and views as rows, and back."""

from typing import Any

from webapp.tracking.activity import Activity, Snapshot
from webapp.tracking.kinds import ON_FEED

AnyRow = Any
"""A row of a table, by the names of its columns."""


def of_activity(activity: Activity) -> dict[str, Any]:
    """The columns of a new line of the log."""
    return {
        "student_id": activity.student_id,
        "event_id": activity.event_id,
        "type": activity.type.value,
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
        "client_at": activity.client_at,
        "details": activity.details,
    }


def to_activity(row: AnyRow) -> Activity:
    return Activity(
        student_id=row.student_id,
        event_id=row.event_id,
        type=row.type,
        at=row.at,
        day=row.day,
        is_from_server=row.is_from_server,
        is_finish=row.is_finish,
        course_id=row.course_id,
        module_id=row.module_id,
        unit_id=row.unit_id,
        duration_seconds=row.duration_seconds,
        received_at=row.received_at,
        clock=row.clock,
        client_at=row.client_at,
        details=row.details,
        kept_as=row.fingerprint,
    )


def of_view(snapshot: Snapshot) -> dict[str, Any]:
    """The columns of a view on a day of which this is the first that is heard."""
    return {
        "student_id": snapshot.student_id,
        "view_id": snapshot.view_id,
        "day": snapshot.day,
        "course_id": snapshot.course_id,
        "module_id": snapshot.module_id,
        "unit_id": snapshot.unit_id,
        "first_at": snapshot.began_at,
        "last_at": snapshot.at,
        "seen_at": snapshot.seen_at,
        "received_at": snapshot.received_at,
        "active_ms": snapshot.active_ms,
        "seq": snapshot.seq,
        "scroll_depth": snapshot.scroll_depth,
        "interactions": snapshot.interactions,
        "played": snapshot.played or None,
        "video_seconds": snapshot.video_seconds,
    }


def to_snapshot(row: AnyRow) -> Snapshot:
    return Snapshot(
        student_id=row.student_id,
        view_id=row.view_id,
        day=row.day,
        began_at=row.first_at,
        at=row.last_at,
        active_ms=row.active_ms,
        seq=row.seq,
        seen_at=row.seen_at,
        received_at=row.received_at,
        course_id=row.course_id,
        module_id=row.module_id,
        unit_id=row.unit_id,
        scroll_depth=row.scroll_depth,
        interactions=row.interactions,
        played=row.played or "",
        video_seconds=row.video_seconds,
    )
