"""The figures as pages and programs read them. None of these does work in proportion to a student's history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from webapp import accounts, courses
from webapp.analytics.achievements import RULES, unlocked_by, values_of
from webapp.analytics.models import DayFigures, StudentFigures
from webapp.analytics.weights import LESSON_MINUTES, VIDEO_MINUTES, VIEW_MINUTES
from webapp.core import clock
from webapp.core.stores import db

D = DayFigures


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of contract section 3. Learned time is in nominal minutes, active time in measured seconds."""

    learned_minutes: int
    active_seconds: int
    learning_streak: int
    longest_streak: int
    average_progress: int
    enrolled_courses: int
    completed_courses: int
    certificates: int
    has_learned: bool

    @property
    def hours_learned(self) -> float:
        return self.learned_minutes / 60


@dataclass(frozen=True)
class WeekDay:
    """One of the last seven days. All minutes but `active_minutes` are nominal."""

    day: date
    is_today: bool
    events: int
    lesson_minutes: int
    video_minutes: int
    view_minutes: int
    active_minutes: int

    @property
    def minutes(self) -> int:
        return self.lesson_minutes + self.video_minutes + self.view_minutes

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
    def top(self) -> int:
        return max(60, self.goal or 0, *(day.minutes for day in self.days))


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


@dataclass(frozen=True)
class ChainDay:
    day: date
    letter: str
    long: str
    met: bool
    is_today: bool


@dataclass(frozen=True)
class Streak:
    """Learning days in a row up to today; a day not yet over does not break it."""

    current: int
    longest: int
    chain: Sequence[ChainDay]
    today_counts: bool


@dataclass(frozen=True)
class Earned:
    """An achievement with how far it is."""

    key: str
    name: str
    icon: str
    unlocked_on: date | None
    value: float
    target: int
    unit: str


def today_of(student_id: int) -> date:
    """The student's local day."""
    return clock.local_day(clock.now(), accounts.get(student_id).time_zone)


def figures(student_id: int) -> Figures:
    """Everything on the ledger."""
    totals = db.session.get(StudentFigures, student_id)
    standing = courses.standing_of(student_id)
    return Figures(
        learned_minutes=totals.minutes if totals else 0,
        active_seconds=totals.active_seconds if totals else 0,
        learning_streak=current_streak(student_id),
        longest_streak=totals.longest_streak if totals else 0,
        average_progress=standing.average_progress,
        enrolled_courses=standing.enrolled_courses,
        completed_courses=standing.completed_courses,
        certificates=standing.certificates,
        has_learned=bool(totals and totals.learning_days),
    )


def current_streak(student_id: int) -> int:
    """The run that ends today, or yesterday if today has nothing yet."""
    today = today_of(student_id)
    days = [today.isoformat(), (today - timedelta(days=1)).isoformat()]
    runs = {row.day: row.streak for row in _days(student_id, days[1], days[0])}
    return runs.get(days[0]) or runs.get(days[1]) or 0


def week(student_id: int) -> Week:
    """The last seven local days."""
    today = today_of(student_id)
    rows = {
        row.day: row for row in _days(student_id, (today - timedelta(days=13)).isoformat(), today.isoformat())
    }
    days = [today - timedelta(days=back) for back in range(13, -1, -1)]
    previous = sum(rows[day.isoformat()].minutes for day in days[:7] if day.isoformat() in rows)
    shown = [_week_day(day, rows.get(day.isoformat()), day == today) for day in days[7:]]
    return Week(shown, previous, accounts.get(student_id).daily_goal_minutes)


def _week_day(day: date, row: DayFigures | None, is_today: bool) -> WeekDay:
    if row is None:
        return WeekDay(day, is_today, 0, 0, 0, 0, 0)
    return WeekDay(
        day,
        is_today,
        row.events,
        row.lessons * LESSON_MINUTES,
        row.videos * VIDEO_MINUTES,
        row.views * VIEW_MINUTES,
        row.active_seconds // 60,
    )


def heat_map(student_id: int) -> HeatMap:
    """The last 53 weeks, the current one last."""
    today = today_of(student_id)
    start = today - timedelta(days=today.weekday() + 52 * 7)
    rows = {row.day: row for row in _days(student_id, start.isoformat(), today.isoformat())}
    weeks = [[_cell(start + timedelta(days=7 * w + d), rows, today) for d in range(7)] for w in range(53)]
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


def _cell(day: date, rows: dict[str, DayFigures], today: date) -> HeatCell | None:
    if day > today:
        return None
    row = rows.get(day.isoformat())
    if row is None:
        return HeatCell(day, 0, 0, 0)
    level = (
        0
        if not row.learning
        else 1
        if row.minutes < 25
        else 2
        if row.minutes < 45
        else 3
        if row.minutes < 70
        else 4
    )
    return HeatCell(day, row.minutes, row.events, level)


def _months(start: date) -> list[Month]:
    """The months over the weeks that begin in them."""
    months: list[Month] = []
    for w in range(53):
        label = f"{start + timedelta(days=7 * w):%b}"
        if months and months[-1].label == label:
            months[-1] = Month(label, months[-1].span + 1)
        else:
            months.append(Month(label, 1))
    return months


def streak(student_id: int) -> Streak:
    """The run of learning days, and the last seven days as a chain."""
    today = today_of(student_id)
    start = today - timedelta(days=6)
    rows = {row.day: row for row in _days(student_id, start.isoformat(), today.isoformat())}
    learned = {day for day, row in rows.items() if row.learning}
    chain = []
    for back in range(6, -1, -1):
        day = today - timedelta(days=back)
        long = f"{day:%A}, today" if not back else f"{day:%A}"
        chain.append(ChainDay(day, f"{day:%a}"[0], long, day.isoformat() in learned, not back))
    totals = db.session.get(StudentFigures, student_id)
    runs = [
        rows[day.isoformat()].streak for day in (today, today - timedelta(days=1)) if day.isoformat() in rows
    ]
    current = next((run for run in runs if run), 0)
    return Streak(current, totals.longest_streak if totals else 0, chain, today.isoformat() in learned)


def achievements(student_id: int) -> list[Earned]:
    """All achievements: the unlocked ones first, newest on top; then the nearest."""
    values, unlocked = values_of(student_id), unlocked_by(student_id)
    earned = []
    for rule in RULES:
        row = unlocked.get(rule.key)
        day = date.fromisoformat(row.unlocked_on) if row else None
        earned.append(
            Earned(rule.key, rule.name, rule.icon, day, values[rule.figure], rule.target, rule.unit)
        )
    done = [one for one in earned if one.unlocked_on]
    ahead = [one for one in earned if not one.unlocked_on]
    return sorted(done, key=lambda one: one.unlocked_on or date.min, reverse=True) + sorted(
        ahead, key=lambda one: -one.value / one.target
    )


def _days(student_id: int, first: str, last: str) -> Sequence[DayFigures]:
    query = sa.select(D).where(D.student_id == student_id, D.day >= first, D.day <= last)
    return db.session.scalars(query).all()
