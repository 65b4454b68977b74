"""What the notification page can be narrowed to."""

import enum

import sqlalchemy as sa

from webapp.flow import Topic
from webapp.notifications.models import Notification


class Show(enum.StrEnum):
    """A filter of the page: everything, what is unread, or what is about one topic."""

    all = "all"
    unread = "unread"
    sessions = "sessions"
    entries = "entries"
    schedule = "schedule"
    achievements = "achievements"
    school = "school"

    @property
    def label(self) -> str:
        return self.value.capitalize()

    @property
    def icon(self) -> str:
        return _ICONS[self]

    @property
    def which(self) -> str:
        """How a button says what it is about: "Clear 6 about sessions"."""
        return {Show.all: "", Show.unread: "unread"}.get(self, f"about {self.value}")

    def condition(self) -> sa.ColumnElement[bool]:
        if self is Show.all:
            return sa.true()
        if self is Show.unread:
            return Notification.read_at.is_(None)
        return Notification.topic == Topic(self.value)


_ICONS = {
    Show.all: "bell",
    Show.unread: "check",
    Show.sessions: "users",
    Show.entries: "pen",
    Show.schedule: "cal",
    Show.achievements: "star",
    Show.school: "home",
}
