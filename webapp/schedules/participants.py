"""With whom a session is: one student, or whoever is in a cohort now. A student who joins the cohort sees its sessions,
one who leaves does not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from webapp.accounts import Cohort, Role, User
from webapp.accounts.models import cohort_members
from webapp.core.stores import db
from webapp.schedules.models import Schedule


@dataclass(frozen=True)
class Party:
    """One student, or a cohort."""

    student_id: int | None = None
    cohort_id: int | None = None

    @classmethod
    def of(cls, whom: User | Cohort) -> "Party":
        return cls(student_id=whom.id) if isinstance(whom, User) else cls(cohort_id=whom.id)

    @classmethod
    def at(cls, schedule: Schedule) -> "Party":
        return cls(schedule.student_id, schedule.cohort_id)


def names_of(party: Party) -> Mapping[int, str]:
    """The students of it by id, in order of their names."""
    who = sa.select(User.id, User.name).where(User.id.in_(_ids(party)), User.closed_at.is_(None))
    return dict(db.session.execute(who.order_by(User.name, User.id)).all())


def students_at(schedule: Schedule) -> list[int]:
    """The ids of the students that a session concerns, in order."""
    return sorted(names_of(Party.at(schedule)))


def cohorts_with(student_id: int) -> sa.Select[int]:
    """The ids of the cohorts that a student is in."""
    return sa.select(cohort_members.c.cohort_id).where(cohort_members.c.user_id == student_id)


def cohorts_of_any(student_ids: Iterable[int]) -> sa.Select[int]:
    return sa.select(cohort_members.c.cohort_id).where(cohort_members.c.user_id.in_(list(student_ids)))


def members_of_each(cohort_ids: Iterable[int]) -> dict[int, set[int]]:
    """The ids of the members of each of these cohorts."""
    table = cohort_members.c
    found: dict[int, set[int]] = {id: set() for id in cohort_ids}
    if found:
        rows = sa.select(table.cohort_id, table.user_id).where(table.cohort_id.in_(list(found)))
        for cohort_id, user_id in db.session.execute(rows):
            found[cohort_id].add(user_id)
    return found


def _ids(party: Party) -> sa.Select[int]:
    if party.cohort_id is None:
        return sa.select(User.id).where(User.id == party.student_id)
    members = sa.select(cohort_members.c.user_id).where(cohort_members.c.cohort_id == party.cohort_id)
    return sa.select(User.id).where(User.id.in_(members), User.role == Role.student)
