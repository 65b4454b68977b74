"""Dead letters: beacons that were refused, kept for a while so that a fault in a script is seen by somebody.

A letter holds no text that a person wrote: numbers, ids, instants and known words stand as they were sent, and of
anything else only how long it was.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.stores import db
from webapp.tracking.kinds import ActivityType
from webapp.tracking.models import DeadLetter

KEPT = timedelta(days=14)
MOST_OF_ONE = 200
"""So many letters of one student are kept whole; more of them are only counted, by reason and script."""
MOST_COUNTS = 50
"""So many counts beside them; after that only by reason, whatever name a script gives itself."""
LONGEST_BODY = 2_000
MOST_NAMES = 40
PURGED_AT_ONCE = 1_000

L = DeadLetter
_NAME = re.compile(r"[A-Za-z_]{1,40}", re.ASCII)
_PLAIN = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-[\dTZ:.+-]{6,30}|[\d,-]{1,40}", re.ASCII
)
_KNOWN = frozenset(ActivityType)


@dataclass(frozen=True)
class Refused:
    """A beacon that was not taken in, and why. `times` is how often, where a script only says a number."""

    reason: str
    field: str = ""
    body: object = None
    tracker: str = ""
    times: int = 1


@dataclass(frozen=True)
class Count:
    """How many were refused for one reason, of one version of a script."""

    reason: str
    tracker: str
    times: int
    students: int


def keep_letters(student_id: int, refused: Sequence[Refused]) -> None:
    """Keep what was refused. The same again is counted, not kept twice."""
    if not refused:
        return
    accounts.hold(student_id)
    now = clock.now()
    kept = _count_of(student_id)
    least = (kept >= MOST_OF_ONE) + (kept >= MOST_OF_ONE + MOST_COUNTS)
    forms = [_forms(one) for one in refused]
    known = _known(student_id, [_digest(form) for of_one in forms for form in of_one])
    for of_one in forms:
        form = next((one for one in of_one[:least] if _digest(one) in known), of_one[least])
        row = known.get(_digest(form))
        if row is None:
            row = known[_digest(form)] = _letter(student_id, form)
            db.session.add(row)
        row.times += form.times
        row.last_at = now
    db.session.flush()


def counts() -> Sequence[Count]:
    """What was refused in the last fourteen days, by reason and script, the most frequent first."""
    times, students = sa.func.sum(L.times), sa.func.count(L.student_id.distinct())
    query = sa.select(L.reason, L.tracker, times, students).where(L.last_at > clock.now() - KEPT)
    rows = db.session.execute(query.group_by(L.reason, L.tracker).order_by(times.desc(), L.reason, L.tracker))
    return [Count(reason, tracker, int(times), students) for reason, tracker, times, students in rows]


def letters(*, reason: str = "", before: int = 0, limit: int = 20) -> Sequence[tuple[DeadLetter, str | None]]:
    """Letters with the names of whose they are, newest first, of one reason or of all."""
    query = sa.select(L, User.name).outerjoin(User, User.id == L.student_id)
    query = query.where(L.last_at > clock.now() - KEPT)
    if reason:
        query = query.where(L.reason == reason)
    if before:
        query = query.where(L.id < before)
    return [(row, name) for row, name in db.session.execute(query.order_by(L.id.desc()).limit(limit))]


def purge() -> int:
    """Forget what is older than fourteen days, a thousand at a time. Answers how many that was."""
    old = sa.select(L.id).where(L.last_at <= clock.now() - KEPT).order_by(L.id).limit(PURGED_AT_ONCE)
    ids = list(db.session.scalars(old))
    if ids:
        db.session.execute(sa.delete(L).where(L.id.in_(ids)))
    return len(ids)


def redacted(value: object, depth: int = 0) -> object:
    """The same value without any text of a person."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**16 else "(a large number)"
    if isinstance(value, str):
        is_plain = value in _KNOWN or _PLAIN.fullmatch(value)
        return value if is_plain else f"({len(value)} characters)"
    if depth > 2:
        return "(more)"
    if isinstance(value, dict):
        return {
            name if _NAME.fullmatch(name) else f"({len(name)} characters)": redacted(inner, depth + 1)
            for name, inner in list(value.items())[:MOST_NAMES]
        }
    return [redacted(inner, depth + 1) for inner in value[:10]] if isinstance(value, list) else "(more)"


def _forms(refused: Refused) -> Sequence[Refused]:
    """As it is; and what is kept of it where there is less room, to be counted by reason and script or by reason."""
    counted = replace(refused, field="", body=None)
    return refused, counted, replace(counted, tracker="")


def _letter(student_id: int, refused: Refused) -> DeadLetter:
    now = clock.now()
    body = json.dumps(redacted(refused.body)) if refused.body is not None else ""
    return DeadLetter(
        student_id=student_id,
        digest=_digest(refused),
        times=0,
        first_at=now,
        last_at=now,
        reason=refused.reason,
        field=refused.field[:100] if _PATH.fullmatch(refused.field) else "",
        tracker=refused.tracker,
        body=body if len(body) <= LONGEST_BODY else f"({len(body)} characters)",
    )


_PATH = re.compile(r"[A-Za-z_0-9.]{0,100}", re.ASCII)


def _digest(refused: Refused) -> str:
    said: Any = [refused.reason, refused.tracker, refused.field, refused.body]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _count_of(student_id: int) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(L.student_id == student_id)) or 0


def _known(student_id: int, digests: Sequence[str]) -> dict[str, DeadLetter]:
    theirs = sa.select(L).where(L.student_id == student_id, L.digest.in_(set(digests)))
    return {row.digest: row for row in db.session.scalars(theirs)}
