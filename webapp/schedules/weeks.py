"""Weeks by their ISO names (2026-W47), and a week of sessions laid out on a grid of quarter hours."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.core import clock
from webapp.core.walltime import wall_time
from webapp.schedules.models import Schedule
from webapp.schedules.slots import LONGEST, SHORTEST

_WEEK = re.compile(r"(20\d\d)-W(\d\d)", re.ASCII)
ROWS_AN_HOUR = 4
QUARTER = timedelta(minutes=15)
FEWEST_HOURS = 4


@dataclass(frozen=True)
class Block:
    """A session in its place: rows count quarter hours from the first hour shown, lanes stand side by side."""

    schedule: Schedule
    row: int
    end_row: int
    lane: int

    @property
    def steps(self) -> range:
        """By how many quarter hours it can be made longer: at least, which is shorter, and up to what it can last."""
        length = self.schedule.length
        return range(-max(0, (length - SHORTEST) // QUARTER), max(0, (LONGEST - length) // QUARTER) + 1)


@dataclass(frozen=True)
class Day:
    """One column. `lanes` is how many sessions stand side by side at most."""

    date: date
    blocks: list[Block]
    lanes: int


@dataclass(frozen=True)
class Week:
    """Seven days, and only the hours that something happens in."""

    name: str
    days: list[Day]
    first_hour: int
    last_hour: int
    zone_name: str

    @property
    def hours(self) -> range:
        return range(self.first_hour, self.last_hour)

    @property
    def rows(self) -> int:
        return len(self.hours) * ROWS_AN_HOUR

    @property
    def is_empty(self) -> bool:
        return not any(day.blocks for day in self.days)


def week_of(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def monday_of(name: str | None, zone_name: str) -> date:
    """The first day of the week of that name; of this week, where there is none of that name."""
    match = _WEEK.fullmatch(name or "")
    if match:
        try:
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            pass
    today = clock.local_day(clock.now(), zone_name)
    return today - timedelta(days=today.weekday())


def weeks_touched(spans: Iterable[tuple[datetime, datetime]]) -> list[str]:
    """The weeks in which somebody somewhere on earth sees one of these times."""
    names = set()
    for starts_at, ends_at in spans:
        for at in (starts_at - timedelta(hours=12), starts_at, ends_at + timedelta(hours=14)):
            names.add(week_of(at.date()))
    return sorted(names)


def laid_out(planned: Sequence[Schedule], monday: date, zone_name: str) -> Week:
    """These sessions on the days of that week, as the clocks of the zone show them."""
    by_day: dict[date, list[tuple[datetime, datetime, Schedule]]] = {
        monday + timedelta(days=number): [] for number in range(7)
    }
    for schedule in planned:
        start = wall_time(schedule.starts_at, zone_name)
        midnight = datetime.combine(start.date(), datetime.min.time()) + timedelta(days=1)
        end = min(start + schedule.length, midnight)
        if start.date() in by_day:
            by_day[start.date()].append((start, end, schedule))
    spans = [span for day in by_day.values() for span in day]
    first, last = _hours_of([(start, end) for start, end, _ in spans])
    days = [_day(day, sessions, first) for day, sessions in by_day.items()]
    return Week(week_of(monday), days, first, last, zone_name)


def _hours_of(spans: Sequence[tuple[datetime, datetime]]) -> tuple[int, int]:
    """The hours to show: those in use, and a few more where these are few."""
    if not spans:
        return 9, 17
    first = min(start.hour for start, _ in spans)
    last = max(_hour_after(start, end) for start, end in spans)
    return max(0, min(first, last - FEWEST_HOURS)), max(last, min(24, first + FEWEST_HOURS))


def _hour_after(start: datetime, end: datetime) -> int:
    if end.date() != start.date():
        return 24
    return end.hour + (1 if end.minute or end.second else 0)


def _day(day: date, sessions: Sequence[tuple[datetime, datetime, Schedule]], first_hour: int) -> Day:
    """Each session in the first lane that is free at its start."""
    free_from: list[datetime] = []
    blocks = []
    for start, end, schedule in sessions:
        lane = next((number for number, free in enumerate(free_from) if free <= start), len(free_from))
        free_from[lane:] = [end, *free_from[lane + 1 :]]
        row = int(_quarters(start, start, first_hour)) + 1
        end_row = math.ceil(_quarters(end, start, first_hour)) + 1
        blocks.append(Block(schedule, row, max(end_row, row + 1), lane + 1))
    return Day(day, blocks, max(len(free_from), 1))


def _quarters(at: datetime, start: datetime, first_hour: int) -> float:
    """How many quarter hours down the grid a time lies."""
    midnight = datetime.combine(start.date(), datetime.min.time())
    return ((at - midnight).total_seconds() / 3600 - first_hour) * ROWS_AN_HOUR
