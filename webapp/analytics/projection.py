"""Figures, set from the log. A day is computed anew from what the log holds of it, never added to; so repeats,
late arrivals and a crash in between end in the same rows, and `rebuild` is this same function over all days.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa

from webapp import tracking
from webapp.analytics.achievements import unlock
from webapp.analytics.events import FiguresUpdated
from webapp.analytics.models import DayFigures, StudentFigures
from webapp.core.stores import db
from webapp.flow import record
from webapp.tracking import ActivitiesLogged, DayTally

D = DayFigures
NOTHING = DayTally()
AT_ONCE = 60
ONE_DAY = timedelta(days=1)


def project(event: ActivitiesLogged) -> None:
    """Bring a student's figures up to the log for the days that were touched."""
    if project_days(event.student_id, event.days):
        record(FiguresUpdated(student_id=event.student_id))


def refresh(event: object) -> None:
    """Courses of the student moved: figures that follow from them are to be shown again, and may unlock something."""
    student_id: int = event.student_id  # type: ignore[attr-defined]
    unlock(student_id)
    record(FiguresUpdated(student_id=student_id))


def project_days(student_id: int, days: Iterable[str]) -> bool:
    """Set the figures of these days, and all that follows from them. Says whether anything changed."""
    wanted = sorted(set(days))
    changed = _set_days(student_id, wanted)
    if changed:
        _set_streaks(student_id, wanted)
        _set_totals(student_id)
    unlocked = unlock(student_id, since=wanted[0] if changed else None)
    return changed or unlocked


def _set_days(student_id: int, days: list[str]) -> bool:
    tallies = tracking.log().tallies(student_id, days)
    rows = db.session.scalars(sa.select(D).where(D.student_id == student_id, D.day.in_(days)))
    kept = {row.day: row for row in rows}
    changed = False
    for day in days:
        tally, row = tallies.get(day, NOTHING), kept.get(day)
        if tally == NOTHING:
            if row is not None:
                db.session.delete(row)
                changed = True
            continue
        if row is None:
            row = DayFigures(student_id=student_id, day=day, streak=0)
            db.session.add(row)
        figures = {
            "events": tally.events,
            "learning": tally.learning,
            "lessons": tally.lessons,
            "videos": tally.videos,
            "views": tally.views,
            "active_seconds": tally.active_ms // 1000,
        }
        for name, value in figures.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                changed = True
    db.session.flush()
    return changed


def _set_streaks(student_id: int, days: list[str]) -> None:
    """Set the length of the run on each of these days, and on the days that go on from there."""
    settled_until = ""
    for day in days:
        if day > settled_until:
            settled_until = _settle_from(student_id, day, set(days))


def _settle_from(student_id: int, day: str, touched: set[str]) -> str:
    """Walk on from that day until a run is as it was and nothing touched remains. Answers the last day seen."""
    expected = date.fromisoformat(day)
    length = _streak_on(student_id, (expected - ONE_DAY).isoformat())
    while True:
        later = sa.select(D).where(D.student_id == student_id, D.day >= day).order_by(D.day).limit(AT_ONCE)
        rows = db.session.scalars(later).all()
        for row in rows:
            day = row.day
            follows = date.fromisoformat(day) == expected
            length = (length + 1 if follows else 1) if row.learning else 0
            was, row.streak = row.streak, length
            if was == length and day not in touched:
                return day
            expected = date.fromisoformat(day) + ONE_DAY
        db.session.flush()
        if len(rows) < AT_ONCE:
            return day
        day = expected.isoformat()


def _streak_on(student_id: int, day: str) -> int:
    return db.session.scalar(sa.select(D.streak).where(D.student_id == student_id, D.day == day)) or 0


def _set_totals(student_id: int) -> None:
    total = sa.func.sum
    sums = sa.select(
        total(D.events).label("events"),
        total(D.lessons).label("lessons"),
        total(D.videos).label("videos"),
        total(D.views).label("views"),
        total(D.active_seconds).label("active_seconds"),
        total(sa.case((D.learning > 0, 1), else_=0)).label("learning_days"),
        sa.func.max(D.streak).label("longest_streak"),
    ).where(D.student_id == student_id)
    figures = db.session.execute(sums).mappings().one()
    row = db.session.get(StudentFigures, student_id)
    if row is None:
        row = StudentFigures(student_id=student_id)
        db.session.add(row)
    for name, value in figures.items():
        setattr(row, name, int(value or 0))
    db.session.flush()
