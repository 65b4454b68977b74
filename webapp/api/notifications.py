"""`/api/notifications/…`: what a person was told, and what they do with it (contract, section 5)."""

from datetime import datetime
from typing import Any, ClassVar

from webapp import accounts
from webapp import notifications as room
from webapp.api import door
from webapp.api.shapes import Answer, Listed
from webapp.core.errors import NotAllowed
from webapp.flow import NoticeKind, Topic, commit
from webapp.notifications.inputs import ListInput, SendInput
from webapp.notifications.models import Notification

NOT_YOURS = "What a person was told is theirs alone."


class NotificationAnswer(Answer):
    """A line left for a person. It stands for as many notices as `times` says; after `expiresAt` it is gone."""

    id: int
    user_id: int
    type: NoticeKind
    topic: Topic
    title: str
    message: str
    link: str
    times: int
    is_read: bool
    created_at: datetime
    expires_at: datetime

    example: ClassVar[Any] = {
        "id": 31,
        "userId": 7,
        "type": "social",
        "topic": "entries",
        "title": "Your entry “Knots at sea” was approved",
        "message": "Clear, and well tied.",
        "link": "/entries/12",
        "times": 1,
        "isRead": False,
        "createdAt": "2026-11-20T14:05:00Z",
        "expiresAt": "2027-02-18T14:05:00Z",
    }

    @classmethod
    def of(cls, line: Notification) -> "NotificationAnswer":
        return cls.model_validate(room.form_of(line), by_alias=True)


class UnreadAnswer(Answer):
    unread_count: int

    example: ClassVar[Any] = {"unreadCount": 3}


class MarkedAnswer(UnreadAnswer):
    """How many were marked by this."""

    marked: int

    example: ClassVar[Any] = {"marked": 3, "unreadCount": 0}


class ClearedAnswer(Answer):
    """How many went. The page brings them back, for 24 hours."""

    cleared: int

    example: ClassVar[Any] = {"cleared": 12}


def _mine(user_id: int) -> accounts.User:
    user = accounts.me()
    if user.id != user_id:
        raise NotAllowed(NOT_YOURS, code="forbidden")
    return user


def _unread(user_id: int) -> int:
    return room.unread_counts([user_id])[user_id]


@door.get("/api/notifications/<person:user_id>", asks=ListInput, gives={200: Listed[NotificationAnswer]})
def list_notifications(user_id: int, wanted: ListInput) -> Listed[NotificationAnswer]:
    """One's own notifications, newest first: all, or what a filter shows."""
    lines = room.list_of(_mine(user_id).id, wanted.show, wanted)
    return Listed[NotificationAnswer].of(lines, NotificationAnswer.of)


@door.get("/api/notifications/<person:user_id>/unread/count", gives={200: UnreadAnswer})
def count_unread_notifications(user_id: int) -> UnreadAnswer:
    """How many one has not read."""
    return UnreadAnswer(unread_count=_unread(_mine(user_id).id))


@door.post(
    "/api/notifications",
    takes=SendInput,
    example={"userId": 7, "type": "social", "title": "Bring a rope tomorrow", "link": "/courses/3"},
    gives={201: NotificationAnswer},
    refuses=(403, 409),
)
def send_notification(given: SendInput) -> NotificationAnswer:
    """Leave a notification for oneself, or as staff for a student whom one looks after. 409 if they muted that sort."""
    to = door.whose(given.user_id)
    line = room.send(
        to,
        by=accounts.me(),
        kind=given.type,
        title=given.title,
        message=given.message,
        link=given.link,
        topic=given.topic,
        expires_at=given.expires_at,
    )
    answer = NotificationAnswer.of(line)
    commit()
    return answer


@door.patch("/api/notifications/<int:line_id>/read", gives={200: NotificationAnswer})
def mark_notification_read(line_id: int) -> NotificationAnswer:
    """Mark one of one's own read."""
    user = accounts.me()
    line = room.line_of(user.id, line_id)
    room.mark(line, by=user, is_read=True)
    answer = NotificationAnswer.of(line)
    commit()
    return answer


@door.patch("/api/notifications/<person:user_id>/read-all", gives={200: MarkedAnswer})
def mark_all_notifications_read(user_id: int) -> MarkedAnswer:
    """Mark all of one's own read."""
    number = room.mark_all_read(_mine(user_id))
    commit()
    return MarkedAnswer(marked=number, unread_count=_unread(user_id))


@door.delete("/api/notifications/<int:line_id>", gives={204: None})
def delete_notification(line_id: int) -> None:
    """Clear one of one's own. The page brings it back, for 24 hours."""
    user = accounts.me()
    room.clear(room.line_of(user.id, line_id), by=user)
    commit()


@door.delete("/api/notifications/<person:user_id>/clear-all", gives={200: ClearedAnswer})
def clear_all_notifications(user_id: int) -> ClearedAnswer:
    """Clear all of one's own."""
    number, _ = room.clear_all(_mine(user_id))
    commit()
    return ClearedAnswer(cleared=number)
