"""With whom a session is: one student, several who were picked one by one, or whoever is in a cohort now. A student who
joins the cohort sees its sessions, one who leaves does not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from webapp.accounts import Cohort, Role, User
from webapp.accounts.models import cohort_members
from webapp.core.stores import db
from webapp.schedules.models import Schedule, schedule_students

Whom = User | Cohort | Sequence[User]


@dataclass(frozen=True)
class Party:
    """Students who were picked one by one, be it one alone; or a cohort."""

    student_ids: frozenset[int] = frozenset()
    cohort_id: int | None = None

    @classmethod
    def of(cls, whom: Whom) -> "Party":
        if isinstance(whom, Cohort):
            return cls(cohort_id=whom.id)
        return cls(frozenset([whom.id] if isinstance(whom, User) else [student.id for student in whom]))

    @classmethod
    def at(cls, schedule: Schedule) -> "Party":
        return cls(frozenset(schedule.student_ids), schedule.cohort_id)

    def take_part_in(self, *planned: Schedule) -> None:
        """Sessions with one student name them themselves."""
        ids = sorted(self.student_ids)
        several = db.session.scalars(sa.select(User).where(User.id.in_(ids))).all() if len(ids) > 1 else []
        for schedule in planned:
            had_several = schedule.is_with_several
            schedule.student_id = ids[0] if len(ids) == 1 else None
            schedule.cohort_id = self.cohort_id
            if several or had_several:
                schedule.students = list(several)


def names_of(party: Party) -> Mapping[int, str]:
    """The students of it by id, in order of their names."""
    who = sa.select(User.id, User.name).where(User.id.in_(_ids(party)), User.closed_at.is_(None))
    return dict(db.session.execute(who.order_by(User.name, User.id)).all())


def by_party(sessions: Iterable[Schedule]) -> list[list[Schedule]]:
    """These in their order, those together that are with the same: an event speaks of sessions of one party."""
    groups: dict[Party, list[Schedule]] = {}
    for one in sessions:
        groups.setdefault(Party.at(one), []).append(one)
    return list(groups.values())


def students_at(schedule: Schedule) -> list[int]:
    """The ids of the students that a session concerns, in order."""
    return sorted(names_of(Party.at(schedule)))


def with_student(student_id: int) -> sa.ColumnElement[bool]:
    """Sessions that a student takes part in: alone, among several, or in one of the cohorts they are in now."""
    return sa.or_(
        Schedule.student_id == student_id,
        Schedule.id.in_(picked_for([student_id])),
        Schedule.cohort_id.in_(cohorts_of_any([student_id])),
    )


def with_any(student_ids: Iterable[int]) -> sa.ColumnElement[bool]:
    """Sessions that one of these takes part in."""
    ids = list(student_ids)
    return sa.or_(
        Schedule.student_id.in_(ids),
        Schedule.id.in_(picked_for(ids)),
        Schedule.cohort_id.in_(cohorts_of_any(ids)),
    )


def picked_for(student_ids: Iterable[int]) -> sa.Select[int]:
    """The ids of the sessions with several students that one of these was picked for."""
    table = schedule_students.c
    return sa.select(table.schedule_id).where(table.student_id.in_(list(student_ids)))


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
        return sa.select(User.id).where(User.id.in_(party.student_ids))
    members = sa.select(cohort_members.c.user_id).where(cohort_members.c.cohort_id == party.cohort_id)
    return sa.select(User.id).where(User.id.in_(members), User.role == Role.student)
