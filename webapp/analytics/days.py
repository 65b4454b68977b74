"""A student's days, as they are asked for by everything that shows them."""

from datetime import date

import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import Role, User
from webapp.analytics.models import DayFigures
from webapp.core import clock
from webapp.core.stores import db


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


def days_between(student_id: int, first: date, last: date) -> dict[str, DayFigures]:
    """The days with anything on them, by their name."""
    asked = {"student": student_id, "first": first.isoformat(), "last": last.isoformat()}
    return {row.day: row for row in db.session.scalars(_BETWEEN, asked)}


_BETWEEN = sa.select(DayFigures).where(
    DayFigures.student_id == sa.bindparam("student"),
    DayFigures.day >= sa.bindparam("first"),
    DayFigures.day <= sa.bindparam("last"),
)
