"""What the log in tables is asked about many students at once. None of it reads a whole history: first, by the index,
who has the newest lines; then of each of those no more lines than are shown.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from webapp.accounts import User
from webapp.core.stores import db
from webapp.tracking.activity import sort_key_at
from webapp.tracking.kinds import ActivityType
from webapp.tracking.models import ActivityRow

A = ActivityRow
MINUTE_MS = 60_000


def page(
    student_ids: Collection[int],
    before: str,
    since: str,
    types: Collection[ActivityType] | None,
    limit: int,
) -> Sequence[ActivityRow]:
    """Feed lines of these students, newest first."""
    if not student_ids:
        return []
    wanted: list[sa.ColumnElement[bool]] = [A.is_on_feed.expression]
    wanted += [A.sort_key < before] if before else []
    wanted += [A.sort_key >= since] if since else []
    wanted += [A.type.in_(types)] if types is not None else []
    newest = sa.select(sa.func.max(A.sort_key)).where(A.student_id == User.id, *wanted).scalar_subquery()
    last = sa.select(User.id, newest.label("newest")).where(User.id.in_(student_ids)).subquery()
    by_last = sa.select(last.c.id).where(last.c.newest.is_not(None)).order_by(last.c.newest.desc())
    writers = db.session.scalars(by_last.limit(limit)).all()
    if not writers:
        return []
    own = [
        sa.select(A.id).where(A.student_id == id, *wanted).order_by(A.sort_key.desc()).limit(limit).subquery()
        for id in writers
    ]
    ids = sa.union_all(*(sa.select(some.c.id) for some in own)).subquery()
    lines = sa.select(A).join(ids, ids.c.id == A.id).order_by(A.sort_key.desc()).limit(limit)
    return db.session.scalars(lines).all()


def per_minute(student_ids: Collection[int], since: datetime) -> Mapping[int, int]:
    """How many activities in each minute since then."""
    if not student_ids:
        return {}
    minute = sa.cast(sa.func.substr(A.sort_key, 1, 13), sa.BigInteger) // MINUTE_MS
    recent = sa.select(minute, sa.func.count()).where(
        A.student_id.in_(student_ids), A.is_on_feed.in_((True, False)), A.sort_key >= sort_key_at(since)
    )
    return {int(at): number for at, number in db.session.execute(recent.group_by(minute))}
