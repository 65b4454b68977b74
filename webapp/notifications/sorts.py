"""What a reader may mute, and how each sort of notification is called and drawn."""

import enum
from dataclasses import dataclass

from webapp.flow import NoticeKind, Topic


class Sort(enum.StrEnum):
    """A sort of notification: by its type where that says what it is, else by what it is about."""

    sessions = "sessions"
    entries = "entries"
    schedule = "schedule"
    reminders = "reminders"
    achievements = "achievements"
    milestones = "milestones"
    school = "school"


@dataclass(frozen=True)
class Look:
    """The sort in a list of preferences, on one line of the page, and its icon in its tone."""

    name: str
    word: str
    icon: str
    tone: str
    about: str


LOOKS: dict[Sort, Look] = {
    Sort.sessions: Look("Live sessions", "Session", "users", "live", "Attendance opened and closed."),
    Sort.entries: Look("Entries", "Entry", "pen", "sun", "Written, reviewed, commented."),
    Sort.schedule: Look(
        "Schedule changes", "Schedule", "cal", "plan", "Sessions planned, moved or called off."
    ),
    Sort.reminders: Look("Reminders", "Reminder", "clock", "plan", "Shortly before a session."),
    Sort.achievements: Look("Achievements", "Achievement", "star", "sun", "What you unlocked."),
    Sort.milestones: Look("Milestones", "Milestone", "seal", "sun", "Courses completed, certificates."),
    Sort.school: Look("School news", "School", "home", "", "Who joined, and what changed for you."),
}

ALWAYS = frozenset({Sort.sessions})
"""What cannot be muted: whoever misses a live session misses its attendance."""

_BY_KIND = {
    NoticeKind.achievement: Sort.achievements,
    NoticeKind.milestone: Sort.milestones,
    NoticeKind.reminder: Sort.reminders,
}


def sort_of(kind: NoticeKind, topic: Topic) -> Sort:
    return _BY_KIND.get(kind) or Sort(topic.value)
