"""What is done again and again: reminders, expiry, and whatever else no request asks for.

Several tickers may run, each process its own. A deed is done under the lock of its row, and that it is done is written
in the deed's own transaction: so it happens once, and after a crash in the middle it happens anew.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy import String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core import clock, metrics
from webapp.core.errors import Unavailable
from webapp.core.stores import Model, db
from webapp.flow.record import commit

log = logging.getLogger("tandem.ticker")

PAUSE_SECONDS = 1.0
"""The least time between two looks at one deed."""
AGAIN_SECONDS = 60.0
"""After a failure a deed is tried again no later than this."""
LATE = timedelta(minutes=5)
"""A deed that has not been done for so long beyond its time is late."""


@dataclass(frozen=True)
class Tick:
    """A deed that is due every so many seconds. It commits once, at its end, by `flow.commit()`; or leaves that to the
    ticker. It takes a bounded amount of work: what is left over is done the next time.
    """

    name: str
    every_seconds: float
    deed: Callable[[], object]


class TickRun(Model):
    """When a deed was last done. Its row is locked while somebody does it."""

    __tablename__ = "tick_runs"
    leaves_trail: ClassVar[bool] = False

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    """When it last failed; empty again once it was done."""


@dataclass(frozen=True)
class LastRun:
    """How a deed stands: for figures and health."""

    name: str
    done_at: datetime | None
    failed_at: datetime | None
    is_late: bool


def look(tick: Tick) -> float:
    """Do it if it is due and nobody else is at it. In how many seconds to look again."""
    now = clock.now()
    row = _kept(tick.name)
    wait = PAUSE_SECONDS if row is None else _due_in(row, tick, now)
    if row is None or wait > 0:
        db.session.rollback()
        return max(wait, PAUSE_SECONDS)
    row.done_at, row.failed_at = now, None
    db.session.flush()
    tick.deed()
    commit()
    metrics.ticks.labels(tick.name, "done").inc()
    metrics.ticked_at.labels(tick.name).set(now.timestamp())
    return max(tick.every_seconds, PAUSE_SECONDS)


def run_forever(app: Flask, is_over: Callable[[], object] = lambda: False) -> None:
    """For a thread or greenlet of its own. A deed that fails is logged and tried again, and never stops the others."""
    ticks: Sequence[Tick] = app.extensions["ticks"]
    due = dict.fromkeys((tick.name for tick in ticks), 0.0)
    while not is_over():
        for tick in ticks:
            if due[tick.name] <= time.monotonic():
                due[tick.name] = time.monotonic() + look_safely(app, tick)
        time.sleep(PAUSE_SECONDS)


def look_safely(app: Flask, tick: Tick) -> float:
    """`look`, in a context of its own, where links can be made and SQLite lets one write."""
    with app.test_request_context(method="POST"):
        try:
            return look(tick)
        except Unavailable as error:
            db.session.rollback()
            log.warning("%s waits: %s", tick.name, error)
        except Exception:
            db.session.rollback()
            log.exception("Could not do what is due: %s", tick.name)
            metrics.ticks.labels(tick.name, "failed").inc()
            _note_failure(tick.name)
        finally:
            db.session.remove()
    return min(max(tick.every_seconds, PAUSE_SECONDS), AGAIN_SECONDS)


def last_runs() -> list[LastRun]:
    """How each deed stands, in the order of their list. One that no ticker has looked at yet is not late."""
    ticks: Iterable[Tick] = current_app.extensions["ticks"]
    rows = {row.name: row for row in db.session.scalars(sa.select(TickRun))}
    return [_last(tick, rows.get(tick.name)) for tick in ticks]


def install(app: Flask, ticks: Sequence[Tick]) -> None:
    app.extensions["ticks"] = ticks


def _kept(name: str) -> TickRun | None:
    """The deed's row, locked; None if somebody else has it."""
    locked = sa.select(TickRun).where(TickRun.name == name).with_for_update(skip_locked=True)
    row = db.session.scalar(locked)
    if row is not None or db.session.get(TickRun, name) is not None:
        return row
    try:
        db.session.add(TickRun(name=name))
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
    return db.session.scalar(locked)


def _due_in(row: TickRun, tick: Tick, now: datetime) -> float:
    """Seconds until it is due. What was done far in the future was done by a clock that was wrong: it is due."""
    if row.done_at is None or row.done_at > now + LATE:
        return 0
    return tick.every_seconds - (now - row.done_at).total_seconds()


def _note_failure(name: str) -> None:
    """Written down for those who watch; where not even that can be done, the log has it."""
    try:
        db.session.execute(sa.update(TickRun).where(TickRun.name == name).values(failed_at=clock.now()))
        db.session.commit()
    except Exception:
        db.session.rollback()
        log.exception("Could not note that it failed: %s", name)


def _last(tick: Tick, row: TickRun | None) -> LastRun:
    if row is None:
        return LastRun(tick.name, None, None, is_late=False)
    due = row.done_at and row.done_at + timedelta(seconds=tick.every_seconds) + LATE
    is_late = due < clock.now() if due else row.failed_at is not None
    return LastRun(tick.name, row.done_at, row.failed_at, is_late)
