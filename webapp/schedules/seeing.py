"""Students see sessions: they had a page open with them on, as they are now. Kept once, by the page itself.

What a page shows is asked before it is drawn and kept after it, so that nothing newer counts as seen. A page that
cannot be kept is shown all the same, and kept the next time.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import request
from sqlalchemy.exc import DBAPIError

from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Unavailable
from webapp.core.stores import db, writing
from webapp.flow import commit, record
from webapp.schedules import queries
from webapp.schedules.models import Schedule, Sighting
from webapp.schedules.paging import Weeks
from webapp.schedules.quiet_events import SessionsSeen

log = logging.getLogger("tandem.schedules")


@dataclass(frozen=True)
class Unseen:
    """A session that a student has not seen in this edition."""

    schedule_id: int
    edition: int
    mentor_id: int


def unseen_on_plan(student: User, weeks: Weeks) -> list[Unseen]:
    """What My Schedule shows of sessions that they have not seen: those of its week, and those that lie ahead."""
    starts_at, ends_at = queries.day_span(weeks.monday, student.time_zone, 7)
    is_in_week = sa.and_(Schedule.starts_at >= starts_at, Schedule.starts_at < ends_at)
    rows = db.session.execute(
        _unseen(student.id).add_columns(is_in_week).where(sa.or_(is_in_week, queries.is_ahead()))
    ).all()
    further = {row.id for row in rows if not row[-1]}
    listed = set(queries.listed_ahead_of(student.id)) if further else set()
    return [Unseen(*row[:3]) for row in rows if row.id not in further or row.id in listed]


def unseen(student: User, schedule: Schedule) -> list[Unseen]:
    """That one session, if they have not seen it as it is."""
    rows = db.session.execute(_unseen(student.id).where(Schedule.id == schedule.id))
    return [Unseen(*row) for row in rows]


def keep(student: User, shown: Sequence[Unseen]) -> None:
    """Keep that they have seen these. Nothing is written where there is nothing new, nor for who only asks for the head
    of a page or has it fetched ahead.
    """
    if not shown or request.method == "HEAD" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return
    student_id = student.id
    try:
        with writing():
            _see(student_id, {one.schedule_id: one for one in shown})
            commit()
    except (DBAPIError, Unavailable) as error:
        db.session.rollback()
        log.warning("Not kept that student %s has seen sessions: %s", student_id, error)


def _see(student_id: int, shown: dict[int, Unseen]) -> None:
    """What another tab kept meanwhile stays."""
    now = clock.now()
    theirs = sa.select(Sighting).where(Sighting.student_id == student_id, Sighting.schedule_id.in_(shown))
    known = {one.schedule_id: one for one in db.session.scalars(theirs)}
    for id, one in shown.items():
        sighting = known.get(id) or Sighting(schedule_id=id, student_id=student_id, edition=-1)
        if sighting.edition < one.edition:
            sighting.edition, sighting.seen_at = one.edition, now
            db.session.add(sighting)
    by_mentor: dict[int, list[int]] = {}
    for one in shown.values():
        by_mentor.setdefault(one.mentor_id, []).append(one.schedule_id)
    record(SessionsSeen(schedule_ids=by_mentor))


def _unseen(student_id: int) -> sa.Select[int, int, int]:
    has_seen = sa.exists().where(
        Sighting.schedule_id == Schedule.id,
        Sighting.student_id == student_id,
        Sighting.edition >= Schedule.edition,
    )
    theirs = queries.of_student(student_id).where(Schedule.deleted_at.is_(None), ~has_seen)
    return theirs.with_only_columns(Schedule.id, Schedule.edition, Schedule.mentor_id)
