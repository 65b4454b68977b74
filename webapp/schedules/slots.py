"""When a session is: one time, or every week until a day."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol, Self

from webapp.core.errors import Invalid
from webapp.core.walltime import NoSuchTime, ShownTwice, Turn, instant_of, turn_of, wall_time

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=12)
"""Nothing is made shorter than this by a drag or a button, and nothing is longer than that."""
MOST_OCCURRENCES = 110
"""Two a week for a year, and a few."""


class Span(Protocol):
    """What begins and ends."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True)
class Slot:
    """A span of time, and the zone on whose clocks it was agreed."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str

    @classmethod
    def typed(cls, wall: datetime, minutes: int, zone_name: str, turn: Turn | None = None) -> Self:
        """From what the clocks show at its start. Raises `NoSuchTime` and `ShownTwice`."""
        start = instant_of(wall, zone_name, turn)
        return cls(start, start + timedelta(minutes=minutes), zone_name)

    @property
    def wall(self) -> datetime:
        return wall_time(self.starts_at, self.time_zone)

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    def meets(self, other: "Span") -> bool:
        """Whether both take place at some instant; those that only touch do not."""
        return self.starts_at < other.ends_at and self.ends_at > other.starts_at

    def moved(self, span: timedelta, time_zone: str = "") -> Self:
        """So much later on the clocks, or at what those of another zone show then. Where they do not show that time, at
        the first that they show after it; where they show it twice, at the first, unless it was at the second of two
        already.
        """
        zone, turn = time_zone or self.time_zone, turn_of(self.starts_at, self.time_zone) or Turn.first
        try:
            start = instant_of(self.wall + span, zone, turn)
        except NoSuchTime as gap:
            start = instant_of(gap.after, zone, Turn.first)
        return type(self)(start, start + self.length, zone)

    def lasting(self, length: timedelta) -> Self:
        """From the same instant on, so long as time passes: on a night on which clocks jump they show another end."""
        return replace(self, ends_at=self.starts_at + length)


def weekly(
    wall: datetime, minutes: int, zone_name: str, turn: Turn | None, *, days: Collection[int], until: date
) -> list[Slot]:
    """The same time on these days of the week (0 is Monday) until a day, the first one always among them. Every fault
    names its day.
    """
    wanted = {*days, wall.weekday()}
    if until < wall.date():
        raise Invalid.of({"repeat_until": "The last day is before the first session."})
    if (until - wall.date()).days > 366:
        raise Invalid.of({"repeat_until": "A series lasts a year at most."})
    walls = [wall + timedelta(days=after) for after in range((until - wall.date()).days + 1)]
    walls = [one for one in walls if one.weekday() in wanted]
    if len(walls) > MOST_OCCURRENCES:
        raise Invalid.of({"repeat_until": f"A series has at most {MOST_OCCURRENCES} sessions."})
    return [Slot.typed(one, minutes, zone_name, turn) for one in walls]


def refuse_bad(starts_at: datetime, ends_at: datetime, *, end_field: str) -> None:
    """A session ends after its start, and within half a day."""
    if ends_at <= starts_at:
        raise Invalid.of({end_field: "The end must be after the start."})
    if ends_at - starts_at > LONGEST:
        raise Invalid.of({end_field: "A session lasts at most 12 hours."})


def in_words(fault: NoSuchTime | ShownTwice) -> Invalid:
    """A time that is none, or two, as the form says it."""
    faults = {"starts": str(fault)}
    if isinstance(fault, ShownTwice):
        faults = {"turn": str(fault)}
    return Invalid.of(faults)
