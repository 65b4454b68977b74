"""Learning days in a row. A day not yet over does not break them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.analytics.days import Day, days_between, today_of
from webapp.analytics.models import StudentFigures
from webapp.core.stores import db


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


def streak(student_id: int) -> Streak:
    """The run of learning days, and the last seven days as a chain."""
    today = today_of(student_id)
    rows = days_between(student_id, today - timedelta(days=6), today)
    learned = {day for day, row in rows.items() if row.learning}
    chain = []
    for back in range(6, -1, -1):
        day = today - timedelta(days=back)
        long = f"{day:%A}, today" if not back else f"{day:%A}"
        chain.append(ChainDay(day, f"{day:%a}"[0], long, day.isoformat() in learned, not back))
    totals = db.session.get(StudentFigures, student_id)
    longest = totals.longest_streak if totals else 0
    return Streak(_run_up_to(today, rows), longest, chain, today.isoformat() in learned)


def current_streak(student_id: int, days: Mapping[str, Day] | None = None) -> int:
    """The run that ends today, or yesterday if today has nothing yet. `days` are the last ones, if they are known."""
    today = today_of(student_id)
    if days is None:
        days = days_between(student_id, today - timedelta(days=1), today)
    return _run_up_to(today, days)


def _run_up_to(today: date, rows: Mapping[str, Day]) -> int:
    days = (today.isoformat(), (today - timedelta(days=1)).isoformat())
    return next((rows[day].streak for day in days if day in rows and rows[day].streak), 0)
