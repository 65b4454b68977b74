"""Leaving for good: what a person did and wrote goes, and what is left of them counts without a name."""

import secrets

import sqlalchemy as sa

from webapp import audit
from webapp.accounts.admin_actions import refuse_without_admin
from webapp.accounts.belongings import deletions
from webapp.accounts.events import MembersChanged, MentorLeft, PersonLeft
from webapp.accounts.locks import hold
from webapp.accounts.models import User
from webapp.accounts.passwords import matches
from webapp.accounts.sessions import sign_out, sign_out_everywhere
from webapp.core import clock
from webapp.core.errors import Invalid
from webapp.core.limits import throttle
from webapp.core.stores import Base, db, let_go
from webapp.flow import record

NAMELESS = "Someone who left"


def leave(user: User, *, password: str) -> None:
    """Take a person and all that is theirs out of the school, at their own wish and for good.

    Their account stays as an empty shell without name, address or password, so that totals keep adding up. Raises
    `Invalid` for a wrong password, `Conflict` for the last admin.
    """
    user_id, key, kept = user.id, user.sign_in_key, user.password_hash
    throttle("10 per 5 minutes", "current password", str(user_id), message="Too many tries.")
    let_go()
    if not matches(password, kept):
        raise Invalid.of({"password": "This is not your password."})
    hold(user_id)
    user = db.session.get_one(User, user_id, populate_existing=True)
    user.sign_in_key = key
    if user.is_admin:
        refuse_without_admin(user)
    record(PersonLeft(user_id=user.id, was_student=user.is_student))
    for student_id in db.session.scalars(sa.select(User.id).where(User.mentor_id == user.id)).all():
        record(MentorLeft(student_id=student_id, mentor_id=user.id))
    for cohort in user.cohorts:
        record(MembersChanged(cohort_id=cohort.id, user_id=user.id))
    sign_out_everywhere(user)
    db.session.flush()
    for deletion in deletions(user.id):
        db.session.execute(deletion)
    _forget(user)
    audit.note("left", user, by=user.as_actor())
    sign_out(user)


def _forget(user: User) -> None:
    """No name, no address, and a password that nobody has. Past the trail, which would keep what is to be forgotten."""
    table = Base.metadata.tables[User.__tablename__]
    now = clock.now()
    nobody = {
        "name": NAMELESS,
        "email": f"left-{user.id}@left.invalid",
        "password_hash": secrets.token_urlsafe(32),
        "mentor_id": None,
        "daily_goal_minutes": None,
        "time_zone": "UTC",
        "left_at": now,
        "closed_at": now,
    }
    db.session.execute(sa.update(table).where(table.c.id == user.id).values(nobody))
    db.session.execute(sa.update(table).where(table.c.mentor_id == user.id).values(mentor_id=None))
    db.session.expire_all()
