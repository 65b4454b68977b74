"""Taking activities in: rights, the log, and word of it. The same for beacons and for what the server states."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Invalid
from webapp.flow import record
from webapp.tracking.activity import Activity, Snapshot
from webapp.tracking.claims import activity_of, snapshot_of
from webapp.tracking.events import ActivitiesLogged, LoggedActivity
from webapp.tracking.inputs import (
    LARGEST_EVENT,
    VERSION,
    ActivityInput,
    BatchInput,
    HeartbeatInput,
    MeasuredInput,
)
from webapp.tracking.instants import Sending
from webapp.tracking.letters import Refused, keep_letters
from webapp.tracking.log import log
from webapp.tracking.place import OpenPlaces
from webapp.tracking.watching import watched_now

TOO_LARGE = f"Send at most {LARGEST_EVENT} bytes for one event."
M = TypeVar("M", bound=MeasuredInput)


@dataclass(frozen=True)
class Result:
    """What became of one event: stored, duplicate, or rejected with a code and the faults by path."""

    status: str
    id: str | None = None
    code: str | None = None
    fields: dict[str, str] | None = None
    is_trimmed: bool = False

    @property
    def is_kept(self) -> bool:
        return self.status != "rejected"


@dataclass(frozen=True)
class Taken:
    """What became of a batch, in its order."""

    events: list[Result] = field(default_factory=list)
    heartbeats: list[Result] = field(default_factory=list)

    @property
    def all(self) -> list[Result]:
        return [*self.events, *self.heartbeats]


def take(student: User, batch: BatchInput) -> Taken:
    """Take in a batch of raw events and heartbeats. Each gets its own answer; the good ones are recorded, whatever the
    others are. What is refused is kept as a dead letter.
    """
    sending = Sending(clock.now(), batch.sent_at, batch.sent_mono)
    events, refused_events = _read(ActivityInput, batch.events, "event_id")
    beats, refused_beats = _read(HeartbeatInput, batch.heartbeats, "view_id")
    places = OpenPlaces(student.id, [*events.values(), *beats.values()])
    accepted: dict[int, Activity] = {}
    snapshots: list[Snapshot] = []
    for number, event in events.items():
        if place := places.of(event):
            accepted[number] = activity_of(event, place, student, sending)
        else:
            refused_events[number] = Result("rejected", event.event_id, "forbidden")
    beats_taken: dict[int, Result] = refused_beats
    for number, beat in beats.items():
        if place := places.of(beat):
            snapshot = snapshot_of(beat, place, student, sending)
            snapshots += [snapshot] if snapshot else []
            beats_taken[number] = Result("stored", beat.view_id)
        else:
            beats_taken[number] = Result("rejected", beat.view_id, "forbidden")
    accepted_now = list(accepted.values())
    watched = watched_now(student, accepted_now, snapshots, places)
    answers = keep(student.id, [*accepted_now, *watched], snapshots)
    events_taken = refused_events | {
        number: _result(activity, answer)
        for (number, activity), answer in zip(accepted.items(), answers, strict=False)
    }
    taken = Taken(_in_order(events_taken), _in_order(beats_taken))
    keep_letters(student.id, [*_refused(batch, taken), *_dropped(batch)])
    return taken


def take_all(student: User, events: Sequence[object]) -> list[Result]:
    """Take in these raw events."""
    return take(student, BatchInput(events=list(events))).events


def take_heartbeat(student: User, beat: object) -> Result:
    """Take in one raw heartbeat."""
    (result,) = take(student, BatchInput(events=[], heartbeats=[beat])).heartbeats
    return result


def keep(student_id: int, activities: Sequence[Activity], snapshots: Sequence[Snapshot] = ()) -> list[str]:
    """Write to the log under the student's lock, and say what it touches. Answers as `ActivityLog.append` does."""
    if not activities and not snapshots:
        return []
    accounts.hold(student_id)
    kept = log().append(activities, snapshots)
    answered = list(zip(activities, kept.answers, strict=True))
    if kept.days:
        known = [activity for activity, answer in answered if answer != "conflict"]
        finished = {activity.unit_id for activity in known if activity.unit_id and activity.is_finish}
        record(
            ActivitiesLogged(
                student_id=student_id,
                activities=[_told(activity) for activity, answer in answered if answer == "stored"],
                days=sorted(kept.days),
                finishes=log().finishes(student_id, finished) if finished else [],
            )
        )
    return kept.answers


def _read(kind: type[M], raws: Sequence[object], id_name: str) -> tuple[dict[int, M], dict[int, Result]]:
    """What could be read, by its number, and the refusal of what could not. All are read in one go; only where one of
    them has a fault each is read by itself. What has no fault is never too large: each of its fields has a bound.
    """
    try:
        return dict(enumerate(kind.all_of(raws))), {}
    except Invalid:
        inputs: dict[int, M] = {}
        refused: dict[int, Result] = {}
    for number, raw in enumerate(raws):
        try:
            if len(json.dumps(raw, ensure_ascii=False).encode()) > LARGEST_EVENT:
                refused[number] = Result("rejected", _id_of(raw, id_name), "too_large", {"": TOO_LARGE})
            else:
                inputs[number] = kind.of(raw)
        except Invalid as problem:
            refused[number] = Result("rejected", _id_of(raw, id_name), "invalid", dict(problem.fields))
    return inputs, refused


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
        faults = {"event_id": "This id belongs to another event."}
        return Result("rejected", activity.event_id, "conflict", faults)
    return Result(answer, activity.event_id, is_trimmed="trimmed" in activity.details)


def _in_order(results: Mapping[int, Result]) -> list[Result]:
    return [results[number] for number in range(len(results))]


def _refused(batch: BatchInput, taken: Taken) -> list[Refused]:
    said = zip((*batch.events, *batch.heartbeats), taken.all, strict=True)
    return [
        Refused(
            reason=result.code or "",
            field=next(iter(result.fields or {}), ""),
            body=raw,
            tracker=batch.tracker or _tracker_of(raw),
        )
        for raw, result in said
        if not result.is_kept
    ]


def _dropped(batch: BatchInput) -> list[Refused]:
    """What the script says it has given up."""
    if not batch.dropped:
        return []
    return [Refused(reason="dropped", tracker=batch.tracker or "", times=batch.dropped)]


def _id_of(raw: object, name: str) -> str | None:
    said = raw.get(name) if isinstance(raw, dict) else None
    return said if isinstance(said, str) and len(said) <= 64 else None


def _tracker_of(raw: object) -> str:
    said = raw.get("tracker") if isinstance(raw, dict) else None
    return said if isinstance(said, str) and VERSION.fullmatch(said) else ""
