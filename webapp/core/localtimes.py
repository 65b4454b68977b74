"""The times on a page for one reader, written in their zone before it leaves: without scripts nothing else would.

Regions are the same for every reader and print UTC. What a script of the page does with each that is redrawn
(docs/client.md, Time), this does once with all that a page prints.
"""

import re
from calendar import month_name
from datetime import datetime
from functools import lru_cache

from webapp.core import clock

_MONTHS = tuple(month_name)
_TIME = re.compile(
    rb'(<time\b[^>]*? datetime="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"'
    rb'[^>]*? data-(?:fmt="([a-z]+)"|ago)[^>]*>)[^<]*(?=</time>)'
)


def in_zone(page: bytes, zone_name: str) -> bytes:
    """This page with the words of each of its times as the clocks of that zone have them."""
    return _TIME.sub(lambda time: time[1] + _words(time[2], time[3], zone_name), page)


@lru_cache(maxsize=4096)
def _words(instant: bytes, form: bytes | None, zone_name: str) -> bytes:
    at = datetime.fromisoformat(instant.decode()).astimezone(clock.zone(zone_name))
    clock_time, month = f"{at.hour:02}:{at.minute:02}", _MONTHS[at.month]
    match form:
        case b"time":
            words = clock_time
        case b"day":
            words = f"{at.day} {month}"
        case b"date":
            words = f"{at.day} {month} {at.year}"
        case _:
            words = f"{at.day} {month[:3]} {at.year}, {clock_time}"
    return words.encode()
