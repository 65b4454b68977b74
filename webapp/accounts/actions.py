"""What people do with accounts."""

import secrets

import sqlalchemy as sa

from webapp.accounts import passwords
from webapp.accounts.events import StudentRegistered
from webapp.accounts.models import INVITE_LIFE, Cohort, Invite, Role, User, cohort_members
from webapp.accounts.queries import by_email, cohort_by_code, hash_of, is_set_up
from webapp.accounts.sessions import end_streams, sign_out_everywhere
from webapp.core import clock
from webapp.core.errors import Conflict, Invalid, NotAllowed
from webapp.core.stores import db, let_go
from webapp.flow import record

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody mistakes for one another."""


def open_first_account(*, name: str, email: str, password: str, time_zone: str) -> User:
    """Make the admin of an empty installation. Raises `Conflict` when somebody was first."""
    password_hash = _checked_hash(password, name, email)
    if is_set_up():
        raise Conflict("This installation already has an admin. Please sign in.")
    return _add(name=name, email=email, password_hash=password_hash, time_zone=time_zone, role=Role.admin)


def register(*, name: str, email: str, password: str, time_zone: str, join_code: str = "") -> User:
    """Make a student's account. A join code must be right, if there is one."""
    password_hash = _checked_hash(password, name, email)
    cohort = cohort_by_code(join_code)
    if join_code and cohort is None:
        raise Invalid.of({"join_code": "No cohort has this code. Check it, or leave it empty."})
    user = _add(name=name, email=email, password_hash=password_hash, time_zone=time_zone, role=Role.student)
    if cohort is not None:
        user.cohorts.append(cohort)
    record(StudentRegistered.of(user))
    return user


def register_invited(invitation: Invite, *, name: str, email: str, password: str, time_zone: str) -> User:
    """Make the account that an invitation promises, once."""
    invite_id = invitation.id
    password_hash = _checked_hash(password, name, email)
    locked = sa.select(Invite).where(Invite.id == invite_id).with_for_update()
    invitation = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    if invitation.email and invitation.email != email:
        raise Invalid.of({"email": "This invitation is for another address."})
    user = _add(
        name=name, email=email, password_hash=password_hash, time_zone=time_zone, role=invitation.role
    )
    invitation.use(user, at=clock.now())
    if invitation.cohort is not None:
        user.cohorts.append(invitation.cohort)
    if user.is_student:
        record(StudentRegistered.of(user))
    return user


def change_profile(user: User, *, name: str, time_zone: str, daily_goal_minutes: int | None) -> None:
    """Days already recorded stay as they were counted; the new zone holds from now on."""
    user.name = name
    user.time_zone = time_zone
    user.daily_goal_minutes = daily_goal_minutes


def change_zone(user: User, time_zone: str) -> None:
    user.time_zone = time_zone


def change_password(user: User, *, current: str, new: str) -> None:
    """Set a new password and end every other session of this person."""
    user_id, key, kept, name, email = user.id, user.sign_in_key, user.password_hash, user.name, user.email
    let_go()
    if not passwords.matches(current, kept):
        raise Invalid.of({"current_password": "This is not your password."})
    password_hash = _checked_hash(new, name, email, field="new_password")
    user = db.session.get_one(User, user_id)
    user.sign_in_key = key
    user.password_hash = password_hash
    sign_out_everywhere(user, but_here=True)


def invite(
    *, by: User, role: Role, email: str | None = None, cohort: Cohort | None = None
) -> tuple[Invite, str]:
    """An invitation and the token of its link, which is shown once and not kept."""
    if not by.is_admin:
        raise NotAllowed("Only an admin invites.")
    token = secrets.token_urlsafe(24)
    now = clock.now()
    invitation = Invite(
        token_hash=hash_of(token),
        role=role,
        email=email or "",
        cohort=cohort,
        invited_by_id=by.id,
        created_at=now,
        expires_at=now + INVITE_LIFE,
    )
    db.session.add(invitation)
    return invitation, token


def withdraw_invite(invitation: Invite, *, by: User) -> None:
    if not by.is_admin:
        raise NotAllowed("Only an admin withdraws an invitation.")
    db.session.delete(invitation)


def create_cohort(name: str, *, by: User) -> Cohort:
    """A new cohort with a join code of its own."""
    if not by.is_staff:
        raise NotAllowed("Only mentors and admins make cohorts.")
    if db.session.scalar(sa.select(Cohort.id).where(Cohort.name == name)):
        raise Invalid.of({"name": "There is a cohort of this name already."})
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
    cohort = Cohort(name=name, join_code=code, created_at=clock.now())
    if not by.is_admin:
        cohort.members.append(by)
    db.session.add(cohort)
    return cohort


def join_cohort(user: User, cohort: Cohort) -> None:
    """Become a member. Joining twice is joining once."""
    if cohort not in user.cohorts:
        user.cohorts.append(cohort)
        end_streams(user.id)


def leave_cohort(user: User, cohort: Cohort, *, by: User) -> None:
    if not by.is_admin and by.id != user.id:
        raise NotAllowed("Only an admin takes somebody out of a cohort.")
    membership = cohort_members.c
    gone = sa.delete(cohort_members).where(membership.user_id == user.id, membership.cohort_id == cohort.id)
    db.session.execute(gone)
    end_streams(user.id)


def assign_mentor(student: User, mentor: User | None, *, by: User) -> None:
    """Give a student their mentor, or none."""
    if not by.is_admin:
        raise NotAllowed("Only an admin assigns mentors.")
    if not student.is_student:
        raise Conflict("Only students have a mentor.")
    if mentor is not None and not mentor.is_staff:
        raise Invalid.of({"mentor_id": "Choose a mentor."})
    before = student.mentor_id
    student.mentor = mentor
    for user_id in {before, mentor.id if mentor else None} - {None}:
        end_streams(user_id or 0)


def change_role(user: User, role: Role, *, by: User) -> None:
    """Give a person another role. Their open pages come back with it; the last admin stays one."""
    if not by.is_admin:
        raise NotAllowed("Only an admin changes roles.")
    if user.is_admin and role is not Role.admin:
        _refuse_without_admin(user)
    user.role = role
    end_streams(user.id)


def close_account(user: User, *, by: User) -> None:
    """Shut a person out. Their record stays, and an admin can let them in again."""
    if not by.is_admin:
        raise NotAllowed("Only an admin closes accounts.")
    if user.is_admin:
        _refuse_without_admin(user)
    user.closed_at = clock.now()
    sign_out_everywhere(user)


def reopen_account(user: User, *, by: User) -> None:
    if not by.is_admin:
        raise NotAllowed("Only an admin opens accounts.")
    user.closed_at = None


def _refuse_without_admin(user: User) -> None:
    others = sa.select(User.id).where(User.role == Role.admin, User.closed_at.is_(None), User.id != user.id)
    if db.session.scalars(others.with_for_update()).first() is None:
        raise Conflict("Somebody must stay admin. Give that role to another person first.")


def _checked_hash(password: str, name: str, email: str, field: str = "password") -> str:
    passwords.check(password, field=field, personal=(name, email, email.partition("@")[0]))
    let_go()
    return passwords.hashed(password)


def _add(*, name: str, email: str, password_hash: str, time_zone: str, role: Role) -> User:
    if by_email(email) is not None:
        raise Invalid.of({"email": "There is an account with this address already. Sign in instead?"})
    user = User(
        name=name,
        email=email,
        password_hash=password_hash,
        time_zone=time_zone,
        role=role,
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    return user
