"""The activity log as tables among the rows: the default, durable with the rest of the transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from webapp.core.stores import db
from webapp.tracking.active_time import ViewSpan, active_ms
from webapp.tracking.activity import Activity, DayTally, Snapshot, UnitFinish
from webapp.tracking.kinds import ONCE_PER_UNIT, ActivityType
from webapp.tracking.models import ActivityRow, ViewDay
from webapp.tracking.tally import tally_of

A = ActivityRow
V = ViewDay


class SqlActivityLog:
    """`ActivityLog` on SQLite, MariaDB and PostgreSQL."""

    def is_reachable(self) -> bool:
        return True  # with the rows, or nothing is

    def append(self, activities: Sequence[Activity]) -> list[str]:
        known = self._fingerprints(activities)
        answers: list[str] = []
        fresh: list[Activity] = []
        for activity in activities:
            key = (activity.student_id, activity.event_id)
            if key in known:
                answers.append("duplicate" if known[key] == activity.fingerprint else "conflict")
            else:
                known[key] = activity.fingerprint
                fresh.append(activity)
                answers.append("stored")
        if fresh:
            db.session.execute(sa.insert(A), [A.values_of(activity) for activity in fresh])
            self._settle(fresh)
            self.merge_views([activity.measured for activity in fresh if activity.measured])
        return answers

    def merge_views(self, snapshots: Sequence[Snapshot]) -> None:
        if not snapshots:
            return
        student_ids = {snapshot.student_id for snapshot in snapshots}
        view_ids = {snapshot.view_id for snapshot in snapshots}
        rows = db.session.scalars(
            sa.select(ViewDay).where(ViewDay.student_id.in_(student_ids), ViewDay.view_id.in_(view_ids))
        )
        kept = {(row.student_id, row.view_id, row.day): row for row in rows}
        for snapshot in snapshots:
            key = (snapshot.student_id, snapshot.view_id, snapshot.day)
            row = kept.get(key)
            if row is None:
                row = kept[key] = _view_row(snapshot)
                db.session.add(row)
                continue
            row.active_ms = max(row.active_ms, snapshot.active_ms)
            row.seq = max(row.seq, snapshot.seq)
            row.first_at = min(row.first_at, snapshot.began_at)
            row.last_at = max(row.last_at, snapshot.at)
        db.session.flush()

    def days_of(
        self, student_id: int, event_ids: Iterable[str], unit_ids: Iterable[int], view_ids: Iterable[str]
    ) -> set[str]:
        events, units, views = list(event_ids), list(unit_ids), list(view_ids)
        theirs, their_views = (
            sa.select(A.day).where(A.student_id == student_id),
            ViewDay.student_id == student_id,
        )
        parts: list[sa.Select[str]] = []
        if events:
            parts.append(theirs.where(A.event_id.in_(events)))
        if units:
            parts.append(theirs.where(A.unit_id.in_(units), A.type.in_(ONCE_PER_UNIT)))
        if views:
            parts.append(sa.select(ViewDay.day).where(their_views, ViewDay.view_id.in_(views)))
        return set(db.session.scalars(sa.union(*parts))) if parts else set()

    def tallies(self, student_id: int, days: Iterable[str]) -> Mapping[str, DayTally]:
        wanted = list(days)
        counts: dict[str, dict[ActivityType, int]] = defaultdict(dict)
        query = (
            sa.select(A.day, A.type, sa.func.count())
            .where(A.student_id == student_id, A.day.in_(wanted), A.counts)
            .group_by(A.day, A.type)
        )
        for day, type_, number in db.session.execute(query):
            counts[day][type_] = number
        active = self._active(student_id, wanted)
        return {
            day: tally_of(counts.get(day, {}), active.get(day, 0)) for day in counts.keys() | active.keys()
        }

    def finishes(self, student_id: int, unit_ids: Iterable[int] | None = None) -> list[UnitFinish]:
        query = sa.select(A.unit_id, A.at).where(A.student_id == student_id, A.is_finish)
        if unit_ids is not None:
            query = query.where(A.unit_id.in_(list(unit_ids)))
        earliest: dict[int, datetime] = {}
        for unit_id, at in db.session.execute(query.where(A.unit_id.is_not(None))):
            assert unit_id is not None
            earliest[unit_id] = min(at, earliest.get(unit_id, at))
        return [UnitFinish(unit_id=unit_id, at=at) for unit_id, at in sorted(earliest.items())]

    def page(self, student_id: int, *, before: str = "", limit: int = 20) -> list[Activity]:
        query = sa.select(A).where(A.student_id == student_id, A.is_on_feed)
        if before:
            query = query.where(A.sort_key < before)
        rows = db.session.scalars(query.order_by(A.sort_key.desc()).limit(limit))
        return [row.activity for row in rows]

    def all_days(self, student_id: int) -> list[str]:
        logged = sa.select(A.day).where(A.student_id == student_id)
        viewed = sa.select(ViewDay.day).where(ViewDay.student_id == student_id)
        return sorted(db.session.scalars(logged.union(viewed)))

    def students(self) -> Iterator[int]:
        logged = sa.select(A.student_id).union(sa.select(ViewDay.student_id))
        yield from sorted(db.session.scalars(logged))

    def activities_of(self, student_id: int, *, after: str = "", limit: int = 500) -> list[Activity]:
        query = sa.select(A).where(A.student_id == student_id, A.event_id > after)
        return [row.activity for row in db.session.scalars(query.order_by(A.event_id).limit(limit))]

    def views_of(self, student_id: int, *, after: str = "", limit: int = 500) -> list[Snapshot]:
        query = sa.select(V).where(V.student_id == student_id).order_by(V.view_id, V.day).limit(limit)
        if after:
            view_id, _, day = after.partition(" ")
            later = sa.or_(V.view_id > view_id, sa.and_(V.view_id == view_id, V.day > day))
            query = query.where(later)
        return [row.snapshot for row in db.session.scalars(query)]

    def sizes_of(self, student_id: int) -> tuple[int, int]:
        activities = sa.select(sa.func.count()).where(A.student_id == student_id)
        views = sa.select(sa.func.count()).select_from(V).where(V.student_id == student_id)
        return db.session.scalar(activities) or 0, db.session.scalar(views) or 0

    def _fingerprints(self, activities: Sequence[Activity]) -> dict[tuple[int, str], str]:
        students = {activity.student_id for activity in activities}
        ids = [activity.event_id for activity in activities]
        query = sa.select(A.student_id, A.event_id, A.fingerprint).where(
            A.student_id.in_(students), A.event_id.in_(ids)
        )
        return {(student_id, event_id): print_ for student_id, event_id, print_ in db.session.execute(query)}

    def _settle(self, fresh: Sequence[Activity]) -> None:
        """Of all claims of a deed that counts once, let the earliest count, and only it stand on the feed."""
        claimed = {
            (activity.student_id, activity.unit_id) for activity in fresh if activity.type in ONCE_PER_UNIT
        }
        if not claimed:
            return
        students = {student_id for student_id, _ in claimed}
        units = {unit_id for _, unit_id in claimed}
        rows = db.session.scalars(
            sa.select(A).where(A.student_id.in_(students), A.unit_id.in_(units), A.type.in_(ONCE_PER_UNIT))
        )
        claims: dict[tuple[int, int | None], list[ActivityRow]] = defaultdict(list)
        for row in rows:
            claims[row.student_id, row.unit_id].append(row)
        for group in claims.values():
            earliest = min(group, key=lambda row: row.sort_key)
            for row in group:
                row.counts = row.is_on_feed = row is earliest
        db.session.flush()

    def _active(self, student_id: int, days: Sequence[str]) -> dict[str, int]:
        """Active milliseconds by day: what each view added on it, never more than the clock ran."""
        views = sa.select(ViewDay.view_id).where(ViewDay.student_id == student_id, ViewDay.day.in_(days))
        rows = db.session.scalars(
            sa.select(ViewDay).where(ViewDay.student_id == student_id, ViewDay.view_id.in_(views))
        )
        spans = [ViewSpan(row.view_id, row.day, row.first_at, row.last_at, row.active_ms) for row in rows]
        by_day = active_ms(spans)
        return {day: by_day[day] for day in days if day in by_day}


def _view_row(snapshot: Snapshot) -> ViewDay:
    return ViewDay(
        student_id=snapshot.student_id,
        view_id=snapshot.view_id,
        day=snapshot.day,
        course_id=snapshot.course_id,
        module_id=snapshot.module_id,
        unit_id=snapshot.unit_id,
        first_at=snapshot.began_at,
        last_at=snapshot.at,
        active_ms=snapshot.active_ms,
        seq=snapshot.seq,
    )
