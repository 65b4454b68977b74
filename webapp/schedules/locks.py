"""Who changes sessions, or tells of them, keeps first everybody concerned and then the sessions, each in order of their
ids: so of two the second sees what the first did, and they never wait for each other.
"""

from collections.abc import Callable, Iterable, Sequence

import sqlalchemy as sa

from webapp import accounts
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.schedules.models import Schedule, Scope
from webapp.schedules.participants import Party, members_of_each
from webapp.schedules.queries import WITH_STUDENTS


def hold(
    schedule: Schedule, scope: Scope = Scope.this, *, party: Party | None = None, is_deleted: bool = False
) -> None:
    """Keep a session until the transaction ends, with all of its series unless it is about this one alone, and
    everybody whom they concern or are to concern, the `party`; and see them as they are then.
    """
    is_alone = schedule.series is None or scope is Scope.this
    those = Schedule.id == schedule.id if is_alone else Schedule.series == schedule.series
    query = sa.select(Schedule).where(those)
    known = [schedule] if is_alone else db.session.scalars(query.options(WITH_STUDENTS)).all()
    hold_party(schedule.mentor_id, party or Party(), beside=[Party.at(one) for one in known])
    if schedule not in _held(query) or schedule.is_deleted != is_deleted:
        raise NotFound("There is no such session.")


def hold_party(mentor_id: int, party: Party, *, beside: Sequence[Party] = ()) -> None:
    """Keep a mentor and those whom they plan with, and others `beside` them. Raises where the mentor, or one who was
    picked, has left for good meanwhile; of a cohort the others stay.
    """
    accounts.hold_all(
        {mentor_id, *_students_of([party, *beside])}, needed=sorted({mentor_id, *party.student_ids})
    )


def held_of(
    query: sa.Select[Schedule], number: int, *, together: Callable[[Schedule], object] | None = None
) -> Sequence[Schedule]:
    """The first so many of these sessions, kept, with everybody whom they concern. What is another's by then, or has
    changed so that it is none of these any more, is left out; and so is the last group of those that are `together`,
    where it may be cut off.
    """
    found = db.session.scalars(query.limit(number).options(WITH_STUDENTS)).all()
    if together and len(found) == number:
        found = [one for one in found if together(one) != together(found[-1])] or found
    if not found:
        return []
    accounts.hold_all({one.mentor_id for one in found} | _students_of(map(Party.at, found)))
    return _held(query.where(Schedule.id.in_([one.id for one in found])), skip_locked=True)


def _students_of(parties: Iterable[Party]) -> set[int]:
    wanted = set(parties)
    members = members_of_each({party.cohort_id for party in wanted if party.cohort_id})
    return {id for party in wanted for id in party.student_ids} | {
        id for ids in members.values() for id in ids
    }


def _held(query: sa.Select[Schedule], *, skip_locked: bool = False) -> Sequence[Schedule]:
    rows = query.order_by(None).order_by(Schedule.id).options(WITH_STUDENTS)
    locked = rows.with_for_update(key_share=True, skip_locked=skip_locked)
    return db.session.scalars(locked.execution_options(populate_existing=True)).all()
