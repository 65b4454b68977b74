"""A student's days, as they are asked for by everything that shows them."""

from datetime import date

import sqlalchemy as sa

from webapp import accounts
from webapp.analytics.models import DayFigures
from webapp.core import clock
from webapp.core.stores import db


def today_of(student_id: int) -> date:
    """The student's local day."""
    return clock.local_day(clock.now(), accounts.get(student_id).time_zone)


def days_between(student_id: int, first: date, last: date) -> dict[str, DayFigures]:
    """The days with anything on them, by their name."""
    theirs = sa.select(DayFigures).where(DayFigures.student_id == student_id)
    rows = theirs.where(DayFigures.day >= first.isoformat(), DayFigures.day <= last.isoformat())
    return {row.day: row for row in db.session.scalars(rows)}
