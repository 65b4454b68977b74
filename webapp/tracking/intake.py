"""Taking activities in: rights, time, the log, and word of it. The same for beacons and for what the server states."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp import accounts, courses
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Invalid
from webapp.core.ids import deed_id
from webapp.courses import UnitKind
from webapp.flow import record
from webapp.tracking.activity import Activity, Snapshot
from webapp.tracking.events import ActivitiesLogged, LoggedActivity
from webapp.tracking.inputs import ActivityInput, HeartbeatInput
from webapp.tracking.kinds import ONCE_PER_UNIT, WATCHED_PERCENT, ActivityType
from webapp.tracking.log import log

SKEW = timedelta(minutes=5)
"""A client clock this far off is corrected, in whole steps of this size: slow delivery is not taken for skew."""

HEARTBEAT_MS = 30_000
"""What a heartbeat without a measure of its own stands for."""


@dataclass(frozen=True)
class Result:
    """What became of one event: stored, duplicate, or rejected with a code and the faults by path."""

    status: str
    event_id: str | None = None
    code: str | None = None
    fields: dict[str, str] | None = None

    @property
    def is_kept(self) -> bool:
        return self.status != "rejected"


def take_all(student: User, events: Sequence[object]) -> list[Result]:
    """Take in a batch of raw events. Each gets its own answer; the good ones are recorded, whatever the others are."""
    received_at = clock.now()
    results: list[Result | None] = []
    inputs: list[tuple[int, ActivityInput]] = []
    for place, raw in enumerate(events):
        try:
            inputs.append((place, ActivityInput.of(raw)))
            results.append(None)
        except Invalid as problem:
            results.append(Result("rejected", _id_of(raw), "invalid", dict(problem.fields)))
    places = _places(student.id, [input for _, input in inputs])
    accepted: list[tuple[int, Activity, ActivityInput]] = []
    for place, input in inputs:
        found = places(input.course_id, input.module_id, input.unit_id)
        if found is None:
            results[place] = Result("rejected", input.event_id, "forbidden")
        else:
            accepted.append((place, _activity(student, input, found, received_at), input))
    answers = keep(student.id, [activity for _, activity, _ in accepted], _snapshots(student, accepted))
    for (place, activity, _), answer in zip(accepted, answers, strict=True):
        results[place] = _result(activity, answer)
    return [result for result in results if result is not None]


def take_heartbeat(student: User, beat: HeartbeatInput) -> bool:
    """Take in a heartbeat; False if the place is not open to the student. Away from the page, nothing is added."""
    found = _places(student.id, [beat])(beat.course_id, beat.module_id, beat.unit_id)
    if found is None:
        return False
    at = min(beat.timestamp, clock.now())
    measured = beat.view_id is not None and beat.active_ms is not None
    active_ms = beat.active_ms if measured else HEARTBEAT_MS if beat.is_active else 0
    if not active_ms:
        return True
    course_id, module_id, unit_id, _ = found
    snapshot = Snapshot(
        student_id=student.id,
        view_id=beat.view_id
        if measured and beat.view_id
        else deed_id(student.id, "beat", unit_id, at.isoformat()),
        day=clock.local_day(at, student.time_zone).isoformat(),
        at=at,
        active_ms=active_ms,
        seq=beat.seq or 0,
        course_id=course_id,
        module_id=module_id,
        unit_id=unit_id,
    )
    keep(student.id, [], [snapshot])
    return True


def keep(student_id: int, activities: Sequence[Activity], snapshots: Sequence[Snapshot] = ()) -> list[str]:
    """Write to the log under the student's lock, and say what it touches. Answers as `ActivityLog.append` does."""
    if not activities and not snapshots:
        return []
    accounts.hold(student_id)
    answers = log().append(activities)
    log().merge_views(snapshots)
    known = [activity for activity, answer in zip(activities, answers, strict=True) if answer != "conflict"]
    new = [activity for activity, answer in zip(activities, answers, strict=True) if answer == "stored"]
    units = {activity.unit_id for activity in known if activity.unit_id is not None}
    claimed = {activity.unit_id for activity in known if activity.unit_id and activity.type in ONCE_PER_UNIT}
    days = log().days_of(student_id, [activity.event_id for activity in known], claimed) if known else set()
    days |= {snapshot.day for snapshot in snapshots}
    if days:
        finishes = log().finishes(student_id, units) if units else []
        told = [_told(activity) for activity in new]
        record(ActivitiesLogged(student_id=student_id, activities=told, days=sorted(days), finishes=finishes))
    return answers


Place = tuple[int | None, int | None, int | None, UnitKind | None]


