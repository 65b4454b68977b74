"""The page of notifications as it is read: what a filter shows, by days of the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from flask import url_for

from webapp import accounts
from webapp.core import clock
from webapp.core.words import full_day, long_day
from webapp.notifications import queries
from webapp.notifications.models import LIFE, Notification
from webapp.notifications.places import place_of, placed
from webapp.notifications.queries import Clearing
from webapp.notifications.shows import Show

PAGE = 20


@dataclass(frozen=True)
class Day:
    """The lines of one day. It goes on where the page before it ended on the same day."""

    name: str
    lines: Sequence[Notification]
    goes_on: bool = False


@dataclass(frozen=True)
class Shelf:
    """Some lines by days, the newest first, and where the older ones are."""

    days: Sequence[Day]
    older_url: str | None

    @property
    def is_empty(self) -> bool:
        return not self.days


@dataclass(frozen=True)
class Centre:
    """All that the page says of a filter."""

    show: Show
    there: Mapping[Show, int]
    unread: Mapping[Show, int]
    shelf: Shelf
    until: str
    """The place of the newest line shown: what comes later is not meant by "all"."""
    clearings: Sequence[Clearing]
    days_kept: int = LIFE.days


def centre(user_id: int, show: Show) -> Centre:
    there, unread = queries.counts(user_id)
    lines = queries.lines_of(user_id, show, limit=PAGE + 1)
    return Centre(
        show=show,
        there=there,
        unread=unread,
        shelf=_shelf(user_id, show, lines, None),
        until=place_of(lines[0]) if lines else "",
        clearings=queries.clearings_of(user_id),
    )


def shelf(user_id: int, show: Show, before: str) -> Shelf:
    """What comes after that place."""
    at, id = placed(before)
    return _shelf(user_id, show, queries.lines_of(user_id, show, before=(at, id), limit=PAGE + 1), at)


def _shelf(user_id: int, show: Show, lines: Sequence[Notification], after: datetime | None) -> Shelf:
    zone = accounts.get(user_id).time_zone
    shown = lines[:PAGE]
    today = clock.local_day(clock.now(), zone)
    last = clock.local_day(after, zone) if after else None
    days = [
        Day(_name_of(day, today), list(group), goes_on=day == last)
        for day, group in groupby(shown, key=lambda line: clock.local_day(line.at, zone))
    ]
    is_last = len(lines) <= PAGE
    older = None if is_last else url_for("notifications.show", show=show, before=place_of(shown[-1]))
    return Shelf(days, older)


def _name_of(day: date, today: date) -> str:
    if day >= today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return long_day(day) if day.year == today.year else full_day(day)
