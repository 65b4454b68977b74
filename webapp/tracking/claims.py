"""What a beacon says, as an activity: when it happened, on which of the student's days, and what it measured."""

from datetime import datetime, timedelta

from webapp.accounts import User
from webapp.core import clock
from webapp.core.ids import deed_id
from webapp.courses import UnitKind
from webapp.tracking.activity import Activity, Snapshot
from webapp.tracking.inputs import EARLIEST, ActivityInput, HeartbeatInput
from webapp.tracking.kinds import WATCHED_PERCENT, ActivityType
from webapp.tracking.place import Place

SKEW = timedelta(minutes=5)
"""A client clock this far off is corrected, in whole steps of this size: slow delivery is not taken for skew."""

HEARTBEAT_MS = 30_000
"""What a heartbeat without a measure of its own stands for."""


def activity_of(input: ActivityInput, place: Place, student: User, received_at: datetime) -> Activity:
    """The activity that this claim stands for. Without an id, the same deed at the same time gets the same one."""
    at, word = instant_of(input, received_at)
    day = clock.local_day(at, student.time_zone)
    metrics = input.engagement_metrics
    said_at = input.start_time or input.end_time
    deed = (input.activity_type, place.course_id, place.module_id, place.unit_id, said_at or day)
    event_id = input.event_id or deed_id(student.id, *deed)
    return Activity(
        student_id=student.id,
        event_id=event_id,
        type=input.activity_type,
        at=at,
        day=day.isoformat(),
        is_from_server=False,
        is_finish=finishes(
            input.activity_type, place.kind, metrics.video_watch_percentage if metrics else None
        ),
        course_id=place.course_id,
        module_id=place.module_id,
        unit_id=place.unit_id,
        duration_seconds=input.duration_seconds,
        received_at=received_at,
        clock=word,
        details=(metrics.model_dump(exclude_none=True) if metrics else {}) | place.titles,
        measured=_measured(input, place, student, at, received_at, input.view_id or event_id),
    )


def snapshot_of(beat: HeartbeatInput, place: Place, student: User, received_at: datetime) -> Snapshot | None:
    """How far the view had come; None if nothing was added. A beat without a measure stands for half a minute."""
    at = min(beat.timestamp, received_at)
    if beat.view_id is not None and beat.active_ms is not None:
        view_id, active_ms = beat.view_id, beat.active_ms
    else:
        view_id = deed_id(student.id, "beat", place.unit_id, at.isoformat())
        active_ms = HEARTBEAT_MS if beat.is_active else 0
    return _snapshot(view_id, place, student, at, active_ms, beat.seq or 0)


def finishes(type_: ActivityType, kind: UnitKind | None, watched: float | None = None) -> bool:
    """Whether a claim of a course page finishes the unit. Quizzes and assignments are judged here, not claimed."""
    if type_ is ActivityType.lesson_complete:
        return kind in (UnitKind.lesson, UnitKind.video)
    if type_ is ActivityType.video_watch:
        return kind is UnitKind.video and (watched is None or watched >= WATCHED_PERCENT)
    return False


def instant_of(input: ActivityInput, received_at: datetime) -> tuple[datetime, str]:
    """When it happened, as well as can be known, and how that was arrived at. Never in the future, nor before 2000."""
    said = input.end_time or input.start_time
    if said is None:
        return received_at, "ok"
    word = "ok"
    if input.sent_at is not None:
        steps = round((received_at - input.sent_at) / SKEW)
        if steps:
            said, word = said + steps * SKEW, "shifted"
    at = max(EARLIEST, min(said, received_at))
    return (at, word) if at == said else (at, "clamped")


def _measured(
    input: ActivityInput, place: Place, student: User, at: datetime, received_at: datetime, view_id: str
) -> Snapshot | None:
    """The active time of its view so far, or, if it says none, how long it took itself."""
    if input.active_ms is not None:
        return _snapshot(view_id, place, student, at, input.active_ms)
    if input.duration_seconds is None:
        return None
    took = timedelta(seconds=input.duration_seconds)
    if input.end_time is None:
        at = min(at + took, received_at) if input.start_time else at
    elif input.start_time is not None:
        took = min(took, input.end_time - input.start_time)
    return _snapshot(view_id, place, student, at, took // timedelta(milliseconds=1))


def _snapshot(
    view_id: str, place: Place, student: User, at: datetime, active_ms: int, seq: int = 0
) -> Snapshot | None:
    if not active_ms:
        return None
    midnight = clock.midnight(at, student.time_zone)
    return Snapshot(
        student_id=student.id,
        view_id=view_id,
        day=clock.local_day(at, student.time_zone).isoformat(),
        began_at=max(at - timedelta(milliseconds=active_ms), midnight),
        at=at,
        active_ms=active_ms,
        seq=seq,
        course_id=place.course_id,
        module_id=place.module_id,
        unit_id=place.unit_id,
    )
