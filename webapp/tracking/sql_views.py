"""Views among the rows: merging what is said of them, and what they come to."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, cast

import sqlalchemy as sa

from webapp.core.stores import db
from webapp.tracking.active_time import ViewSpan, active_ms
from webapp.tracking.activity import Snapshot, Watched
from webapp.tracking.models import ViewDay
from webapp.tracking.seconds import joined
from webapp.tracking.sql_rows import of_view

TABLE = cast(sa.Table, ViewDay.__table__)
C = TABLE.c

_OF_VIEWS = sa.select(TABLE).where(
    C.student_id == sa.bindparam("student"),
    C.view_id.in_(sa.bindparam("views", expanding=True)),
)
_ON_DAYS = sa.select(*(C[name] for name in ViewSpan._fields)).where(
    C.student_id == sa.bindparam("student"),
    C.view_id.in_(
        sa.select(C.view_id).where(
            C.student_id == sa.bindparam("student"), C.day.in_(sa.bindparam("days", expanding=True))
        )
    ),
)
_PLAYED = sa.select(C.unit_id, C.played, C.video_seconds).where(
    C.student_id == sa.bindparam("student"),
    C.unit_id.in_(sa.bindparam("units", expanding=True)),
    C.played.is_not(None),
)
_FURTHER = (
    "first_at",
    "last_at",
    "seen_at",
    "received_at",
    "active_ms",
    "seq",
    "scroll_depth",
    "interactions",
    "played",
    "video_seconds",
)
_INSERT = sa.insert(TABLE)
_UPDATE = (
    sa.update(TABLE)
    .where(
        C.student_id == sa.bindparam("of_student"),
        C.view_id == sa.bindparam("of_view"),
        C.day == sa.bindparam("of_day"),
    )
    .values({name: sa.bindparam(name) for name in _FURTHER})
)


def merge(snapshots: Sequence[Snapshot], repeated: Sequence[Snapshot] = ()) -> set[str]:
    """Keep each view's furthest point per day. Answers the days of these views, and of those of `repeated`."""
    views = {(one.student_id, one.view_id) for told in (snapshots, repeated) for one in told}
    if not views:
        return set()
    connection = db.session.connection()
    kept: dict[tuple[int, str, str], dict[str, Any]] = {}
    for student_id, group in groupby(sorted(views), key=lambda view: view[0]):
        wanted = {"student": student_id, "views": [view_id for _, view_id in group]}
        for found in connection.execute(_OF_VIEWS, wanted).mappings().all():
            kept[student_id, found["view_id"], found["day"]] = dict(found)
    known, changed = set(kept), set()
    for snapshot in snapshots:
        key = (snapshot.student_id, snapshot.view_id, snapshot.day)
        row = kept.get(key)
        if row is None:
            kept[key] = of_view(snapshot)
            changed.add(key)
        elif _go_further(row, snapshot):
            changed.add(key)
    if new := changed - known:
        connection.execute(_INSERT, [kept[key] for key in sorted(new)])
    if moved := changed & known:
        connection.execute(_UPDATE, [_update(key, kept[key]) for key in sorted(moved)])
    return {day for _, _, day in kept}


def active_on(student_id: int, days: Sequence[str]) -> dict[str, int]:
    """Active milliseconds by day, of those of these days that have any."""
    rows = db.session.connection().execute(_ON_DAYS, {"student": student_id, "days": list(days)}).all()
    by_day = active_ms(ViewSpan._make(row) for row in rows)
    return {day: by_day[day] for day in days if by_day.get(day)}


def watched(student_id: int, unit_ids: Iterable[int]) -> dict[int, Watched]:
    rows = db.session.connection().execute(_PLAYED, {"student": student_id, "units": sorted(set(unit_ids))})
    by_unit: dict[int, list[tuple[str, float]]] = {}
    for unit_id, played, seconds in rows:
        by_unit.setdefault(unit_id, []).append((played, seconds))
    return {
        unit_id: Watched(
            played=joined(runs for runs, _ in parts), video_seconds=max(seconds for _, seconds in parts)
        )
        for unit_id, parts in by_unit.items()
    }


def _go_further(row: dict[str, Any], said: Snapshot) -> bool:
    """Move a view on to what was said of it: least beginnings, greatest measures, all that was played. Says whether it
    moved.
    """
    moved = False
    for name, value in (
        ("last_at", said.at),
        ("active_ms", said.active_ms),
        ("seq", said.seq),
        ("scroll_depth", said.scroll_depth),
        ("interactions", said.interactions),
        ("video_seconds", said.video_seconds),
        ("received_at", said.received_at),
    ):
        if value is not None and (row[name] is None or value > row[name]):
            row[name], moved = value, True
    for name, least in (("first_at", said.began_at), ("seen_at", said.seen_at)):
        if least is not None and (row[name] is None or least < row[name]):
            row[name], moved = least, True
    if said.played and said.played != row["played"]:
        played = joined([row["played"] or "", said.played])
        moved |= played != row["played"]
        row["played"] = played
    return moved


def _update(key: tuple[int, str, str], row: dict[str, Any]) -> dict[str, Any]:
    student_id, view_id, day = key
    return {"of_student": student_id, "of_view": view_id, "of_day": day} | {
        name: row[name] for name in _FURTHER
    }
