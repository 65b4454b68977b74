"""By how many of those who take part sessions have been seen as they are: one statement for a whole week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from webapp.accounts import Role, User
from webapp.accounts.models import cohort_members
from webapp.core.stores import db
from webapp.schedules.models import Schedule, Sighting, schedule_students


@dataclass(frozen=True)
class SeenCount:
    """`saw` of `total` have seen it."""

    saw: int
    total: int


def seen_counts(schedule_ids: Iterable[int]) -> Mapping[int, SeenCount]:
    """For each of these sessions; without any nothing is asked."""
    ids = list(schedule_ids)
    if not ids:
        return {}
    part = _participants(ids)
    saw = sa.and_(
        Sighting.schedule_id == part.c.schedule_id,
        Sighting.student_id == part.c.student_id,
        Sighting.edition >= Schedule.edition,
    )
    rows = (
        sa.select(Schedule.id, sa.func.count(Sighting.student_id), sa.func.count(User.id))
        .outerjoin(part, part.c.schedule_id == Schedule.id)
        .outerjoin(User, sa.and_(User.id == part.c.student_id, User.closed_at.is_(None)))
        .outerjoin(Sighting, sa.and_(saw, User.id.is_not(None)))
        .where(Schedule.id.in_(ids))
        .group_by(Schedule.id)
    )
    return {id: SeenCount(saw, total) for id, saw, total in db.session.execute(rows)}


def _participants(ids: list[int]) -> sa.Subquery:
    """Who takes part in each: alone, picked among several, or in its cohort now."""
    alone = sa.select(Schedule.id.label("schedule_id"), Schedule.student_id.label("student_id")).where(
        Schedule.id.in_(ids), Schedule.student_id.is_not(None)
    )
    table = schedule_students.c
    picked = sa.select(table.schedule_id, table.student_id).where(table.schedule_id.in_(ids))
    members = (
        sa.select(Schedule.id, cohort_members.c.user_id)
        .join(cohort_members, cohort_members.c.cohort_id == Schedule.cohort_id)
        .join(User, sa.and_(User.id == cohort_members.c.user_id, User.role == Role.student))
        .where(Schedule.id.in_(ids))
    )
    return sa.union_all(alone, picked, members).subquery()
