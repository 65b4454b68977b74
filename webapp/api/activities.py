"""`/api/activities…`: a person's activity feed, and `/api/student/activity`, one's own (contract, section 5)."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import JsonValue

from webapp import accounts
from webapp.accounts import Role
from webapp.api import door
from webapp.api.shapes import Answer, Listed
from webapp.core.errors import NotAllowed
from webapp.core.paging import PageInput
from webapp.flow import commit
from webapp.tracking import ActivityType, feeds
from webapp.tracking.feed_inputs import PostedInput
from webapp.tracking.feeds import Line


class ActivityAnswer(Answer):
    """A line of a feed. `id` is the activity's event id; `data` is what was posted with it."""

    id: str
    user_id: int
    type: ActivityType
    title: str
    description: str
    data: dict[str, JsonValue]
    course_id: int | None
    module_id: int | None
    unit_id: int | None
    duration_seconds: float | None
    at: datetime
    is_read: bool

    example: ClassVar[Any] = {
        "id": "8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2d",
        "userId": 7,
        "type": "lesson_complete",
        "title": "Finished Bends in Knots",
        "description": "",
        "data": {},
        "courseId": 3,
        "moduleId": 7,
        "unitId": 12,
        "durationSeconds": None,
        "at": "2026-11-20T14:05:00Z",
        "isRead": False,
    }

    @classmethod
    def of(cls, line: Line) -> "ActivityAnswer":
        activity, mark = line.activity, line.mark
        return cls(
            id=activity.event_id,
            user_id=activity.student_id,
            type=activity.type,
            title=line.title,
            description=mark.description if mark and mark.description else "",
            data=mark.data if mark and mark.data else {},
            course_id=activity.course_id,
            module_id=activity.module_id,
            unit_id=activity.unit_id,
            duration_seconds=activity.duration_seconds,
            at=activity.at,
            is_read=line.is_read,
        )


class CountAnswer(Answer):
    """How many are unread; of activities counted up to 1,000."""

    count: int

    example: ClassVar[Any] = {"count": 3}


@door.get("/api/student/activity", roles=[Role.student], asks=PageInput, gives={200: Listed[ActivityAnswer]})
def student_activity(wanted: PageInput) -> Listed[ActivityAnswer]:
    """What the student did, newest first, without what they took out of their feed."""
    return Listed[ActivityAnswer].of(feeds.feed_of(accounts.me().id, wanted), ActivityAnswer.of)


@door.get("/api/activities/<person:user_id>", asks=PageInput, gives={200: Listed[ActivityAnswer]})
def list_activities(user_id: int, wanted: PageInput) -> Listed[ActivityAnswer]:
    """A person's feed, newest first: one's own, or that of a student whom one looks after."""
    return Listed[ActivityAnswer].of(feeds.feed_of(door.whose(user_id).id, wanted), ActivityAnswer.of)


@door.get("/api/activities/<person:user_id>/unread/count", gives={200: CountAnswer})
def count_unread_activities(user_id: int) -> CountAnswer:
    """How many lines of a feed its owner has not read."""
    return CountAnswer(count=feeds.unread_count(door.whose(user_id).id))


@door.post(
    "/api/activities",
    roles=[Role.student],
    takes=PostedInput,
    example={
        "userId": "me",
        "type": "lesson_complete",
        "title": "Bends, at the harbour",
        "description": "Tied each of them ten times.",
        "data": {"course_id": 3, "unit_id": 12, "weather": "windy"},
    },
    gives={201: ActivityAnswer, 200: ActivityAnswer},
    refuses=(409,),
)
def post_activity(given: PostedInput) -> tuple[ActivityAnswer, int]:
    """State an activity of one's own, with words for the feed: by the rules of beacons, so it counts as one. 200 when
    it was known already. Nobody states what somebody else did.
    """
    student = accounts.me()
    if given.user_id not in ("me", student.id):
        raise NotAllowed(door.FORBIDDEN, code="forbidden")
    line, is_new = feeds.post(
        student, kind=given.type, title=given.title, description=given.description, data=given.data
    )
    answer = ActivityAnswer.of(line)
    commit()
    return answer, 201 if is_new else 200


@door.patch("/api/activities/<uuid:activity_id>/read", gives={200: ActivityAnswer})
def read_activity(activity_id: UUID) -> ActivityAnswer:
    """Mark a line of one's own feed as read."""
    answer = ActivityAnswer.of(feeds.mark_read(accounts.me(), str(activity_id)))
    commit()
    return answer


@door.patch("/api/activities/<person:user_id>/read-all", gives={200: CountAnswer})
def read_all_activities(user_id: int) -> CountAnswer:
    """Mark one's own feed as read up to now."""
    person = _oneself(user_id)
    feeds.mark_all_read(person)
    commit()
    return CountAnswer(count=feeds.unread_count(user_id))


@door.delete("/api/activities/<uuid:activity_id>", gives={204: None})
def delete_activity(activity_id: UUID) -> None:
    """Take a line out of one's own feed. The log keeps it, and what it counts for stays."""
    feeds.take_out(accounts.me(), str(activity_id))
    commit()


def _oneself(user_id: int) -> accounts.User:
    person = accounts.me()
    if user_id != person.id:
        raise NotAllowed(door.FORBIDDEN, code="forbidden")
    return person
