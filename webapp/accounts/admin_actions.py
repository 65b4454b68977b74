"""What an admin does for other people: letting them in and out, roles, mentors."""

import secrets
from datetime import timedelta

import sqlalchemy as sa

from webapp import audit
from webapp.accounts.events import AccessChanged, MentorAssigned, MentorAway, MentorLeft, RoleChanged
from webapp.accounts.models import INVITE_LIFE, RESET_LIFE, Cohort, Invite, ResetLink, Role, User
from webapp.accounts.queries import by_email, hash_of
from webapp.accounts.sessions import end_streams, sign_out_everywhere
from webapp.core import clock
from webapp.core.errors import Conflict, Invalid, NotAllowed
from webapp.core.stores import db
from webapp.flow import record


def invite(
    *, by: User, role: Role, email: str | None = None, cohort: Cohort | None = None
) -> tuple[Invite, str]:
    """An invitation and the token of its link, which is shown once and not kept."""
    _only_admins(by, "Only an admin invites.")
    if email and by_email(email) is not None:
        raise Invalid.of({"email": "There is an account with this address already."})
    token, now = secrets.token_urlsafe(24), clock.now()
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
    _only_admins(by, "Only an admin withdraws an invitation.")
    db.session.delete(invitation)


def make_reset_link(user: User, *, by: User) -> tuple[timedelta, str]:
    """The life and the token of a link by which this person chooses a new password. Earlier links stop working."""
    _only_admins(by, "Only an admin makes a reset link.")
    if not user.is_active:
        raise Conflict("This account is closed. Open it first.")
    unused = sa.select(ResetLink).where(ResetLink.user_id == user.id, ResetLink.used_at.is_(None))
    for earlier in db.session.scalars(unused):
        db.session.delete(earlier)
    token, now = secrets.token_urlsafe(24), clock.now()
    link = ResetLink(
        token_hash=hash_of(token),
        user_id=user.id,
        made_by_id=by.id,
        created_at=now,
        expires_at=now + RESET_LIFE,
    )
    db.session.add(link)
    return RESET_LIFE, token


def assign_mentor(student: User, mentor: User | None, *, by: User) -> None:
    """Give a student their mentor, or none."""
    _only_admins(by, "Only an admin assigns mentors.")
    if not student.is_student:
        raise Conflict("Only students have a mentor.")
    if mentor is not None and not (mentor.is_staff and mentor.is_active):
        raise Invalid.of({"mentor_id": "Choose a mentor."})
    before = student.mentor_id
    student.mentor = mentor
    for user_id in {before, mentor.id if mentor else None} - {None}:
        end_streams(user_id or 0)
    if before is not None and (mentor is None or mentor.id != before):
        record(MentorLeft(student_id=student.id, mentor_id=before))
    if mentor is not None and mentor.id != before:
        names = {"student_name": student.name, "mentor_name": mentor.name}
        record(MentorAssigned(student_id=student.id, mentor_id=mentor.id, by_id=by.id, **names))


def change_role(user: User, role: Role, *, by: User) -> None:
    """Give a person another role. Their open pages come back with it; the last admin stays one.

    Who is no student any more has no mentor, and who becomes a student mentors nobody.
    """
    _only_admins(by, "Only an admin changes roles.")
    if user.is_admin and role is not Role.admin:
        refuse_without_admin(user)
    if user.role is not role:
        record(RoleChanged(user_id=user.id, role=role, by_id=by.id))
    user.role = role
    if user.is_student:
        for student in db.session.scalars(sa.select(User).where(User.mentor_id == user.id)):
            student.mentor_id = None
            record(MentorLeft(student_id=student.id, mentor_id=user.id))
    else:
        user.mentor = None
    end_streams(user.id)


def close_account(user: User, *, by: User) -> None:
    """Shut a person out. Their record stays, and an admin can let them in again."""
    _only_admins(by, "Only an admin closes accounts.")
    if user.is_admin:
        refuse_without_admin(user)
    user.closed_at = clock.now()
    _tell_students_of(user)
    record(AccessChanged(user_id=user.id, is_open=False))
    sign_out_everywhere(user)


def reopen_account(user: User, *, by: User) -> None:
    _only_admins(by, "Only an admin opens accounts.")
    if user.left_at is not None:
        raise Conflict("This person left for good. Nothing is left to open.")
    user.closed_at = None
    _tell_students_of(user)
    record(AccessChanged(user_id=user.id, is_open=True))


def end_sign_ins(user: User, *, by: User) -> None:
    """Sign a person out on every device, as after a lost phone."""
    _only_admins(by, "Only an admin signs others out.")
    sign_out_everywhere(user)
    audit.note("signed out everywhere", user, by=by.as_actor())


def _tell_students_of(mentor: User) -> None:
    for student_id in db.session.scalars(sa.select(User.id).where(User.mentor_id == mentor.id)).all():
        record(MentorAway(student_id=student_id, mentor_id=mentor.id))


def _only_admins(by: User, words: str) -> None:
    if not by.is_admin:
        raise NotAllowed(words)


def refuse_without_admin(user: User) -> None:
    """All admins are held, in one order, so that two who dismiss each other come one after the other."""
    admins = sa.select(User.id).where(User.role == Role.admin, User.closed_at.is_(None)).order_by(User.id)
    if set(db.session.scalars(admins.with_for_update())) <= {user.id}:
        raise Conflict("Somebody must stay admin. Give that role to another person first.")
