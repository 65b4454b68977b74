"""Whom a mentor reaches by a session: students of theirs, and cohorts that they are in themself. Of a session with
others, as happens when a student or the mentor goes elsewhere, nothing new is said: it can be completed, called off and
deleted, all of which can be taken back, or given to others.
"""

from collections.abc import Iterable

from webapp import courses
from webapp.accounts import User
from webapp.core.errors import NotOpen
from webapp.core.stores import db
from webapp.schedules.models import Schedule
from webapp.schedules.participants import Party, cohorts_of_any

OUT_OF_REACH = (
    "Who takes part in it is not yours any more. "
    "You can call it off, delete it, or give it to students of yours."
)


def are_reached(by: User, parties: Iterable[Party]) -> bool:
    """Whether these are all within this person's reach. All are in an admin's."""
    if by.is_admin:
        return True
    wanted = set(parties)
    student_ids = {id for party in wanted for id in party.student_ids}
    cohort_ids = {party.cohort_id for party in wanted if party.cohort_id}
    own = set(db.session.scalars(cohorts_of_any([by.id]))) if cohort_ids else set()
    return cohort_ids <= own and len(courses.students_among(by, student_ids)) == len(student_ids)


def refuse_out_of_reach(sessions: Iterable[Schedule], *, by: User) -> None:
    if not are_reached(by, map(Party.at, sessions)):
        raise NotOpen.of({"": OUT_OF_REACH})
