"""Figures, set from the log and the corrections. A day is computed anew from what they hold of it, never added to; so
repeats, late arrivals and a crash in between end in the same rows, and `rebuild` is this same function over all days.
"""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from webapp import tracking
from webapp.analytics.correction_models import DayCorrection, corrections_on
from webapp.analytics.days import today_of
from webapp.analytics.events import ConcernsMoved, FiguresUpdated
from webapp.analytics.forms import figures_form
from webapp.analytics.models import Achievement, DayFigures, StudentFigures
from webapp.analytics.unlocking import unlock
from webapp.analytics.weights import nominal_minutes
from webapp.core.stores import db
from webapp.flow import record
from webapp.tracking import ActivitiesLogged, DayTally

logger = logging.getLogger("tandem.analytics")

D = DayFigures
NOTHING = DayTally()
UNTOUCHED = DayCorrection()
AT_ONCE = 60
ONE_DAY = timedelta(days=1)
FORTNIGHT = timedelta(days=13)
"""From its first day to its last."""


def project(event: ActivitiesLogged) -> None:
    """Bring a student's figures up to the log for the days that were touched."""
    row = db.session.get(StudentFigures, event.student_id)
    learned_on = row.last_learned_on if row else None
    brought = _bring_up(event.student_id, event.days)
    if brought.changed:
        record(FiguresUpdated(student_id=event.student_id, figures=_to_tell(event.student_id, brought)))
    row = row or db.session.get(StudentFigures, event.student_id)
    if row is not None and row.last_learned_on != learned_on:
        record(ConcernsMoved(student_id=event.student_id))


def _to_tell(student_id: int, brought: "_Brought") -> dict[str, Any]:
    """The figures as programs are told them, from the rows at hand. A fault in telling never fails what is told of."""
    try:
        return figures_form(student_id, brought.fortnight, brought.achieved)
    except Exception:
        logger.exception("Could not put the figures of a student into words")
        return {}


def reconsider(event: object) -> None:
    """Something happened that a concern may rest on."""
    student_id: int = event.student_id  # type: ignore[attr-defined]
    record(ConcernsMoved(student_id=student_id))


def refresh(event: object) -> None:
    """Courses of the student moved: figures that follow from them are to be shown again, and may unlock something."""
    student_id: int = event.student_id  # type: ignore[attr-defined]
    unlock(student_id)
    record(FiguresUpdated(student_id=student_id))


def project_days(student_id: int, days: Iterable[str]) -> bool:
    """Set the figures of these days, and all that follows from them. Says whether anything changed. A day whose log was
    retired stays as it was counted.
    """
    return _bring_up(student_id, days).changed


@dataclass(frozen=True)
class _Brought:
    """What bringing figures up came to, with the rows that are at hand then: of the last fortnight, and what was
    achieved.
    """

    changed: bool
    fortnight: dict[str, DayFigures] | None = None
    achieved: Collection[Achievement] | None = None


def _bring_up(student_id: int, days: Iterable[str]) -> _Brought:
    named = sorted(set(days))
    retired = tracking.retired_of(named)
    wanted = [day for day in named if day not in retired]
    if not wanted:
        return _Brought(changed=False)
    began = (today_of(student_id) - FORTNIGHT).isoformat()
    is_recent = wanted[0] >= began
    asked = {"student": student_id, "first": began} if is_recent else {"student": student_id, "days": wanted}
    rows = {row.day: row for row in db.session.scalars(_SINCE if is_recent else _ON_DAYS, asked)}
    changed, turned = _set_days(student_id, wanted, rows)
    if turned:
        _set_streaks(student_id, turned)
    if changed:
        set_totals(student_id)
    unlocking = unlock(student_id, since=wanted[0] if changed else None)
    achieved = list(unlocking.unlocked.values())
    return _Brought(changed or unlocking.changed, rows if is_recent else None, achieved)


def _set_days(student_id: int, days: list[str], kept: dict[str, DayFigures]) -> tuple[bool, list[str]]:
    """Set these days among the rows that are kept. Says whether anything changed, and which days became learning days
    or ceased to be.
    """
    tallies = tracking.log().tallies(student_id, days)
    corrections = corrections_on(student_id, days)
    learned = {day for day, row in kept.items() if row.learning}
    changed = False
    for day in days:
        tally, correction, row = tallies.get(day, NOTHING), corrections.get(day, UNTOUCHED), kept.get(day)
        if tally == NOTHING and correction == UNTOUCHED:
            if row is not None:
                db.session.delete(kept.pop(day))
                changed = True
            continue
        if row is None:
            row = kept[day] = DayFigures(student_id=student_id, day=day, streak=0)
            db.session.add(row)
        figures = _figures_of(tally, correction)
        for name, value in figures.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                changed = True
    db.session.flush()
    return changed, sorted(learned ^ {day for day, row in kept.items() if row.learning})


_SINCE = sa.select(D).where(D.student_id == sa.bindparam("student"), D.day >= sa.bindparam("first"))
_ON_DAYS = sa.select(D).where(
    D.student_id == sa.bindparam("student"), D.day.in_(sa.bindparam("days", expanding=True))
)


def _figures_of(tally: DayTally, correction: DayCorrection) -> dict[str, int]:
    """What a day comes to: what the log holds of it and what was corrected. The one place where the two meet."""
    lessons = max(0, tally.lessons + correction.lessons)
    videos = max(0, tally.videos + correction.videos)
    views = max(0, tally.views + correction.views)
    learning = tally.learning
    if correction.is_learning is not None:
        learning = max(1, learning) if correction.is_learning else 0
    return {
        "events": tally.events,
        "learning": learning,
        "lessons": lessons,
        "videos": videos,
        "views": views,
        "corrected_minutes": max(
            correction.minutes, -nominal_minutes(lessons=lessons, videos=videos, views=views)
        ),
        "active_seconds": tally.active_ms // 1000,
    }


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


_total = sa.func.sum
_SUMS = sa.select(
    _total(D.events).label("events"),
    _total(D.lessons).label("lessons"),
    _total(D.videos).label("videos"),
    _total(D.views).label("views"),
    _total(D.corrected_minutes).label("corrected_minutes"),
    _total(D.active_seconds).label("active_seconds"),
    _total(sa.case((D.learning > 0, 1), else_=0)).label("learning_days"),
    sa.func.max(sa.case((D.learning > 0, D.day))).label("last_learned_on"),
    sa.func.max(D.streak).label("longest_streak"),
).where(D.student_id == sa.bindparam("student"))


def set_totals(student_id: int) -> None:
    """Add up all days of a student."""
    figures = db.session.execute(_SUMS, {"student": student_id}).mappings().one()
    row = db.session.get(StudentFigures, student_id)
    if row is None:
        row = StudentFigures(student_id=student_id)
        db.session.add(row)
    for name, value in figures.items():
        setattr(row, name, value if name == "last_learned_on" else int(value or 0))
    db.session.flush()
