"""What the form of a session offers: whom a mentor may plan with, and which courses it may belong to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from webapp import accounts, courses
from webapp.accounts import User
from webapp.core.stores import db
from webapp.courses import Course
from webapp.courses.models import course_teachers


@dataclass(frozen=True)
class Choices:
    """Pairs of value and words."""

    students: Sequence[tuple[int, str]]
    cohorts: Sequence[tuple[int, str]]
    courses: Sequence[tuple[int, str]]

    @property
    def has_nobody(self) -> bool:
        return not self.students and not self.cohorts


def choices_of(user: User, beside: Collection[User] = ()) -> Choices:
    """`beside` are students who may be chosen besides: those who take part already."""
    theirs = sa.select(User.id, User.name).where(
        sa.or_(User.id.in_(courses.students_of(user)), User.id.in_([one.id for one in beside])),
        User.closed_at.is_(None),
    )
    taught = sa.select(Course.id, Course.title)
    if not user.is_admin:
        mine = sa.select(course_teachers.c.course_id).where(course_teachers.c.user_id == user.id)
        taught = taught.where(Course.id.in_(mine))
    cohorts = accounts.cohorts(None if user.is_admin else user)
    return Choices(
        students=_pairs(theirs.order_by(User.name, User.id)),
        cohorts=[(cohort.id, cohort.name) for cohort, _ in cohorts],
        courses=_pairs(taught.order_by(Course.title, Course.id)),
    )


def _pairs(query: sa.Select[int, str]) -> list[tuple[int, str]]:
    return [(id, words) for id, words in db.session.execute(query)]
