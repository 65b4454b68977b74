"""Taking activities in: rights, the log, and word of it. The same for beacons and for what the server states."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Invalid
from webapp.flow import record
from webapp.tracking.activity import Activity, Snapshot
from webapp.tracking.claims import activity_of, snapshot_of
from webapp.tracking.events import ActivitiesLogged, LoggedActivity
from webapp.tracking.inputs import LARGEST_EVENT, ActivityInput, HeartbeatInput
from webapp.tracking.kinds import ONCE_PER_UNIT
from webapp.tracking.log import log
from webapp.tracking.place import OpenPlaces

TOO_LARGE = f"Send at most {LARGEST_EVENT} bytes for one event."


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
    results: dict[int, Result] = {}
    inputs: dict[int, ActivityInput] = {}
    for number, raw in enumerate(events):
        try:
            inputs[number] = ActivityInput.of(raw)
        except Invalid as problem:
            results[number] = Result("rejected", _id_of(raw), "invalid", dict(problem.fields))
        if len(json.dumps(raw, ensure_ascii=False).encode()) > LARGEST_EVENT:
            inputs.pop(number, None)
            results[number] = Result("rejected", _id_of(raw), "too_large", {"": TOO_LARGE})
    places = OpenPlaces(student.id, inputs.values())
    accepted: dict[int, Activity] = {}
    for number, input in inputs.items():
        place = places.of(input)
        if place is None:
            results[number] = Result("rejected", input.event_id, "forbidden")
        else:
            accepted[number] = activity_of(input, place, student, received_at)
    answers = keep(student.id, list(accepted.values()))
    for (number, activity), answer in zip(accepted.items(), answers, strict=True):
        results[number] = _result(activity, answer)
    return [results[number] for number in range(len(events))]


def take_heartbeat(student: User, beat: HeartbeatInput) -> bool:
    """Take in a heartbeat; False if the place is not open to the student."""
    place = OpenPlaces(student.id, [beat]).of(beat)
    if place is None:
        return False
    snapshot = snapshot_of(beat, place, student, clock.now())
    keep(student.id, [], [snapshot] if snapshot else [])
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
    days = log().days_of(
        student_id,
        [activity.event_id for activity in known],
        {activity.unit_id for activity in known if activity.unit_id and activity.type in ONCE_PER_UNIT},
        {measure.view_id for measure in (*snapshots, *(activity.measured for activity in known)) if measure},
    )
    if days:
        finished = {activity.unit_id for activity in known if activity.unit_id and activity.is_finish}
        finishes = log().finishes(student_id, finished) if finished else []
        told = [_told(activity) for activity in new]
        record(ActivitiesLogged(student_id=student_id, activities=told, days=sorted(days), finishes=finishes))
    return answers


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
