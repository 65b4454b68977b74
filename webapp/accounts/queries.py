"""Questions about people."""

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from webapp.accounts.models import Cohort, Invite, Role, User, cohort_members
from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.flow import user_channel


def is_set_up() -> bool:
    """Whether anybody has an account."""
    return db.session.scalar(sa.select(sa.exists().where(User.id > 0))) or False


def get(user_id: int) -> User:
    """That person. For code that already knows it may: nothing is checked."""
    return db.session.get_one(User, user_id)


def by_email(email: str) -> User | None:
    return db.session.scalar(sa.select(User).where(User.email == email))


def people(*, role: Role | None = None, find: str = "", after: int = 0, limit: int = 50) -> Sequence[User]:
    """Accounts in order of arrival, for admins; `find` looks into names and addresses."""
    query = sa.select(User).where(User.id > after).order_by(User.id).limit(limit)
    if role is not None:
        query = query.where(User.role == role)
    if find:
        pattern = "%" + find.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        wanted = sa.or_(
            sa.func.lower(User.name).like(pattern, escape="\\"), User.email.like(pattern, escape="\\")
        )
        query = query.where(wanted)
    return db.session.scalars(query.options(selectinload(User.cohorts), selectinload(User.mentor))).all()


def mentors() -> Sequence[User]:
    """Who may be given students: mentors and admins with an open account."""
    staff = sa.select(User).where(User.role.in_((Role.mentor, Role.admin)), User.closed_at.is_(None))
    return db.session.scalars(staff.order_by(User.name)).all()


def cohorts() -> Sequence[tuple[Cohort, int]]:
    """All cohorts by name, each with its number of members."""
    size = sa.func.count(cohort_members.c.user_id)
    query = sa.select(Cohort, size).outerjoin(cohort_members).group_by(Cohort.id).order_by(Cohort.name)
    return [(cohort, number) for cohort, number in db.session.execute(query)]


def cohort_by_code(code: str) -> Cohort | None:
    """The cohort that a join code opens, however it is typed."""
    plain = code.replace("-", "").replace(" ", "").upper()
    return db.session.scalar(sa.select(Cohort).where(Cohort.join_code == plain)) if plain else None


def cohort(cohort_id: int) -> Cohort:
    found = db.session.get(Cohort, cohort_id)
    if found is None:
        raise NotFound("There is no such cohort.")
    return found


def open_invites() -> Sequence[Invite]:
    """Invitations that can still be used, newest first."""
    usable = (Invite.used_at.is_(None), Invite.expires_at > clock.now())
    return db.session.scalars(sa.select(Invite).where(*usable).order_by(Invite.id.desc())).all()


def invite_by_token(token: str) -> Invite:
    """The invitation behind a link that can still be used. One that cannot looks like one that never was."""
    found = db.session.scalar(sa.select(Invite).where(Invite.token_hash == hash_of(token)))
    if found is None or found.used_at is not None or found.expires_at <= clock.now():
        raise NotFound("This invitation is not valid any more. Ask for a new one.")
    return found


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def channels_of(user: User) -> list[str]:
    """What a person hears because of who they are; the first channel is theirs alone."""
    groups = sa.select(cohort_members.c.cohort_id).where(cohort_members.c.user_id == user.id)
    cohort_ids = db.session.scalars(groups)
    return [user_channel(user.id), f"role:{user.role}", *(f"cohort:{id}" for id in cohort_ids)]
