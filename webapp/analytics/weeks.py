"""The last seven local days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from webapp import accounts
from webapp.analytics.days import Day, days_between, today_of
from webapp.analytics.weights import LESSON_MINUTES, VIDEO_MINUTES, VIEW_MINUTES


@dataclass(frozen=True)
class WeekDay:
    """One of the last seven days. All minutes but `active_minutes` are nominal."""

    day: date
    is_today: bool
    events: int
    lesson_minutes: int
    video_minutes: int
    view_minutes: int
    corrected_minutes: int
    """What somebody added or took away."""
    active_minutes: int

    @property
    def minutes(self) -> int:
        return self.lesson_minutes + self.video_minutes + self.view_minutes + self.corrected_minutes

    @property
    def short(self) -> str:
        return f"{self.day:%a}"

    @property
    def letter(self) -> str:
        return f"{self.day:%a}"[0]

    @property
    def long(self) -> str:
        return f"{self.day:%A}, today" if self.is_today else f"{self.day:%A}"


@dataclass(frozen=True)
class Week:
    """The last seven local days, today last, and what the seven before came to. `top` is the scale of the chart."""

    days: Sequence[WeekDay]
    previous_minutes: int
    goal: int | None

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def active_minutes(self) -> int:
        return sum(day.active_minutes for day in self.days)

    @property
    def is_corrected(self) -> bool:
        return any(day.corrected_minutes for day in self.days)

    @property
    def top(self) -> int:
        return max(60, self.goal or 0, *(day.minutes for day in self.days))


def week(student_id: int, rows: Mapping[str, Day] | None = None) -> Week:
    """The last seven local days. `rows` are the days of a fortnight, where they have been read already."""
    today = today_of(student_id)
    if rows is None:
        rows = fortnight(student_id)
    days = [today - timedelta(days=back) for back in range(13, -1, -1)]
    previous = sum(rows[day.isoformat()].minutes for day in days[:7] if day.isoformat() in rows)
    shown = [_week_day(day, rows.get(day.isoformat()), day == today) for day in days[7:]]
    return Week(shown, previous, accounts.get(student_id).daily_goal_minutes)


def fortnight(student_id: int) -> dict[str, Day]:
    """The last fourteen local days, of those with anything on them."""
    today = today_of(student_id)
    return days_between(student_id, today - timedelta(days=13), today)


def best_week(amounts: Mapping[date, int]) -> int:
    """The most that seven days in a row came to, wherever they began."""
    return max(
        (sum(amounts.get(last - timedelta(days=back), 0) for back in range(7)) for last in amounts), default=0
    )


def _week_day(day: date, row: Day | None, is_today: bool) -> WeekDay:
    if row is None:
        return WeekDay(day, is_today, 0, 0, 0, 0, 0, 0)
    return WeekDay(
        day,
        is_today,
        row.events,
        row.lessons * LESSON_MINUTES,
        row.videos * VIDEO_MINUTES,
        row.views * VIEW_MINUTES,
        row.corrected_minutes,
        row.active_seconds // 60,
    )
