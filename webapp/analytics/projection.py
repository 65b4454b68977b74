"""Figures, set from the log and the corrections. A day is computed anew from what they hold of it, never added to; so
repeats, late arrivals and a crash in between end in the same rows, and `rebuild` is this same function over all days.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from webapp import tracking
from webapp.analytics.correction_models import corrections_on
from webapp.analytics.day_setting import set_days
from webapp.analytics.days import Day, days_between, days_named, today_of
from webapp.analytics.events import ConcernsMoved, FiguresUpdated
from webapp.analytics.forms import figures_form
from webapp.analytics.ledger import TABLE, Ledger, Totals, ledger_of
from webapp.analytics.models import DayFigures, StudentFigures
from webapp.analytics.unlocking import unlock
from webapp.core.stores import db, read_anew
from webapp.flow import record
from webapp.tracking import ActivitiesLogged

logger = logging.getLogger("tandem.analytics")

D = DayFigures
FORTNIGHT = timedelta(days=13)
"""From its first day to its last."""


def project(event: ActivitiesLogged) -> None:
    """Bring a student's figures up to the log for the days that were touched."""
    before, brought = _bring_up(event.student_id, event.days)
    if brought.changed:
        record(FiguresUpdated(student_id=event.student_id, figures=_to_tell(event.student_id, brought)))
    if brought.ledger.totals.last_learned_on != before.totals.last_learned_on:
        record(ConcernsMoved(student_id=event.student_id))


def _to_tell(student_id: int, brought: "_Brought") -> dict[str, Any]:
    """The figures as programs are told them, from the rows at hand. A fault in telling never fails what is told of."""
    try:
        return figures_form(student_id, brought.fortnight, brought.achieved, brought.ledger)
    except Exception:
        logger.exception("Could not put the figures of a student into words")
        return {}


def reconsider(event: object) -> None:
    """Something happened that a concern may rest on."""
    student_id: int = event.student_id  # type: ignore[attr-defined]
    record(ConcernsMoved(student_id=student_id))


def refresh(event: object) -> None:
    """Courses of the student moved, or something else that other rooms count: the figures are to be shown again. What
    may unlock anything is in the log, and comes by `project`.
    """
    student_id: int = event.student_id  # type: ignore[attr-defined]
    record(FiguresUpdated(student_id=student_id))


def project_days(student_id: int, days: Iterable[str]) -> bool:
    """Set the figures of these days, and all that follows from them. Says whether anything changed. A day whose log was
    retired stays as it was counted.
    """
    _, brought = _bring_up(student_id, days)
    return brought.changed


@dataclass(frozen=True)
class _Brought:
    """What bringing figures up came to, with what is at hand then: the ledger, the rows of the last fortnight, and what
    was achieved.
    """

    changed: bool
    ledger: Ledger
    fortnight: Mapping[str, Day] | None = None
    achieved: Mapping[str, str] | None = None


def _bring_up(student_id: int, days: Iterable[str]) -> tuple[Ledger, _Brought]:
    """Answers the ledger as it was, and what came of it."""
    ledger = before = ledger_of(student_id)
    named = sorted(set(days))
    retired = tracking.retired_of(named)
    wanted = [day for day in named if day not in retired]
    if not wanted:
        return before, _Brought(changed=False, ledger=before)
    began = today_of(student_id) - FORTNIGHT
    is_recent = wanted[0] >= began.isoformat()
    rows = days_between(student_id, began, date.max) if is_recent else days_named(student_id, wanted)
    corrections = corrections_on(student_id, wanted) if before.is_corrected else {}
    changed = set_days(student_id, wanted, rows, corrections)
    if changed:
        ledger = replace(before, totals=set_totals(student_id))
    unlocking = unlock(student_id, ledger, since=wanted[0] if changed else None)
    changed |= unlocking.changed
    return before, _Brought(changed, ledger, rows if is_recent else None, unlocking.unlocked)


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


def set_totals(student_id: int) -> Totals:
    """Add up all days of a student."""
    connection = db.session.connection()
    totals = Totals.of(connection.execute(_SUMS, {"student": student_id}).one())
    values = {"student": student_id} | asdict(totals)
    if not connection.execute(_UPDATE_TOTALS, values).rowcount:
        connection.execute(_INSERT_TOTALS, values)
    read_anew(StudentFigures, student_id)
    return totals


_TOTALS: dict[str, sa.BindParameter[Any]] = {field.name: sa.bindparam(field.name) for field in fields(Totals)}
_UPDATE_TOTALS = sa.update(TABLE).where(TABLE.c.student_id == sa.bindparam("student")).values(_TOTALS)
_INSERT_TOTALS = sa.insert(TABLE).values(student_id=sa.bindparam("student"), **_TOTALS)
