"""What a leaderboard counts, as the school has chosen: hours learned, lessons finished, or sessions on time."""

import enum
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from webapp.accounts import User
from webapp.analytics.days import days_between, today_of, todays_by_zone
from webapp.analytics.models import DayFigures, StudentFigures
from webapp.analytics.weights import nominal_minutes
from webapp.analytics.years import WEEKS
from webapp.attendance import AttendanceMark, AttendanceSession, MarkStatus
from webapp.core import clock
from webapp.core.stores import db
from webapp.core.words import duration, hours, plural

WEEK_DAYS = 7
BEST_OF = timedelta(weeks=WEEKS)
"""So far back one's own best week is looked for: as far as the year of the profile goes."""
COLUMNS = ("lessons", "videos", "views", "corrected_minutes")

D, S, M = DayFigures, AttendanceSession, AttendanceMark


class Span(enum.StrEnum):
    """The last seven days, or from the beginning."""

    week = "week"
    all = "all"


class Measure(enum.StrEnum):
    """Each is an amount of effort, as a whole number. Hours are counted in minutes."""

    hours = "hours"
    lessons = "lessons"
    sessions = "sessions"

    @property
    def subject(self) -> str:
        return _SUBJECTS[self]

    @property
    def heading(self) -> str:
        """Over the column of amounts."""
        return "Sessions on time" if self is Measure.sessions else self.value.capitalize()

    def figure(self, amount: int) -> str:
        """Under that heading: 4.5, or 3."""
        return hours(amount) if self is Measure.hours else str(amount)

    def words(self, amount: int) -> str:
        """As a person says it: 4 h 30 min, 1 lesson, 2 sessions on time."""
        if self is Measure.hours:
            return duration(amount)
        return plural(amount, "lesson") if self is Measure.lessons else f"{plural(amount, 'session')} on time"

    def best(self, amount: int) -> str:
        """The same of a best week, where hours are as round as in the column: 4.5 h."""
        return f"{hours(amount)} h" if self is Measure.hours else self.words(amount)

    def for_programs(self, amount: int) -> float:
        """Hours to two decimals, or the number of lessons or sessions."""
        return round(amount / 60, 2) if self is Measure.hours else amount


_SUBJECTS = {
    Measure.hours: "Hours learned",
    Measure.lessons: "Lessons finished",
    Measure.sessions: "Sessions on time",
}


def chosen() -> Measure:
    """The one of this school (`TANDEM_LEADERBOARD`)."""
    return Measure(current_app.extensions["settings"].leaderboard)


def amounts(measure: Measure, students: sa.Select[int], span: Span) -> dict[int, int]:
    """What each of them comes to; who has nothing may be missing. The last seven days are each one's own."""
    if measure is Measure.sessions:
        rows = db.session.execute(_on_time(students, span))
        return {row.student_id: row.number for row in rows}
    rows = db.session.execute(_learned(students, span))
    return {row.student_id: _amount(measure, row) for row in rows}


def amounts_by_day(measure: Measure, student: User) -> dict[date, int]:
    """What a student's local days of the last 53 weeks came to, of those with anything on them."""
    first = today_of(student.id) - BEST_OF + timedelta(days=1)
    if measure is not Measure.sessions:
        days = days_between(student.id, first, date.max).items()
        return {date.fromisoformat(day): _amount(measure, of_day) for day, of_day in days}
    found: dict[date, int] = {}
    starts = sa.select(S.started_at).join(M, M.session_id == S.id)
    mine = starts.where(M.student_id == student.id, M.status == MarkStatus.present)
    for started_at in db.session.scalars(
        mine.where(S.started_at >= clock.midnight_of(first, student.time_zone))
    ):
        day = clock.local_day(started_at, student.time_zone)
        found[day] = found.get(day, 0) + 1
    return found


def _amount(measure: Measure, row: Any) -> int:
    if measure is Measure.lessons:
        return int(row.lessons)
    nominal = nominal_minutes(lessons=int(row.lessons), videos=int(row.videos), views=int(row.views))
    return nominal + int(row.corrected_minutes)


def _learned(students: sa.Select[int], span: Span) -> sa.Select[Any]:
    if span is Span.all:
        columns = (getattr(StudentFigures, column) for column in COLUMNS)
        return sa.select(StudentFigures.student_id, *columns).where(StudentFigures.student_id.in_(students))
    sums = (sa.func.sum(getattr(D, column)).label(column) for column in COLUMNS)
    return (
        sa.select(D.student_id, *sums)
        .join(User, User.id == D.student_id)
        .where(D.student_id.in_(students), _since(D.day, lambda day, _: day.isoformat()))
        .group_by(D.student_id)
    )


def _on_time(students: sa.Select[int], span: Span) -> sa.Select[int, int]:
    """Sessions by the day on which they began: a mark set right later is of the same day. Late is not on time."""
    counted = (
        sa.select(M.student_id, sa.func.count().label("number"))
        .where(M.student_id.in_(students), M.status == MarkStatus.present)
        .group_by(M.student_id)
    )
    if span is Span.all:
        return counted
    joined = counted.join(S, S.id == M.session_id).join(User, User.id == M.student_id)
    return joined.where(_since(S.started_at, clock.midnight_of))


def _since(column: InstrumentedAttribute[Any], as_kept: Callable[[date, str], object]) -> ColumnElement[bool]:
    """In the last seven local days of the `User` of that row. Nobody's in a zone that no student lives in."""
    firsts = {
        zone: sa.literal(as_kept(today - timedelta(days=WEEK_DAYS - 1), zone), column.type)
        for zone, today in todays_by_zone().items()
    }
    return column >= sa.case(firsts, value=User.time_zone) if firsts else sa.false()
