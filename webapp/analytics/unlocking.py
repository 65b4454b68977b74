"""Unlocking: each achievement once, dated by the day on which its rule came true."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from webapp.analytics.achievements import REACHED, RULES, unlocked_by, values_of
from webapp.analytics.events import AchievementUnlocked
from webapp.analytics.models import Achievement
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import record

NEWS = timedelta(days=7)
"""An achievement dated further back is history that was found late, and no news to anybody."""


@dataclass(frozen=True)
class Unlocking:
    """Whether anything was unlocked, dated anew or locked again, and all that is unlocked now."""

    changed: bool
    unlocked: dict[str, Achievement]


def unlock(student_id: int, since: str | None = None) -> Unlocking:
    """Unlock what has been reached, dated by its day. Days from `since` on changed: what was unlocked after it is
    dated anew, and locked again if the log does not bear it out any more. A day loses only what an earlier one gains.
    """
    values = values_of(student_id)
    kept = unlocked_by(student_id)
    changed = False
    for rule in RULES:
        row = kept.get(rule.key)
        is_open = row is None or (since is not None and since < row.unlocked_on)
        if not is_open or (row is None and values[rule.figure] < rule.target):
            continue
        day = REACHED[rule.figure](student_id, rule.target)
        if day == (row.unlocked_on if row else None):
            continue
        row_then = row or Achievement(student_id=student_id, key=rule.key)
        _date(row_then, day)
        kept[rule.key] = row_then
        changed = True
        if row is None and day is not None and day >= (clock.now() - NEWS).date().isoformat():
            record(AchievementUnlocked(student_id=student_id, key=rule.key, title=rule.name))
    db.session.flush()
    return Unlocking(changed, {key: row for key, row in kept.items() if not sa.inspect(row).deleted})


def _date(row: Achievement, day: str | None) -> None:
    if day is None:
        db.session.delete(row)
    else:
        row.unlocked_on = day
        db.session.add(row)
