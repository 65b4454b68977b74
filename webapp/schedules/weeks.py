"""Weeks by their ISO names (2026-W47), and a week of sessions laid out on a grid of quarter hours."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webapp.core import clock
from webapp.core.walltime import NoSuchTime, Turn, instant_of, wall_time
from webapp.schedules.models import Schedule
from webapp.schedules.slots import LONGEST, SHORTEST

_WEEK = re.compile(r"(20\d\d)-W(\d\d)", re.ASCII)
ROWS_AN_HOUR = 4
QUARTER = timedelta(minutes=15)
FEWEST_HOURS = 4
WORKING_DAY = (9, 17)
"""The hours in which something can be planned are shown even while nothing is."""


Span = tuple[datetime, datetime, Schedule]
"""From when to when a session is on the clocks, within one day."""


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
    """One column. `lanes` is how many sessions stand side by side at most; `tails` are those of the day before that go
    on into it, and `gap` the rows of the time that its clocks jump over, if they do.
    """

    date: date
    blocks: list[Block]
    lanes: int
    tails: list[Block]
    gap: tuple[int, int] | None


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


def usual_start(day: date, here: datetime) -> datetime:
    """When a session of that day would begin, if nothing else is said: at nine; today with the next hour."""
    if day == here.date() and here.hour < 23:
        return here.replace(hour=here.hour + 1, minute=0, second=0, microsecond=0)
    return datetime.combine(day, time(WORKING_DAY[0]))


def laid_out(
    planned: Sequence[Schedule], monday: date, zone_name: str, *, is_planned_in: bool = False
) -> Week:
    """These sessions on the days of that week, as the clocks of the zone show them."""
    by_day: dict[date, list[Span]] = {monday + timedelta(days=number): [] for number in range(7)}
    tails: dict[date, list[Span]] = {}
    for schedule in planned:
        start = wall_time(schedule.starts_at, zone_name)
        end = max(wall_time(schedule.ends_at, zone_name), start + QUARTER)
        midnight = _midnight(start.date() + timedelta(days=1))
        if start.date() in by_day:
            by_day[start.date()].append((start, min(end, midnight), schedule))
        if end > midnight:
            tails.setdefault(midnight.date(), []).append((midnight, end, schedule))
    spans = [(start, end) for day in by_day.values() for start, end, _ in day]
    if is_planned_in:
        begins, ends = (_midnight(monday) + timedelta(hours=hour) for hour in WORKING_DAY)
        spans.append((begins, ends))
    first, last = _hours_of(spans)
    days = [_day(day, sessions, tails.get(day, []), first, zone_name) for day, sessions in by_day.items()]
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


def _day(day: date, sessions: Sequence[Span], tails: Sequence[Span], first_hour: int, zone_name: str) -> Day:
    """Each session in the first lane that is free at its start."""
    free_from: list[datetime] = []
    blocks = []
    for start, end, schedule in sessions:
        lane = next((number for number, free in enumerate(free_from) if free <= start), len(free_from))
        free_from[lane:] = [end, *free_from[lane + 1 :]]
        row = int(_quarters(start, start, first_hour)) + 1
        end_row = math.ceil(_quarters(end, start, first_hour)) + 1
        blocks.append(Block(schedule, row, max(end_row, row + 1), lane + 1))
    ends = [(math.ceil(_quarters(end, start, first_hour)) + 1, schedule) for start, end, schedule in tails]
    going_on = [Block(schedule, 1, end_row, 1) for end_row, schedule in ends if end_row > 1]
    return Day(day, blocks, max(len(free_from), 1), going_on, _gap(day, first_hour, zone_name))


def _gap(day: date, first_hour: int, zone_name: str) -> tuple[int, int] | None:
    """The rows that its clocks jump over, if they are put forward that day."""
    zone, midnight, next_midnight = clock.zone(zone_name), _midnight(day), _midnight(day + timedelta(days=1))
    if midnight.replace(tzinfo=zone).utcoffset() == next_midnight.replace(tzinfo=zone).utcoffset():
        return None
    for quarter in range(24 * ROWS_AN_HOUR):
        try:
            instant_of(midnight + quarter * QUARTER, zone_name, Turn.first)
        except NoSuchTime as gap:
            before = quarter - first_hour * ROWS_AN_HOUR + 1
            return before, before + int((gap.after - midnight) / QUARTER) - quarter
    return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


def _quarters(at: datetime, start: datetime, first_hour: int) -> float:
    """How many quarter hours down the grid a time lies."""
    return ((at - _midnight(start.date())).total_seconds() / 3600 - first_hour) * ROWS_AN_HOUR
