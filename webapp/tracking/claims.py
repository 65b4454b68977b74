"""What a beacon says, as an activity: when it happened, on which of the student's days, and what it measured."""

from datetime import datetime, timedelta

from webapp.accounts import User
from webapp.core import clock
from webapp.core.ids import deed_id
from webapp.courses import UnitKind
from webapp.tracking.activity import Activity, Snapshot
from webapp.tracking.inputs import ActivityInput, EngagementInput, HeartbeatInput, MeasuredInput
from webapp.tracking.instants import Sending
from webapp.tracking.kinds import WATCHED_PERCENT, ActivityType
from webapp.tracking.place import Place

HEARTBEAT_MS = 30_000
"""What a heartbeat without a measure of its own stands for."""

LONGEST = timedelta(hours=12)
"""No single event took longer, whatever it says."""

NO_READING = {"scroll_depth": None, "interaction_count": None}
"""What is left out where students do not want it kept."""

MILLISECOND = timedelta(milliseconds=1)


def activity_of(input: ActivityInput, place: Place, student: User, sending: Sending) -> Activity:
    """The activity that this claim stands for. Without an id, the same deed at the same time gets the same one."""
    said = input.end_time or input.start_time
    at, word = sending.of(input).instant_of(said, input.mono)
    day = clock.local_day(at, student.time_zone).isoformat()
    metrics = _metrics_of(input, student)
    if input.event_id is None:
        deed = (input.activity_type, place.course_id, place.module_id, place.unit_id)
        event_id = deed_id(student.id, *deed, input.start_time or input.end_time or day)
    else:
        event_id = input.event_id
    took, is_trimmed = _length_of(input)
    details = metrics.model_dump(exclude_none=True) if metrics else {}
    if is_trimmed:
        details["trimmed"] = True
    return Activity(
        student_id=student.id,
        event_id=event_id,
        type=input.activity_type,
        at=at,
        day=day,
        is_from_server=False,
        is_finish=finishes(
            input.activity_type, place.kind, metrics.video_watch_percentage if metrics else None
        ),
        course_id=place.course_id,
        module_id=place.module_id,
        unit_id=place.unit_id,
        duration_seconds=None if took is None else took.total_seconds(),
        received_at=sending.received_at,
        clock=word,
        client_at=said,
        content="" if _names_a_deed(event_id) else _content_of(input),
        details=details | place.titles,
        measured=_measured(input, place, student, at, sending, event_id, took),
    )


def snapshot_of(beat: HeartbeatInput, place: Place, student: User, sending: Sending) -> Snapshot | None:
    """How far the view had come; None if nothing was added. A beat without a measure stands for half a minute."""
    at, _ = sending.of(beat).instant_of(beat.timestamp, beat.mono)
    if beat.view_id is not None and beat.active_ms is not None:
        began = at - (beat.timestamp - beat.start_time) if beat.start_time else None
        return _snapshot(beat.view_id, place, student, at, sending, beat, beat.active_ms, began)
    if not beat.is_active:
        return None
    view_id = deed_id(student.id, "beat", place.unit_id, at.isoformat())
    return _snapshot(view_id, place, student, at, sending, beat, HEARTBEAT_MS, None)


def finishes(type_: ActivityType, kind: UnitKind | None, watched: float | None = None) -> bool:
    """Whether a claim of a course page finishes the unit. Quizzes and assignments are judged here, not claimed."""
    if type_ is ActivityType.lesson_complete:
        return kind in (UnitKind.lesson, UnitKind.video)
    if type_ is ActivityType.video_watch:
        return kind is UnitKind.video and (watched is None or watched >= WATCHED_PERCENT)
    return False


def _length_of(input: ActivityInput) -> tuple[timedelta | None, bool]:
    """How long it took, never longer than is possible, and whether that was less than it said."""
    if input.duration_seconds is None:
        return None, False
    said = took = timedelta(seconds=input.duration_seconds)
    took = min(took, LONGEST)
    if input.start_time is not None and input.end_time is not None:
        took = min(took, input.end_time - input.start_time)
    return took, took < said


def _measured(
    input: ActivityInput,
    place: Place,
    student: User,
    at: datetime,
    sending: Sending,
    event_id: str,
    took: timedelta | None,
) -> Snapshot | None:
    """The active time of its view so far, or, if it says none, how long it took itself."""
    view_id = input.view_id or event_id
    began = at - (input.end_time - input.start_time) if input.start_time and input.end_time else None
    if input.active_ms is not None:
        if not input.active_ms and input.view_id is None:
            return None
        return _snapshot(view_id, place, student, at, sending, input, input.active_ms, began)
    if took is None or took < MILLISECOND:
        return None
    if input.end_time is None and input.start_time is not None:
        at = min(at + took, sending.received_at)
    return _snapshot(view_id, place, student, at, sending, input, took // MILLISECOND, began or at - took)


def _snapshot(
    view_id: str,
    place: Place,
    student: User,
    at: datetime,
    sending: Sending,
    input: MeasuredInput,
    active_ms: int,
    began: datetime | None,
) -> Snapshot:
    midnight = clock.midnight(at, student.time_zone)
    metrics, video = _metrics_of(input, student), input.video
    return Snapshot(
        student_id=student.id,
        view_id=view_id,
        day=clock.local_day(at, student.time_zone).isoformat(),
        began_at=max(at - active_ms * MILLISECOND, midnight),
        at=at,
        active_ms=active_ms,
        seq=input.seq or 0,
        seen_at=min(at, began) if began else at,
        received_at=sending.received_at,
        course_id=place.course_id,
        module_id=place.module_id,
        unit_id=place.unit_id,
        scroll_depth=(metrics.scroll_depth if metrics else None) or 0.0,
        interactions=(metrics.interaction_count if metrics else None) or 0,
        played=video.played if video else "",
        video_seconds=video.duration_seconds if video else 0.0,
    )


def _metrics_of(input: MeasuredInput, student: User) -> EngagementInput | None:
    """What is kept of how a page was read and a video watched."""
    metrics = input.engagement_metrics
    if metrics is None or student.measures_reading:
        return metrics
    return metrics.model_copy(update=NO_READING)


def _names_a_deed(event_id: str) -> bool:
    """A version 5 UUID is made from the deed itself: whoever says it means the same one."""
    return event_id[14] == "5"


def _content_of(input: ActivityInput) -> str:
    """What makes it another event when it differs, apart from what changes each time it is sent."""
    metrics, video = input.engagement_metrics, input.video
    said = f"|{input.start_time}|{input.end_time}|{input.duration_seconds}|{input.view_id}|{input.active_ms}"
    if metrics:
        said += f"|{metrics.scroll_depth}|{metrics.video_watch_percentage}|{metrics.interaction_count}"
    return f"{said}|{video.played if video else None}"
