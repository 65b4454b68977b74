"""The activity log as tables among the rows: the default, durable with the rest of the transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from webapp.core.stores import db
from webapp.tracking import sql_many as many
from webapp.tracking import sql_views
from webapp.tracking.activity import Activity, DayTally, Kept, Snapshot, UnitFinish, Watched
from webapp.tracking.kinds import KEPT_FOR_GOOD, ONCE_PER_UNIT, ActivityType
from webapp.tracking.models import ActivityRow, ViewDay
from webapp.tracking.sql_rows import AnyRow, of_activity, to_activity, to_snapshot
from webapp.tracking.tally import tally_of

TABLE, VIEWS = cast(sa.Table, ActivityRow.__table__), cast(sa.Table, ViewDay.__table__)
A, V = TABLE.c, VIEWS.c

_CONVERTED = {"at", "received_at", "client_at", "details"}
_INSERT = sa.insert(
    sa.table(TABLE.name, *(sa.column(c.name, c.type if c.name in _CONVERTED else None) for c in A))
)
"""The other columns take values as they are: a batch has hundreds of them, and asking each for its type costs more than
writing it.
"""
_KNOWN = sa.select(A.event_id, A.fingerprint, A.day).where(
    A.student_id == sa.bindparam("student"),
    A.event_id.in_(sa.bindparam("events", expanding=True)),
)
_CLAIMS = sa.select(A.id, A.unit_id, A.sort_key, A.day, A.counts).where(
    A.student_id == sa.bindparam("student"),
    A.unit_id.in_(sa.bindparam("units", expanding=True)),
    A.type.in_(sorted(ONCE_PER_UNIT)),
)
_SETTLE = (
    sa.update(TABLE)
    .where(A.id == sa.bindparam("claim"))
    .values(counts=sa.bindparam("is_it"), is_on_feed=sa.bindparam("is_it"))
)
_COUNTS = (
    sa.select(A.day, A.type, sa.func.count())
    .where(A.student_id == sa.bindparam("student"), A.day.in_(sa.bindparam("days", expanding=True)), A.counts)
    .group_by(A.day, A.type)
)
_FINISHES = (
    sa.select(A.unit_id, sa.func.min(A.at))
    .where(A.student_id == sa.bindparam("student"), A.is_finish, A.unit_id.is_not(None))
    .group_by(A.unit_id)
    .order_by(A.unit_id)
)
_FINISHES_OF = _FINISHES.where(A.unit_id.in_(sa.bindparam("units", expanding=True)))
_DELETE_VIEW = sa.delete(VIEWS).where(
    V.student_id == sa.bindparam("of_student"),
    V.view_id == sa.bindparam("of_view"),
    V.day == sa.bindparam("of_day"),
)


class SqlActivityLog:
    """`ActivityLog` on SQLite, MariaDB and PostgreSQL."""

    is_among_rows = True

    def is_reachable(self) -> bool:
        return True  # with the rows, or nothing is

    def append(self, activities: Sequence[Activity], snapshots: Sequence[Snapshot] = ()) -> Kept:
        known = self._known(activities)
        answers: list[str] = []
        accepted: list[Activity] = []
        fresh: list[Activity] = []
        days: set[str] = set()
        for activity in activities:
            key = (activity.student_id, activity.event_id)
            if key not in known:
                known[key] = (activity.fingerprint, activity.day)
                fresh.append(activity)
                answers.append("stored")
            elif known[key][0] == activity.fingerprint:
                answers.append("duplicate")
            else:
                answers.append("conflict")
                continue
            accepted.append(activity)
            days.add(known[key][1])
        if fresh:
            self._connection.execute(_INSERT, [of_activity(activity) for activity in fresh])
        days |= self._settle(accepted)
        measured = [activity.measured for activity in fresh if activity.measured]
        repeated = [activity.measured for activity in accepted if activity.measured]
        days |= sql_views.merge([*measured, *snapshots], repeated)
        return Kept(answers, days)

    def tallies(self, student_id: int, days: Iterable[str]) -> Mapping[str, DayTally]:
        wanted = list(days)
        counts: dict[str, dict[ActivityType, int]] = defaultdict(dict)
        for day, type_, number in self._connection.execute(
            _COUNTS, {"student": student_id, "days": wanted}
        ).all():
            counts[day][type_] = number
        active = sql_views.active_on(student_id, wanted)
        return {
            day: tally_of(counts.get(day, {}), active.get(day, 0)) for day in counts.keys() | active.keys()
        }

    def finishes(self, student_id: int, unit_ids: Iterable[int] | None = None) -> list[UnitFinish]:
        if unit_ids is None:
            rows = self._connection.execute(_FINISHES, {"student": student_id})
        else:
            rows = self._connection.execute(_FINISHES_OF, {"student": student_id, "units": list(unit_ids)})
        return [UnitFinish(unit_id=unit_id, at=at) for unit_id, at in rows.all()]

    def watched(self, student_id: int, unit_ids: Iterable[int]) -> Mapping[int, Watched]:
        return sql_views.watched(student_id, unit_ids)

    def page(self, student_id: int, *, before: str = "", limit: int = 20) -> list[Activity]:
        return self._page(A.is_on_feed, student_id, before, limit)

    def counted(
        self, student_id: int, types: Iterable[ActivityType], *, before: str = "", limit: int = 20
    ) -> list[Activity]:
        return self._page(sa.and_(A.counts, A.type.in_(sorted(types))), student_id, before, limit)

    def views_on(self, student_id: int, days: Iterable[str]) -> list[Snapshot]:
        query = sa.select(VIEWS).where(V.student_id == student_id, V.day.in_(list(days)))
        rows = self._connection.execute(query.order_by(V.day, V.last_at, V.view_id))
        return [to_snapshot(row) for row in rows]

    def page_of(
        self,
        student_ids: Collection[int],
        *,
        before: str = "",
        since: str = "",
        types: Collection[ActivityType] | None = None,
        limit: int = 20,
    ) -> list[Activity]:
        return [to_activity(row) for row in many.page(student_ids, before, since, types, limit)]

    def per_minute(self, student_ids: Collection[int], *, since: datetime) -> Mapping[int, int]:
        return many.per_minute(student_ids, since)

    def all_days(self, student_id: int) -> list[str]:
        logged = sa.select(A.day).where(A.student_id == student_id)
        viewed = sa.select(V.day).where(V.student_id == student_id)
        return sorted(self._connection.scalars(logged.union(viewed)))

    def students(self) -> Iterator[int]:
        logged = sa.select(A.student_id).union(sa.select(V.student_id))
        yield from sorted(self._connection.scalars(logged))

    def activities_of(self, student_id: int, *, after: str = "", limit: int = 500) -> list[Activity]:
        query = sa.select(TABLE).where(A.student_id == student_id, A.event_id > after)
        return _activities(self._connection.execute(query.order_by(A.event_id).limit(limit)))

    def views_of(self, student_id: int, *, after: str = "", limit: int = 500) -> list[Snapshot]:
        query = sa.select(VIEWS).where(V.student_id == student_id).order_by(V.view_id, V.day).limit(limit)
        if after:
            view_id, _, day = after.partition(" ")
            later = sa.or_(V.view_id > view_id, sa.and_(V.view_id == view_id, V.day > day))
            query = query.where(later)
        return [to_snapshot(row) for row in self._connection.execute(query)]

    def forget(self, student_id: int) -> None:
        for table in (TABLE, VIEWS):
            self._connection.execute(sa.delete(table).where(table.c.student_id == student_id))

    def sizes_of(self, student_id: int) -> tuple[int, int]:
        activities = sa.select(sa.func.count()).where(A.student_id == student_id)
        views = sa.select(sa.func.count()).select_from(VIEWS).where(V.student_id == student_id)
        return self._connection.scalar(activities) or 0, self._connection.scalar(views) or 0

    def retire(self, before: str, limit: int) -> int:
        is_kept = sa.and_(A.counts, A.type.in_(sorted(KEPT_FOR_GOOD)))
        old = sa.select(A.id).where(A.day < before, sa.not_(is_kept)).order_by(A.id).limit(limit)
        ids = list(self._connection.scalars(old))
        if ids:
            self._connection.execute(sa.delete(TABLE).where(A.id.in_(ids)))
        left = limit - len(ids)
        views = sa.select(V.student_id, V.view_id, V.day).where(V.day < before).limit(left)
        keys = [tuple(row) for row in self._connection.execute(views)] if left else []
        if keys:
            names = ("of_student", "of_view", "of_day")
            self._connection.execute(_DELETE_VIEW, [dict(zip(names, key, strict=True)) for key in keys])
        return len(ids) + len(keys)

    @property
    def _connection(self) -> sa.Connection:
        return db.session.connection()

    def _known(self, activities: Sequence[Activity]) -> dict[tuple[int, str], tuple[str, str]]:
        """What is kept already under these ids: what each stands for, and its day."""
        events: dict[int, list[str]] = defaultdict(list)
        for activity in activities:
            events[activity.student_id].append(activity.event_id)
        return {
            (student_id, event_id): (stands_for, day)
            for student_id, ids in events.items()
            for event_id, stands_for, day in self._connection.execute(
                _KNOWN, {"student": student_id, "events": ids}
            ).all()
        }

    def _settle(self, accepted: Sequence[Activity]) -> set[str]:
        """Of all claims of a deed that counts once, let the earliest count, and only it stand on the feed. Answers the
        days of these claims.
        """
        claimed: dict[int, set[int]] = defaultdict(set)
        for one in accepted:
            if one.type in ONCE_PER_UNIT and one.unit_id:
                claimed[one.student_id].add(one.unit_id)
        claims: dict[tuple[int, int], list[AnyRow]] = defaultdict(list)
        for student_id, units in claimed.items():
            wanted = {"student": student_id, "units": sorted(units)}
            for row in self._connection.execute(_CLAIMS, wanted).all():
                claims[student_id, row.unit_id].append(row)
        settled: list[dict[str, Any]] = []
        for group in claims.values():
            earliest = min(group, key=lambda row: str(row.sort_key))
            settled += [
                {"claim": row.id, "is_it": row is earliest}
                for row in group
                if row.counts != (row is earliest)
            ]
        if settled:
            self._connection.execute(_SETTLE, settled)
        return {row.day for group in claims.values() for row in group}

    def _page(
        self, chosen: sa.ColumnElement[bool], student_id: int, before: str, limit: int
    ) -> list[Activity]:
        query = sa.select(TABLE).where(A.student_id == student_id, chosen)
        if before:
            query = query.where(A.sort_key < before)
        return _activities(self._connection.execute(query.order_by(A.sort_key.desc()).limit(limit)))


def _activities(rows: Iterable[AnyRow]) -> list[Activity]:
    return [to_activity(row) for row in rows]
