"""Where a line is in the list of its reader, as an address or a button can say it."""

import re
from datetime import UTC, datetime, timedelta

from webapp.core.errors import NotFound
from webapp.notifications.models import Notification

_PLACE = re.compile(r"(\d{16})-(\d{1,15})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def place_of(line: Notification) -> str:
    return f"{(line.at - _EPOCH) // timedelta(microseconds=1)}-{line.id}"


def placed(text: str) -> tuple[datetime, int]:
    """The instant and the id of a place. Raises `NotFound`."""
    found = _PLACE.fullmatch(text)
    if found is None:
        raise NotFound("There is no such place in the list.")
    return _EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
