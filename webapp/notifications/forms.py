"""A notification as programs read it."""

from typing import Any

from webapp.core.words import iso
from webapp.notifications.models import Notification


def form_of(line: Notification) -> dict[str, Any]:
    return {
        "id": line.id,
        "userId": line.user_id,
        "type": line.kind.value,
        "topic": line.topic.value,
        "title": line.title,
        "message": line.message,
        "link": line.link,
        "times": line.times,
        "isRead": line.is_read,
        "createdAt": iso(line.at),
        "expiresAt": iso(line.expires_at),
    }