def _places(
    student_id: int, inputs: Iterable[ActivityInput | HeartbeatInput]
) -> Callable[[int | None, int | None, int | None], Place | None]:
    """Completes a place from what was named of it, or answers None if its parts do not belong together or to them."""
    listed = list(inputs)
    found = courses.places_open_to(
        student_id,
        {input.course_id for input in listed if input.course_id is not None},
        {input.module_id for input in listed if input.module_id is not None},
        {input.unit_id for input in listed if input.unit_id is not None},
    )

    def complete(course_id: int | None, module_id: int | None, unit_id: int | None) -> Place | None:
        if unit_id is not None:
            if unit_id not in found.units:
                return None
            module, course, kind = found.units[unit_id]
            fits = module_id in (None, module) and course_id in (None, course)
            return (course, module, unit_id, kind) if fits else None
        if module_id is not None:
            if module_id not in found.modules or course_id not in (None, found.modules[module_id]):
                return None
            return found.modules[module_id], module_id, None, None
        if course_id is not None and course_id not in found.courses:
            return None
        return course_id, None, None, None

    return complete


def _activity(student: User, input: ActivityInput, place: Place, received_at: datetime) -> Activity:
    course_id, module_id, unit_id, kind = place
    at, clock_word = _instant_of(input, received_at)
    type_ = input.activity_type
    metrics = input.engagement_metrics
    details = metrics.model_dump(exclude_none=True) if metrics else {}
    details |= courses.titles_of(course_id, unit_id)
    day = clock.local_day(at, student.time_zone).isoformat()
    began = input.start_time.isoformat() if input.start_time else day
    return Activity(
        student_id=student.id,
        event_id=input.event_id or deed_id(student.id, type_, course_id, module_id, unit_id, began),
        type=type_,
        at=at,
        day=day,
        is_from_server=False,
        is_finish=finishes(type_, kind, metrics.video_watch_percentage if metrics else None),
        course_id=course_id,
        module_id=module_id,
        unit_id=unit_id,
        duration_seconds=input.duration_seconds,
        received_at=received_at,
        clock=clock_word,
        details=details,
    )


def finishes(type_: ActivityType, kind: UnitKind | None, watched: float | None = None) -> bool:
    """Whether a claim of a course page finishes the unit. Quizzes and assignments are judged here, not claimed."""
    if type_ is ActivityType.lesson_complete:
        return kind in (UnitKind.lesson, UnitKind.video)
    if type_ is ActivityType.video_watch:
        return kind is UnitKind.video and (watched is None or watched >= WATCHED_PERCENT)
    return False


def _instant_of(input: ActivityInput, received_at: datetime) -> tuple[datetime, str]:
    """When it happened, as well as can be known, and how that was arrived at. Never in the future."""
    said = input.end_time or input.start_time
    if said is None:
        return received_at, "ok"
    word = "ok"
    if input.sent_at is not None:
        steps = round((received_at - input.sent_at) / SKEW)
        if steps:
            said, word = said + steps * SKEW, "shifted"
    return (said, word) if said <= received_at else (received_at, "clamped")


def _snapshots(student: User, accepted: Sequence[tuple[int, Activity, ActivityInput]]) -> list[Snapshot]:
    """The active time that these events measured: of their view, or, without one, of themselves."""
    snapshots = []
    for _, activity, input in accepted:
        active_ms = input.active_ms
        if active_ms is None and input.duration_seconds is not None:
            active_ms = _bounded_ms(input)
        if not active_ms:
            continue
        snapshot = Snapshot(
            student_id=student.id,
            view_id=input.view_id or activity.event_id,
            day=activity.day,
            at=activity.at,
            active_ms=active_ms,
            course_id=activity.course_id,
            module_id=activity.module_id,
            unit_id=activity.unit_id,
        )
        snapshots.append(snapshot)
    return snapshots


def _bounded_ms(input: ActivityInput) -> int:
    """The duration in milliseconds, no longer than from its start to its end."""
    seconds = input.duration_seconds or 0.0
    if input.start_time and input.end_time:
        seconds = min(seconds, (input.end_time - input.start_time).total_seconds())
    return int(seconds * 1000)


def _told(activity: Activity) -> LoggedActivity:
    return LoggedActivity(
        event_id=activity.event_id,
        activity_type=activity.type.value,
        course_id=activity.course_id,
        module_id=activity.module_id,
        unit_id=activity.unit_id,
        at=activity.at,
        details=activity.details,
    )


def _result(activity: Activity, answer: str) -> Result:
    if answer == "conflict":
        return Result(
            "rejected", activity.event_id, "conflict", {"event_id": "This id belongs to another event."}
        )
    return Result(answer, activity.event_id)


def _id_of(raw: object) -> str | None:
    event_id = raw.get("event_id") if isinstance(raw, dict) else None
    return event_id if isinstance(event_id, str) and len(event_id) <= 64 else None
