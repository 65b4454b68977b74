"""How a change becomes known: events, what follows from them, and the commit that makes both true at once."""

from webapp.flow.event import (
    Audience,
    Event,
    Notice,
    NoticeKind,
    Outdated,
    Several,
    Topic,
    course_channel,
    is_local,
    own_channel,
    user_channel,
)
from webapp.flow.record import (
    commit,
    install,
    own_tellings_of,
    record,
    regions_of,
    settled,
    tell,
    tellings_of,
)

__all__ = [
    "Audience",
    "Event",
    "Notice",
    "NoticeKind",
    "Outdated",
    "Several",
    "Topic",
    "commit",
    "course_channel",
    "install",
    "is_local",
    "own_channel",
    "own_tellings_of",
    "record",
    "regions_of",
    "settled",
    "tell",
    "tellings_of",
    "user_channel",
]
