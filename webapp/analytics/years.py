"""The heat map: 53 weeks at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.analytics.days import Day, days_between, today_of

WEEKS = 53
DARKER_FROM = (25, 45, 70)
"""Nominal minutes from which a learning day is one step darker."""


@dataclass(frozen=True)
class HeatCell:
    """A day in the heat map. `level` is 0 to 4."""

    day: date
    minutes: int
    events: int
    level: int


@dataclass(frozen=True)
class Month:
    """A month over the weeks that begin in it."""

    label: str
    span: int


@dataclass(frozen=True)
class HeatMap:
    """53 weeks, Monday first; days to come are None. `days` counts from the first day with anything on it."""

    weeks: Sequence[Sequence[HeatCell | None]]
    months: Sequence[Month]
    active_days: int
    days: int
    busiest: str | None


def heat_map(student_id: int) -> HeatMap:
    """The last 53 weeks, the current one last."""
    today = today_of(student_id)
    start = today - timedelta(days=today.weekday() + (WEEKS - 1) * 7)
    rows = days_between(student_id, start, today)
    weeks = [[_cell(start + timedelta(days=7 * w + d), rows, today) for d in range(7)] for w in range(WEEKS)]
    active = [date.fromisoformat(day) for day, row in rows.items() if row.learning]
    per_weekday = [sum(day.weekday() == weekday for day in active) for weekday in range(7)]
    busiest = max(range(7), key=lambda weekday: per_weekday[weekday])
    return HeatMap(
        weeks=weeks,
        months=_months(start),
        active_days=len(active),
        days=(today - min(active)).days + 1 if active else 0,
        busiest=f"{start + timedelta(days=busiest):%A}" if len(active) >= 14 else None,
    )


def _cell(day: date, rows: Mapping[str, Day], today: date) -> HeatCell | None:
    if day > today:
        return None
    row = rows.get(day.isoformat())
    if row is None:
        return HeatCell(day, 0, 0, 0)
    level = 1 + sum(row.minutes >= bound for bound in DARKER_FROM) if row.learning else 0
    return HeatCell(day, row.minutes, row.events, level)


def _months(start: date) -> list[Month]:
    """The months over the weeks that begin in them."""
    months: list[Month] = []
    for w in range(WEEKS):
        label = f"{start + timedelta(days=7 * w):%b}"
        if months and months[-1].label == label:
            months[-1] = Month(label, months[-1].span + 1)
        else:
            months.append(Month(label, 1))
    return months
