"""How a change becomes known: events, what follows from them, and the commit that makes both true at once."""

from webapp.flow.event import Audience, Event, course_channel, own_channel, user_channel
from webapp.flow.record import commit, install, record, regions_of, tell, tellings_of

__all__ = [
    "Audience",
    "Event",
    "commit",
    "course_channel",
    "install",
    "own_channel",
    "record",
    "regions_of",
    "tell",
    "tellings_of",
    "user_channel",
]
