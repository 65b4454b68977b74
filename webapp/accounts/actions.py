"""What people do with their own accounts."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from webapp import audit
from webapp.accounts import passwords
from webapp.accounts.cohort_actions import join_cohort
from webapp.accounts.events import ProfileChanged, StaffRegistered, StudentRegistered
from webapp.accounts.locks import hold
from webapp.accounts.models import FirstAccount, Invite, ResetLink, Role, User
from webapp.accounts.queries import by_email, cohort_by_code, is_set_up
from webapp.accounts.sessions import refetch, renew_session, sign_out_everywhere
from webapp.core import clock
from webapp.core.errors import Conflict, Invalid
from webapp.core.limits import throttle
from webapp.core.stores import db, let_go
from webapp.flow import record

HAS_ADMIN = "This installation already has an admin. Please sign in."
NO_SUCH_CODE = "No cohort has this code. Check it, or leave it empty."


def open_first_account(*, name: str, email: str, password: str, time_zone: str) -> User:
    """Make the admin of an empty installation. Raises `Conflict` when somebody was first."""
    password_hash = _checked_hash(password, name, email)
    if is_set_up():
        raise Conflict(HAS_ADMIN)
    user = _add(name=name, email=email, password_hash=password_hash, time_zone=time_zone, role=Role.admin)
    db.session.add(FirstAccount(id=1, user_id=user.id, opened_at=user.created_at))
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(HAS_ADMIN) from error
    audit.note("opened the first account", user, by=user.as_actor())
    return user


def register(*, name: str, email: str, password: str, time_zone: str, join_code: str = "") -> User:
    """Make a student's account. A join code must be right, if there is one."""
    password_hash = _checked_hash(password, name, email)
    cohort = cohort_by_code(join_code)
    if join_code and cohort is None:
        raise Invalid.of({"join_code": NO_SUCH_CODE})
    user = _add(name=name, email=email, password_hash=password_hash, time_zone=time_zone, role=Role.student)
    record(StudentRegistered.of(user))
    if cohort is not None:
        join_cohort(user, cohort)
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
    audit.note(
        "came by invitation", user, by=user.as_actor(), after={"role": user.role, "invite": invitation.id}
    )
    record(StudentRegistered.of(user) if user.is_student else StaffRegistered(user_id=user.id))
    if invitation.cohort is not None:
        join_cohort(user, invitation.cohort)
    return user


def change_profile(user: User, *, name: str, time_zone: str, daily_goal_minutes: int | None) -> None:
    """Days already recorded stay as they were counted; the new zone holds from now on."""
    hold(user.id)
    user.name = name
    user.daily_goal_minutes = daily_goal_minutes
    change_zone(user, time_zone)


def change_zone(user: User, time_zone: str) -> None:
    """Open pages show it too: times are in it, and so are their days and weeks."""
    hold(user.id)
    if user.time_zone != time_zone:
        refetch(user.id)
    user.time_zone = time_zone
    if user.is_student:
        record(ProfileChanged(student_id=user.id))


def change_password(user: User, *, current: str, new: str) -> None:
    """Set a new password and end every other session of this person (OWASP ASVS v5.0.0-6.2.3, 7.4.3).

    Who holds somebody's open browser may not try passwords without end either.
    """
    user_id, key, kept, name, email = user.id, user.sign_in_key, user.password_hash, user.name, user.email
    throttle("10 per 5 minutes", "current password", str(user_id), message="Too many tries.")
    let_go()
    if not passwords.matches(current, kept):
        raise Invalid.of({"current_password": "This is not your password."})
    password_hash = _checked_hash(new, name, email, field="new_password")
    user = db.session.get_one(User, user_id)
    user.sign_in_key = key
    user.password_hash = password_hash
    renew_session(user)


def reset_password(link: ResetLink, *, new: str) -> User:
    """Set the password that was chosen by a reset link, and end every session of this person."""
    link_id, name, email = link.id, link.user.name, link.user.email
    password_hash = _checked_hash(new, name, email, field="new_password")
    locked = sa.select(ResetLink).where(ResetLink.id == link_id).with_for_update()
    link = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    link.use(at=clock.now())
    link.user.password_hash = password_hash
    audit.note("chose a new password by a link", link.user, by=link.user.as_actor())
    sign_out_everywhere(link.user)
    return link.user


def _checked_hash(password: str, name: str, email: str, field: str = "password") -> str:
    passwords.check(password, field=field, personal=(name, email, email.partition("@")[0]))
    let_go()
    return passwords.hashed(password)


def _add(*, name: str, email: str, password_hash: str, time_zone: str, role: Role) -> User:
    taken = {"email": "There is an account with this address already. Sign in instead?"}
    if by_email(email) is not None:
        raise Invalid.of(taken)
    user = User(
        name=name,
        email=email,
        password_hash=password_hash,
        time_zone=time_zone,
        role=role,
        created_at=clock.now(),
    )
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Invalid.of(taken) from error
    return user
