"""Questions about people."""

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from webapp.accounts.models import Cohort, Invite, ResetLink, Role, SignIn, User, cohort_members
from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.flow import own_channel, user_channel


def is_set_up() -> bool:
    """Whether anybody has an account."""
    return db.session.scalar(sa.select(sa.exists().where(User.id > 0))) or False


def get(user_id: int) -> User:
    """That person. For code that already knows it may: nothing is checked."""
    return db.session.get_one(User, user_id)


def by_email(email: str) -> User | None:
    return db.session.scalar(sa.select(User).where(User.email == email))


def person(user_id: int) -> User:
    """An account and what belongs to it, for admins."""
    found = db.session.get(User, user_id, options=[selectinload(User.cohorts), selectinload(User.mentor)])
    if found is None:
        raise NotFound("There is no such person.")
    return found


def people(*, role: Role | None = None, find: str = "", after: int = 0, limit: int = 50) -> Sequence[User]:
    """Accounts in order of arrival, for admins; `find` looks into names and addresses."""
    query = sa.select(User).where(User.id > after, User.left_at.is_(None)).order_by(User.id).limit(limit)
    if role is not None:
        query = query.where(User.role == role)
    if find:
        query = query.where(is_found_by(find))
    return db.session.scalars(query.options(selectinload(User.cohorts), selectinload(User.mentor))).all()


def is_found_by(words: str) -> sa.ColumnElement[bool]:
    """Whose name or address holds these words. SQLite knows capitals of ASCII alone, so it is asked for the usual ways
    to write them.
    """
    usual = dict.fromkeys((words, words.lower(), words.title(), words.upper()))
    names = [User.name.contains(one, autoescape=True) for one in usual]
    lowered = sa.func.lower(User.name).contains(words.lower(), autoescape=True)
    return sa.or_(lowered, *names, User.email.contains(words.lower(), autoescape=True))


def head_count() -> dict[Role, int]:
    """How many accounts there are of each role."""
    here = sa.select(User.role, sa.func.count()).where(User.left_at.is_(None))
    rows = db.session.execute(here.group_by(User.role))
    return dict.fromkeys(Role, 0) | dict(rows.all())


def newest(limit: int = 5) -> Sequence[User]:
    """Who came last, latest first."""
    here = sa.select(User).where(User.left_at.is_(None))
    return db.session.scalars(here.order_by(User.id.desc()).limit(limit)).all()


def sign_ins_of(user: User) -> Sequence[SignIn]:
    """Where a person is signed in, newest first."""
    rows = sa.select(SignIn).where(SignIn.user_id == user.id)
    return db.session.scalars(rows.order_by(SignIn.created_at.desc(), SignIn.key)).all()


def mentors() -> Sequence[User]:
    """Who may be given students: mentors and admins with an open account."""
    staff = sa.select(User).where(User.role.in_((Role.mentor, Role.admin)), User.closed_at.is_(None))
    return db.session.scalars(staff.order_by(User.name)).all()


def admin_ids() -> list[int]:
    """The admins with an open account."""
    admins = sa.select(User.id).where(User.role == Role.admin, User.closed_at.is_(None))
    return list(db.session.scalars(admins.order_by(User.id)))


def cohorts(of: User | None = None) -> Sequence[tuple[Cohort, int]]:
    """All cohorts by name, each with its number of members; with `of`, those this person belongs to."""
    size = sa.func.count(cohort_members.c.user_id)
    query = sa.select(Cohort, size).outerjoin(cohort_members).group_by(Cohort.id).order_by(Cohort.name)
    if of is not None:
        query = query.where(Cohort.id.in_(_cohort_ids(of)))
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


def cohort_of(user: User, cohort_id: int) -> Cohort:
    """A cohort that this person belongs to."""
    query = sa.select(Cohort).where(Cohort.id == cohort_id, Cohort.id.in_(_cohort_ids(user)))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("There is no such cohort.")
    return found


def cohort_run_by(user: User, cohort_id: int) -> Cohort:
    """Any cohort for an admin, their own for a mentor, none for others."""
    query = sa.select(Cohort).where(Cohort.id == cohort_id)
    if not user.is_admin:
        query = query.where(Cohort.id.in_(_cohort_ids(user)))
    found = db.session.scalar(query) if user.is_staff else None
    if found is None:
        raise NotFound("There is no such cohort.")
    return found


def members_of(cohort_id: int) -> Sequence[User]:
    """Who is in a cohort, by name."""
    query = sa.select(User).join(cohort_members).where(cohort_members.c.cohort_id == cohort_id)
    return db.session.scalars(query.order_by(User.name, User.id)).all()


def students_mentored_by(user_id: int) -> list[int]:
    """The ids of the students who are assigned to this person."""
    return list(db.session.scalars(sa.select(User.id).where(User.mentor_id == user_id).order_by(User.id)))


def open_invites() -> Sequence[Invite]:
    """Invitations that can still be used, newest first."""
    usable = (Invite.used_at.is_(None), Invite.expires_at > clock.now())
    query = sa.select(Invite).where(*usable).order_by(Invite.id.desc())
    return db.session.scalars(
        query.options(selectinload(Invite.cohort), selectinload(Invite.invited_by))
    ).all()


def open_invite(invite_id: int) -> Invite:
    found = db.session.get(Invite, invite_id)
    if found is None or found.used_at is not None:
        raise NotFound("There is no such open invitation.")
    return found


def invite_by_token(token: str) -> Invite:
    """The invitation behind a link that can still be used. One that cannot looks like one that never was."""
    found = db.session.scalar(sa.select(Invite).where(Invite.token_hash == hash_of(token)))
    if found is None or found.used_at is not None or found.expires_at <= clock.now():
        raise NotFound("This invitation is not valid any more. Ask for a new one.")
    return found


def reset_by_token(token: str) -> ResetLink:
    """The reset link that can still be used. One that cannot looks like one that never was."""
    found = db.session.scalar(sa.select(ResetLink).where(ResetLink.token_hash == hash_of(token)))
    if (
        found is None
        or found.used_at is not None
        or found.expires_at <= clock.now()
        or not found.user.is_active
    ):
        raise NotFound("This link is not valid any more. Ask your school for a new one.")
    return found


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


_COHORTS_HEARD = sa.select(cohort_members.c.cohort_id).where(
    cohort_members.c.user_id == sa.bindparam("user_id")
)
"""Asked by every stream that opens, so it is built once."""


def channels_of(user: User) -> list[str]:
    """What a person hears because of who they are; the first channel is theirs alone.

    A mentor also hears, of each of their cohorts, what is not for its students.
    """
    cohort_ids = db.session.scalars(_COHORTS_HEARD, {"user_id": user.id}).all()
    shared = [f"cohort:{id}" for id in cohort_ids]
    staff = [staff_channel(id) for id in cohort_ids] if user.is_staff else []
    return [own_channel(user.id), user_channel(user.id), f"role:{user.role}", *shared, *staff]


def in_cohorts_of(user: User) -> sa.Select[int]:
    """The ids of all who share a cohort with this person."""
    return sa.select(cohort_members.c.user_id).where(cohort_members.c.cohort_id.in_(_cohort_ids(user)))


def student_count() -> int:
    """How many students there are."""
    return head_count()[Role.student]


def staff_channel(cohort_id: int) -> str:
    return f"cohort:{cohort_id}:staff"


def _cohort_ids(user: User) -> sa.Select[int]:
    return sa.select(cohort_members.c.cohort_id).where(cohort_members.c.user_id == user.id)
