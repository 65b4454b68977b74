"""The doors of beacons, described. They themselves are in `webapp/tracking/routes.py`: pages send to them too."""

from collections import Counter
from typing import Any, ClassVar

from flask import Response, g, request
from pydantic import BaseModel, Field

from webapp.accounts import Role, Scope
from webapp.api.declaration import Declaration, declare
from webapp.core import metrics
from webapp.tracking import routes
from webapp.tracking.inputs import ActivityInput, BatchInput, HeartbeatInput

AN_EVENT = {
    "activity_type": "lesson_complete",
    "course_id": 3,
    "module_id": 7,
    "unit_id": 12,
    "event_id": "8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2d",
    "end_time": "2026-11-20T14:05:00Z",
}


class BatchOfActivities(BatchInput):
    """Up to 100 activities and heartbeats. Each is judged by itself: one that breaks its rules is refused alone."""

    events: list[ActivityInput | object]
    heartbeats: list[HeartbeatInput | object] = Field(default_factory=list)


class Taken(BaseModel):
    """What became of an event: stored, duplicate (known already) or rejected, with a code and the faults by path."""

    event_id: str | None = None
    view_id: str | None = None
    """Of a heartbeat, in the place of `event_id`."""
    status: str
    trimmed: bool = False
    """Whether more was claimed than can have been."""
    code: str | None = None
    fields: dict[str, str] | None = None
    field: str | None = None


class Received(BaseModel):
    """When it came, and after how many seconds to send again."""

    received_at: str
    next_flush_s: int


class TrackAnswer(Taken, Received):
    example: ClassVar[Any] = {
        "event_id": "8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2d",
        "status": "stored",
        "received_at": "2026-11-20T14:05:01+00:00",
        "next_flush_s": 30,
    }


class HeartbeatAnswer(Received):
    status: str

    example: ClassVar[Any] = {
        "status": "stored",
        "received_at": "2026-11-20T14:05:01+00:00",
        "next_flush_s": 30,
    }


class BatchAnswer(Received):
    """One result for each event, in the order in which they were sent."""

    results: list[Taken]
    heartbeats: list[Taken] | None = None

    example: ClassVar[Any] = {
        "received_at": "2026-11-20T14:05:01+00:00",
        "next_flush_s": 30,
        "results": [{"event_id": "8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2d", "status": "stored"}],
    }


_BEAT = {
    "course_id": 3,
    "module_id": 7,
    "unit_id": 12,
    "is_active": True,
    "timestamp": "2026-11-20T14:05:00Z",
}
_OURS: dict[str, Any] = {
    "method": "POST",
    "roles": (Role.student,),
    "scope": Scope.beacon,
    "area": "beacons",
    "refuses": (409,),
}

declare(
    Declaration(
        rule="/api/courses/activity/track",
        view=routes.track,
        takes=ActivityInput,
        example=AN_EVENT,
        gives={201: TrackAnswer, 200: TrackAnswer},
        **_OURS,
    )
)
declare(
    Declaration(
        rule="/api/courses/activity/heartbeat",
        view=routes.heartbeat,
        takes=HeartbeatInput,
        example=_BEAT,
        gives={200: HeartbeatAnswer},
        **_OURS,
    )
)
for _rule, _also in (("/api/courses/activity/batch", ""), ("/api/student/activity/batch", "_of_student")):
    declare(
        Declaration(
            rule=_rule,
            view=routes.batch,
            also=_also,
            takes=BatchOfActivities,
            example={"events": [AN_EVENT]},
            gives={200: BatchAnswer},
            **_OURS,
        )
    )


@routes.bp.after_request
def count(response: Response) -> Response:
    """How many events there were, by what became of them. A request that was refused as a whole counts as one."""
    if request.method == "POST":
        for status, number in Counter(g.get("statuses", ["refused"])).items():
            metrics.beacons.labels(status).inc(number)
    return response
