"""What is done with cohorts: making them, joining and leaving."""

import secrets

import sqlalchemy as sa

from webapp import audit
from webapp.accounts.events import MembersChanged
from webapp.accounts.models import Cohort, User, cohort_members
from webapp.accounts.queries import cohort_by_code
from webapp.accounts.sessions import end_streams
from webapp.core import clock
from webapp.core.errors import Invalid, NotAllowed
from webapp.core.stores import db
from webapp.flow import record

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody mistakes for one another."""


def create_cohort(name: str, *, by: User) -> Cohort:
    """A new cohort with a join code of its own. A mentor who makes one belongs to it."""
    _only_staff(by)
    _refuse_taken(name)
    cohort = Cohort(name=name, join_code=_new_code(), created_at=clock.now())
    if not by.is_admin:
        cohort.members.append(by)
        end_streams(by.id)
    db.session.add(cohort)
    return cohort


def rename_cohort(cohort: Cohort, name: str, *, by: User) -> None:
    _only_staff(by)
    _refuse_taken(name, but_by=cohort)
    cohort.name = name


def renew_join_code(cohort: Cohort, *, by: User) -> None:
    """A new code; the old one and its link let nobody in any more."""
    _only_staff(by)
    cohort.join_code = _new_code()


def join_by_code(user: User, code: str) -> Cohort:
    """Become a member by the code that the school gave. Mentors see students through cohorts, so an admin adds them."""
    if not user.is_student:
        raise NotAllowed("Join codes are for students. An admin adds mentors to cohorts.")
    cohort = cohort_by_code(code)
    if cohort is None:
        raise Invalid.of({"join_code": "No cohort has this code. Check it with your school."})
    join_cohort(user, cohort)
    return cohort


def add_member(user: User, cohort: Cohort, *, by: User) -> None:
    if not by.is_admin:
        raise NotAllowed("Only an admin puts somebody into a cohort.")
    join_cohort(user, cohort)


def join_cohort(user: User, cohort: Cohort) -> None:
    """Become a member. Joining twice is joining once."""
    if cohort not in user.cohorts:
        user.cohorts.append(cohort)
        record(MembersChanged(cohort_id=cohort.id, user_id=user.id))
        end_streams(user.id)


def leave_cohort(user: User, cohort: Cohort, *, by: User) -> None:
    if not by.is_admin and by.id != user.id:
        raise NotAllowed("Only an admin takes somebody out of a cohort.")
    membership = cohort_members.c
    gone = sa.delete(cohort_members).where(membership.user_id == user.id, membership.cohort_id == cohort.id)
    db.session.execute(gone)
    if by.is_staff:
        audit.note("taken out of", cohort, by=by.as_actor(), before={"members": [str(user.id)]})
    record(MembersChanged(cohort_id=cohort.id, user_id=user.id))
    end_streams(user.id)


def _only_staff(by: User) -> None:
    if not by.is_staff:
        raise NotAllowed("Only mentors and admins look after cohorts.")


def _refuse_taken(name: str, but_by: Cohort | None = None) -> None:
    holder = db.session.scalar(sa.select(Cohort).where(Cohort.name == name))
    if holder not in (None, but_by):
        raise Invalid.of({"name": "There is a cohort of this name already."})


def _new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
