"""Times as people type them: what the clocks of a place show, which some nights is no instant, or two."""

import enum
from datetime import UTC, datetime, timedelta

from webapp.core import clock


class Turn(enum.StrEnum):
    """Which of two instants is meant, where the clocks show a time twice."""

    first = "first"
    second = "second"


class NoSuchTime(ValueError):
    """The clocks jump over this time. The two nearest that they show are named."""

    def __init__(self, wall: datetime, before: datetime, after: datetime) -> None:
        self.before = before
        self.after = after
        super().__init__(
            f"{said(wall)} does not exist: the clocks go forward that night. "
            f"The nearest times are {before:%H:%M} and {after:%H:%M}."
        )


class ShownTwice(ValueError):
    """The clocks go back and show this time twice. `first` and `second` are the two instants, in UTC: Python holds such
    a time in its own zone to be equal to none in another.
    """

    def __init__(self, wall: datetime, first: datetime, second: datetime) -> None:
        self.first = first.astimezone(UTC)
        self.second = second.astimezone(UTC)
        super().__init__(
            f"{said(wall)} comes twice: the clocks go back that night. Say whether you mean "
            f"the first ({offset(first)}) or the second ({offset(second)})."
        )


def instant_of(wall: datetime, zone_name: str, turn: Turn | None = None) -> datetime:
    """The instant at which the clocks of that zone show this time. Raises `NoSuchTime` and `ShownTwice`."""
    zone = clock.zone(zone_name)
    early, late = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early.astimezone(UTC)
    if wall_time(early.astimezone(UTC), zone_name) != wall:
        raise NoSuchTime(wall, *_edges(wall, zone_name))
    if turn is None:
        raise ShownTwice(wall, early, late)
    return (early if turn is Turn.first else late).astimezone(UTC)


def wall_time(instant: datetime, zone_name: str) -> datetime:
    """What the clocks of that zone show then, without a zone."""
    return instant.astimezone(clock.zone(zone_name)).replace(tzinfo=None, fold=0)


def turn_of(instant: datetime, zone_name: str) -> Turn | None:
    """Which of the two it is, where the clocks show its time twice."""
    try:
        instant_of(wall_time(instant, zone_name), zone_name)
    except ShownTwice as twice:
        return Turn.first if instant == twice.first else Turn.second
    return None


def said(wall: datetime) -> str:
    return f"{wall:%H:%M} on {wall:%A} {wall.day} {wall:%B %Y}"


def offset(local: datetime) -> str:
    """UTC+1, UTC−3:30: how far these clocks are from UTC."""
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _edges(wall: datetime, zone_name: str) -> tuple[datetime, datetime]:
    """The last minute before the clocks jump over this time, and the first after it."""
    zone, wall = clock.zone(zone_name), wall.replace(second=0, microsecond=0)
    low, high = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        middle = middle.replace(second=0, microsecond=0)
        if wall_time(middle, zone_name) < wall:
            low = middle
        else:
            high = middle
    return wall_time(low, zone_name), wall_time(high, zone_name)
