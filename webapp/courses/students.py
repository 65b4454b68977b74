"""Who sees whom. A mentor sees the students assigned to them, in their cohorts, and enrolled in courses they teach; an
admin sees all. What those who may see a student hear of them follows from the same rule.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from webapp import accounts
from webapp.accounts import Role, User
from webapp.accounts.models import cohort_members
from webapp.accounts.queries import in_cohorts_of
from webapp.core.errors import NotFound
from webapp.core.stores import ask, db
from webapp.courses.models import Enrollment, course_teachers
from webapp.courses.queries import OPEN
from webapp.flow import settled, user_channel


def students_of(viewer: User) -> sa.Select[int]:
    """The ids of the students that this person may see. Nobody's, for a student."""
    students = sa.select(User.id).where(User.role == Role.student, User.left_at.is_(None))
    if viewer.is_admin:
        return students
    if not viewer.is_staff:
        return students.where(sa.false())
    taught = sa.select(course_teachers.c.course_id).where(course_teachers.c.user_id == viewer.id)
    enrolled = sa.select(Enrollment.student_id).where(
        Enrollment.course_id.in_(taught), Enrollment.status.in_(OPEN)
    )
    return students.where(
        sa.or_(User.mentor_id == viewer.id, User.id.in_(in_cohorts_of(viewer)), User.id.in_(enrolled))
    )


def scope_of(viewer: User) -> int | None:
    """Whose students this person sees: a mentor's own, by the mentor's id; None stands for all students, as admins see.
    Regions are named by it: all admins share one.
    """
    return None if viewer.is_admin else viewer.id


def students_in(scope: int | None) -> sa.Select[int]:
    """The ids of the students of that scope. Without one, all."""
    if scope is None:
        return sa.select(User.id).where(User.role == Role.student)
    return students_of(accounts.get(scope))


def has_students(scope: int | None) -> bool:
    """Whether there is any student in that scope."""
    return db.session.scalar(students_in(scope).limit(1)) is not None


def number_of_students(scope: int | None) -> int:
    """How many students are in that scope."""
    number = sa.select(sa.func.count()).select_from(students_in(scope).subquery())
    return db.session.scalar(number) or 0


def mentors_who_see(student: User) -> Sequence[User]:
    """The mentors who may see this student, by name. Admins see everybody."""
    mentors = sa.select(User).where(User.id.in_(mentors_of(student.id)), User.closed_at.is_(None))
    return db.session.scalars(mentors.order_by(User.name, User.id)).all()


def student_of(viewer: User, student_id: int) -> User:
    """The student, if this person may see them. Raises `NotFound`."""
    theirs = sa.select(User).where(User.id == student_id, User.id.in_(students_of(viewer)))
    student: User | None = db.session.scalar(theirs)
    if student is None:
        raise NotFound("There is no such student.")
    return student


def students_among(viewer: User, student_ids: Collection[int]) -> list[User]:
    """Of these, the students that this person may see, by name."""
    theirs = sa.select(User).where(User.id.in_(student_ids), User.id.in_(students_of(viewer)))
    return list(db.session.scalars(theirs.order_by(User.name, User.id))) if student_ids else []


@dataclass(frozen=True)
class Watched:
    """A person, and the mentors who may see them. Admins see everybody and are not named one by one."""

    id: int
    name: str
    mentor_ids: tuple[int, ...]

    @property
    def watchers(self) -> list[str]:
        """The channels of all who may see them."""
        return list(channels_of_scopes(self.mentor_ids))


def channels_of_scopes(mentor_ids: Iterable[int]) -> dict[str, int | None]:
    """The channels of these mentors and of all admins, each with the scope that is theirs."""
    return {f"role:{Role.admin}": None} | {user_channel(id): id for id in mentor_ids}


def watched(user_ids: Collection[int]) -> list[Watched]:
    """These people with the mentors who may see them, in order of their ids. One statement."""
    if not user_ids:
        return []
    names: dict[int, str] = {}
    mentors: dict[int, set[int]] = {}
    for row in ask(_WATCHED, {"ids": list(user_ids)}):
        names[row.id] = row.name
        mentors.setdefault(row.id, set()).update({row.mentor_id} if row.mentor_id else set())
    return [Watched(id, names[id], tuple(sorted(mentors[id]))) for id in sorted(names)]


def mentors_of(student_id: int) -> list[int]:
    """The ids of the mentors who may see this student."""
    return settled(
        ("mentors of", student_id),
        lambda: [id for person in watched([student_id]) for id in person.mentor_ids],
    )


def mentors_of_any(student_ids: Collection[int]) -> list[int]:
    """The ids of the mentors who may see one of these students or more."""
    return sorted({id for person in watched(student_ids) for id in person.mentor_ids})


def mentors_around(user_ids: Collection[int]) -> list[int]:
    """The ids of the mentors who see one of these people, or would if they were students: who mentors them, shares a
    cohort with them, or teaches a course that they are in.
    """
    if not user_ids:
        return []
    pairs = (_assigned(), _of_their_cohorts(), _of_their_courses())
    near = sa.union_all(*pairs).subquery()
    mentors = sa.select(User.id).where(User.id.in_(sa.select(near.c.mentor_id)), User.role == Role.mentor)
    return list(db.session.scalars(mentors.order_by(User.id), {"ids": list(user_ids)}))


def watchers_of(user_id: int) -> list[str]:
    """The channels of those who may see this person."""
    return [channel for person in watched([user_id]) for channel in person.watchers]


_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)


def _assigned() -> sa.Select[int, int | None]:
    theirs = sa.select(User.id.label("student_id"), User.mentor_id.label("mentor_id"))
    return theirs.where(User.id.in_(_IDS), User.mentor_id.is_not(None))


def _of_their_cohorts() -> sa.Select[int, int]:
    """Everybody who shares a cohort with them."""
    own, other = cohort_members.alias("own"), cohort_members.alias("other")
    shared = sa.select(own.c.user_id.label("student_id"), other.c.user_id.label("mentor_id"))
    return shared.join(other, other.c.cohort_id == own.c.cohort_id).where(own.c.user_id.in_(_IDS))


def _of_their_courses() -> sa.Select[int, int]:
    """The teachers of the courses they are enrolled in."""
    taught = sa.select(Enrollment.student_id, course_teachers.c.user_id.label("mentor_id"))
    joined = taught.join(course_teachers, course_teachers.c.course_id == Enrollment.course_id)
    return joined.where(Enrollment.student_id.in_(_IDS), Enrollment.status.in_(OPEN))


def _with_mentors(pairs: sa.Select[int, Any]) -> sa.Select[int, str, Any]:
    """Of these pairs, those of a student and a mentor."""
    pair = pairs.subquery()
    student, mentor = aliased(User), aliased(User)
    return (
        sa.select(student.id, student.name, pair.c.mentor_id)
        .join(pair, pair.c.student_id == student.id)
        .join(mentor, mentor.id == pair.c.mentor_id)
        .where(student.role == Role.student, mentor.role == Role.mentor)
    )


def _watched() -> sa.CompoundSelect[Any]:
    """These people, and with each the mentors who may see them."""
    themselves = sa.select(User.id, User.name, sa.null().label("mentor_id")).where(User.id.in_(_IDS))
    pairs = (_assigned(), _of_their_cohorts(), _of_their_courses())
    return sa.union_all(themselves, *(_with_mentors(some) for some in pairs))


_WATCHED = _watched()
"""Asked at every change of a student's figures, so it is built once."""
