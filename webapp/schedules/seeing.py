"""Students see sessions: they looked at a page with them on, as they were then. Kept once.

Fetching a page says nothing, for `GET` changes nothing. What it shows that is new to its student stands in a form of
its own, which is posted as soon as somebody can see the page: by a script, or without scripts by a button.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import record
from webapp.schedules import queries
from webapp.schedules.models import Schedule, Sighting
from webapp.schedules.paging import Weeks
from webapp.schedules.quiet_events import SessionsSeen
from webapp.schedules.weeks import weeks_touched


@dataclass(frozen=True)
class Unseen:
    """A session that a student has not seen in this edition."""

    schedule_id: int
    edition: int
    mentor_id: int
    starts_at: datetime
    ends_at: datetime


def unseen_on_plan(student: User, weeks: Weeks) -> list[Unseen]:
    """What My Schedule shows of sessions that they have not seen: those of its week, and those that lie ahead."""
    starts_at, ends_at = queries.day_span(weeks.monday, student.time_zone, 7)
    is_in_week = sa.and_(Schedule.starts_at >= starts_at, Schedule.starts_at < ends_at)
    rows = db.session.execute(
        _unseen(student.id).add_columns(is_in_week).where(sa.or_(is_in_week, queries.is_ahead()))
    ).all()
    further = {row.id for row in rows if not row[-1]}
    listed = set(queries.listed_ahead_of(student.id)) if further else set()
    return [Unseen(*row[:-1]) for row in rows if row.id not in further or row.id in listed]


def unseen(student: User, schedule: Schedule) -> list[Unseen]:
    """That one session, if they have not seen it as it is."""
    rows = db.session.execute(_unseen(student.id).where(Schedule.id == schedule.id))
    return [Unseen(*row) for row in rows]


def see(student: User, there: Sequence[Unseen], editions: Mapping[int, int] | None = None) -> None:
    """Keep that they have seen what is there: as it is, or what `editions` names, as it was then. What another tab kept
    meanwhile stays.
    """
    if editions is not None:
        there = [
            replace(one, edition=min(one.edition, editions[one.schedule_id]))
            for one in there
            if one.schedule_id in editions
        ]
    if not there:
        return
    accounts.hold(student.id)
    now, by_mentor, spans = clock.now(), dict[int, list[int]](), []
    ids = [one.schedule_id for one in there]
    theirs = sa.select(Sighting).where(Sighting.student_id == student.id, Sighting.schedule_id.in_(ids))
    known = {one.schedule_id: one for one in db.session.scalars(theirs)}
    for one in there:
        sighting = known.get(one.schedule_id)
        if sighting is None:
            sighting = Sighting(schedule_id=one.schedule_id, student_id=student.id, edition=-1)
        if sighting.edition < one.edition:
            sighting.edition, sighting.seen_at = one.edition, now
            db.session.add(sighting)
            by_mentor.setdefault(one.mentor_id, []).append(one.schedule_id)
            spans.append((one.starts_at, one.ends_at))
    if by_mentor:
        record(SessionsSeen(schedule_ids=by_mentor, weeks=weeks_touched(spans)))


def _unseen(student_id: int) -> sa.Select[int, int, int, datetime, datetime]:
    has_seen = sa.exists().where(
        Sighting.schedule_id == Schedule.id,
        Sighting.student_id == student_id,
        Sighting.edition >= Schedule.edition,
    )
    theirs = queries.of_student(student_id).where(Schedule.deleted_at.is_(None), ~has_seen)
    return theirs.with_only_columns(
        Schedule.id, Schedule.edition, Schedule.mentor_id, Schedule.starts_at, Schedule.ends_at
    )
