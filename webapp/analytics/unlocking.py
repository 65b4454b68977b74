"""Unlocking: each achievement once, dated by the day on which its rule came true."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from webapp.analytics.achievements import REACHED, RULES, TABLE, unlocked_by, values_of
from webapp.analytics.events import AchievementUnlocked
from webapp.analytics.ledger import Ledger
from webapp.analytics.models import Achievement
from webapp.core import clock
from webapp.core.stores import db, read_anew
from webapp.flow import record

NEWS = timedelta(days=7)
"""An achievement dated further back is history that was found late, and no news to anybody."""


@dataclass(frozen=True)
class Unlocking:
    """Whether anything was unlocked, dated anew or locked again; and all that is unlocked now, by key with its day."""

    changed: bool
    unlocked: dict[str, str]


def unlock(student_id: int, ledger: Ledger, since: str | None = None) -> Unlocking:
    """Unlock what has been reached by this ledger, dated by its day. Days from `since` on changed: what was unlocked
    after it is dated anew, and locked again if the log does not bear it out any more. A day loses only what an earlier
    one gains.
    """
    values = values_of(ledger)
    kept = unlocked_by(student_id)
    changed = False
    for rule in RULES:
        was = kept.get(rule.key)
        is_open = was is None or (since is not None and since < was)
        if not is_open or (was is None and values[rule.figure] < rule.target):
            continue
        day = REACHED[rule.figure](student_id, rule.target)
        if day == was:
            continue
        changed = True
        _date(student_id, rule.key, day, is_new=was is None)
        if day is None:
            del kept[rule.key]
            continue
        kept[rule.key] = day
        if was is None and day >= (clock.now() - NEWS).date().isoformat():
            record(AchievementUnlocked(student_id=student_id, key=rule.key, title=rule.name))
    return Unlocking(changed, kept)


def _date(student_id: int, key: str, day: str | None, *, is_new: bool) -> None:
    """Unlock it as of that day; without one, lock it."""
    connection = db.session.connection()
    named = {"of_student": student_id, "of_key": key}
    if day is None:
        connection.execute(_LOCK, named)
    elif is_new:
        connection.execute(_UNLOCK, {"student_id": student_id, "key": key, "unlocked_on": day})
    else:
        connection.execute(_MOVE, named | {"day": day})
    read_anew(Achievement, student_id, key)


_NAMED = (TABLE.c.student_id == sa.bindparam("of_student"), TABLE.c.key == sa.bindparam("of_key"))
_LOCK = sa.delete(TABLE).where(*_NAMED)
_UNLOCK = sa.insert(TABLE)
_MOVE = sa.update(TABLE).where(*_NAMED).values(unlocked_on=sa.bindparam("day"))
