"""How long the log is kept, where a school says so. What was counted from it stays: figures of days whose log was
retired are never set again.

Some lines are kept for good, since they must never count a second time: the claim by which a unit's lesson counts,
enrolments, certificates.
"""

from datetime import date, timedelta
from typing import ClassVar

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core import clock
from webapp.core.stores import Model, db
from webapp.settings import LEAST_KEPT_DAYS
from webapp.tracking.log import log

AT_ONCE = 2_000


class LogHorizon(Model):
    """From which day on the log is whole. Written before anything is retired, and never moved back."""

    __tablename__ = "log_horizons"
    leaves_trail: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(String(10))


def retire() -> int:
    """Retire some of what the school does not keep any longer. Answers how many lines that was.

    The horizon moves first, and is durable before anything behind it goes.
    """
    kept_days: int | None = current_app.extensions["settings"].log_kept_days
    if kept_days is None:
        return 0
    row = db.session.get(LogHorizon, 1)
    gone = log().retire(row.day, AT_ONCE) if row is not None else 0
    day = (clock.now().date() - timedelta(days=kept_days)).isoformat()
    if row is None:
        db.session.add(LogHorizon(id=1, day=day))
    elif row.day < day and not gone:
        row.day = day
    return gone


def retired_of(days: list[str]) -> list[str]:
    """Those of these days whose log was retired. Recent ones cost no question."""
    bound = (clock.now().date() - timedelta(days=LEAST_KEPT_DAYS - 1)).isoformat()
    if not days or min(days) >= bound:
        return []
    horizon = db.session.scalar(sa.select(LogHorizon.day).where(LogHorizon.id == 1))
    return [day for day in days if horizon is not None and day < horizon]


def horizon() -> date | None:
    """From which day on the log is whole; None while nothing was ever retired."""
    day = db.session.scalar(sa.select(LogHorizon.day).where(LogHorizon.id == 1))
    return None if day is None else date.fromisoformat(day)
