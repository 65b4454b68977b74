"""Notifications: the lines that what happened leaves for its readers."""

from webapp.notifications.actions import (
    bring_back,
    clear,
    clear_all,
    mark,
    mark_all_read,
    mute,
    prefer,
    unmute,
)
from webapp.notifications.events import NotificationsChanged, NotificationsReceived
from webapp.notifications.expiry import EVERY_SECONDS, let_go
from webapp.notifications.forms import form_of
from webapp.notifications.posting import leave, post, send
from webapp.notifications.queries import line_of, lines_of, list_of, unread_counts
from webapp.notifications.regions import bell, preferences
from webapp.notifications.routes import bp
from webapp.notifications.sorts import Sort

__all__ = [
    "EVERY_SECONDS",
    "NotificationsChanged",
    "NotificationsReceived",
    "Sort",
    "bell",
    "bp",
    "bring_back",
    "clear",
    "clear_all",
    "form_of",
    "leave",
    "let_go",
    "line_of",
    "lines_of",
    "list_of",
    "mark",
    "mark_all_read",
    "mute",
    "post",
    "prefer",
    "preferences",
    "send",
    "unmute",
    "unread_counts",
]
from webapp.notifications.posting import forget

__all__ = ["NotificationsChanged", "NotificationsReceived", "bell", "forget", "leave", "post"]
