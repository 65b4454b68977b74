"""What a beacon may say (contract, section 4; docs/beacons.md). One model serves the single, the batch and the
profile's door.
"""

import re
from datetime import datetime
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic.config import JsonDict, JsonValue

from webapp.core.inputs import Id, Input, Instant, Uuid
from webapp.tracking.kinds import NEEDS_COURSE, NEEDS_UNIT, SERVER_ONLY, ActivityType
from webapp.tracking.seconds import RUNS, seconds_of

MOST_EVENTS = 100
LARGEST_BODY = 256 * 1024
LARGEST_EVENT = 8 * 1024
LONGEST_SECONDS = 24 * 60 * 60.0
LONGEST_RUNS = 6_000
VERSION = re.compile(r"[A-Za-z0-9._/+-]{1,40}", re.ASCII)
EARLIEST = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
LATEST = datetime.fromisoformat("2100-01-01T00:00:00+00:00")
LATEST_MONO = LATEST.timestamp() * 1000


def _known_type(value: object) -> object:
    try:
        kind = ActivityType(value)  # type: ignore[arg-type]
    except (ValueError, TypeError) as error:
        raise ValueError("There is no such activity type.") from error
    if kind in SERVER_ONLY:
        raise ValueError("Only the server states this.")
    return kind


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("Give a number.")
    return value


def _runs(value: str) -> str:
    seconds_of(value)
    return value


def _of_this_age(value: datetime) -> datetime:
    if not EARLIEST <= value <= LATEST:
        raise ValueError("Give a time from 2000 to 2100.")
    return value


def _version(value: str) -> str:
    if not VERSION.fullmatch(value):
        raise ValueError("Give a name and a version, like tandem/2.")
    return value


Moment = Annotated[Instant, AfterValidator(_of_this_age)]
Percent = Annotated[float, Field(ge=0, le=100), BeforeValidator(_number)]
Seconds = Annotated[float, Field(gt=0, le=LONGEST_SECONDS), BeforeValidator(_number)]
Milliseconds = Annotated[int, Field(ge=0, le=24 * 60 * 60 * 1000)]
Mono = Annotated[float, Field(ge=0, le=LATEST_MONO), BeforeValidator(_number)]
"""A page's own steady clock, in milliseconds. Only differences within one page mean anything."""
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Version = Annotated[
    str,
    AfterValidator(_version),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z0-9._/+-]{1,40}$"}),
]
Runs = Annotated[
    str,
    StringConstraints(max_length=LONGEST_RUNS),
    AfterValidator(_runs),
    WithJsonSchema({"type": "string", "maxLength": LONGEST_RUNS, "pattern": f"^({RUNS})?$"}),
]
Stated = Annotated[
    ActivityType,
    BeforeValidator(_known_type),
    WithJsonSchema(
        {"type": "string", "enum": [kind.value for kind in ActivityType if kind not in SERVER_ONLY]}
    ),
]
"""What a student's side may state; the rest is for the server alone."""


class EngagementInput(Input):
    """What was measured, as numbers; never what was typed or read."""

    scroll_depth: Percent | None = None
    video_watch_percentage: Percent | None = None
    interaction_count: Count | None = None


class VideoInput(Input):
    """Which whole seconds of the unit's video were played in this view."""

    duration_seconds: Seconds
    played: Runs


class SentInput(Input):
    """When it was sent, by the page's clocks, and by which version of which script."""

    sent_at: Moment | None = None
    sent_mono: Mono | None = None
    tracker: Version | None = None


class MeasuredInput(SentInput):
    """What stands in an event and in a heartbeat alike."""

    module_id: Id | None = None
    start_time: Moment | None = None
    view_id: Uuid | None = None
    seq: Count | None = None
    active_ms: Milliseconds | None = None
    mono: Mono | None = None
    engagement_metrics: EngagementInput | None = None
    video: VideoInput | None = None


def _places() -> list[JsonValue]:
    """Which kinds of activity name which place, as the description of the API says it."""
    needed = {"unit_id": NEEDS_UNIT, "course_id": NEEDS_COURSE}
    without = [kind.value for kind in ActivityType if kind not in SERVER_ONLY | NEEDS_UNIT | NEEDS_COURSE]
    told: list[JsonValue] = [{"properties": {"activity_type": {"enum": [*without]}}}]
    for name, kinds in needed.items():
        of_kind: JsonDict = {"enum": [kind.value for kind in sorted(kinds)]}
        told.append({"properties": {"activity_type": of_kind, name: {"type": "integer"}}, "required": [name]})
    return told


class ActivityInput(MeasuredInput):
    """One thing a student did on a course page."""

    model_config = ConfigDict(json_schema_extra={"anyOf": _places()})

    activity_type: Stated
    course_id: Annotated[Id | None, Field(validate_default=True)] = None
    unit_id: Annotated[Id | None, Field(validate_default=True)] = None
    duration_seconds: Seconds | None = None
    end_time: Moment | None = None
    event_id: Uuid | None = None

    @field_validator("course_id", "unit_id")
    @classmethod
    def names_its_place(cls, value: int | None, info: ValidationInfo) -> int | None:
        needs = NEEDS_UNIT if info.field_name == "unit_id" else NEEDS_COURSE
        if value is None and info.data.get("activity_type") in needs:
            raise ValueError("This activity needs it.")
        return value

    @field_validator("end_time")
    @classmethod
    def ends_after_it_starts(cls, value: datetime | None, info: ValidationInfo) -> datetime | None:
        start = info.data.get("start_time")
        if value is not None and start is not None and value <= start:
            raise ValueError("Must be after start_time.")
        return value


class HeartbeatInput(MeasuredInput):
    """That a student is at a unit, and how far this view of it has come. `start_time` is when the view began."""

    course_id: Id
    unit_id: Id | None = None
    is_active: bool
    timestamp: Moment


class BatchInput(SentInput):
    """Several activities and heartbeats at once. Each is judged by itself, and left as it is until then."""

    events: list[object]
    heartbeats: list[object] = Field(default_factory=list)
    durable: bool = True
    """Whether the script could keep its events where they outlive the page."""
    dropped: Count = 0
    """How many events the script has given up since its last batch."""

    @classmethod
    def of(cls, data: object) -> Self:
        if not isinstance(data, dict):
            return super().of(data)
        frame = super().of(
            data | {name: [] for name in ("events", "heartbeats") if isinstance(data.get(name), list)}
        )
        return frame.model_copy(
            update={name: data[name] for name in ("events", "heartbeats") if name in data}
        )
