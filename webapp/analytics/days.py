"""A student's days, as they are asked for by everything that shows them."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple, cast

import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import Role, User
from webapp.analytics.models import DayFigures
from webapp.analytics.weights import nominal_minutes
from webapp.core import clock
from webapp.core.stores import ask, db

TABLE = cast(sa.Table, DayFigures.__table__)


class Day(NamedTuple):
    """`DayFigures` of one day, as values."""

    day: str
    events: int = 0
    learning: int = 0
    lessons: int = 0
    videos: int = 0
    views: int = 0
    corrected_minutes: int = 0
    active_seconds: int = 0
    streak: int = 0

    @property
    def minutes(self) -> int:
        nominal = nominal_minutes(lessons=self.lessons, videos=self.videos, views=self.views)
        return nominal + self.corrected_minutes


def today_of(student_id: int) -> date:
    """The student's local day."""
    return clock.local_day(clock.now(), accounts.get(student_id).time_zone)


def todays_by_zone() -> dict[str, date]:
    """The local day in each zone that a student lives in."""
    zones = db.session.scalars(sa.select(User.time_zone).where(User.role == Role.student).distinct())
    return {zone: clock.local_day(clock.now(), zone) for zone in zones}


def measured_days(student_id: int, *, before: str = "", limit: int = 7) -> list[tuple[str, int]]:
    """Days with measured time and how many seconds it is, newest first, before that day."""
    days = sa.select(DayFigures.day, DayFigures.active_seconds).where(
        DayFigures.student_id == student_id, DayFigures.active_seconds > 0
    )
    if before:
        days = days.where(DayFigures.day < before)
    return [
        (row.day, row.active_seconds)
        for row in db.session.execute(days.order_by(DayFigures.day.desc()).limit(limit))
    ]


def days_between(student_id: int, first: date, last: date) -> dict[str, Day]:
    """The days with anything on them, by their name."""
    asked = {"student": student_id, "first": first.isoformat(), "last": last.isoformat()}
    return _days(_BETWEEN, asked)


def days_named(student_id: int, days: Collection[str]) -> dict[str, Day]:
    """Those of these days that have anything on them, by their name."""
    return _days(_NAMED, {"student": student_id, "days": list(days)})


def _days(query: sa.Select[Any], asked: dict[str, Any]) -> dict[str, Day]:
    return {row.day: Day._make(row) for row in ask(query, asked)}


_ALL = sa.select(*(TABLE.c[name] for name in Day._fields)).where(
    TABLE.c.student_id == sa.bindparam("student")
)
_BETWEEN = _ALL.where(TABLE.c.day >= sa.bindparam("first"), TABLE.c.day <= sa.bindparam("last"))
_NAMED = _ALL.where(TABLE.c.day.in_(sa.bindparam("days", expanding=True)))
