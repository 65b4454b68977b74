"""Questions about courses. Finders go through the person: a course that is not theirs to see does not exist."""

import re
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from webapp.accounts import Role, User
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.courses.models import (
    Certificate,
    Course,
    Enrollment,
    EnrollmentStatus,
    Unit,
    course_teachers,
)
from webapp.flow import course_channel

_SERIAL = re.compile(r"[A-Z0-9]{12}", re.ASCII)

OPEN = (EnrollmentStatus.active, EnrollmentStatus.completed)


def visible_to(user: User, course_id: int) -> Course:
    """The course, if this person may see it: published, or theirs to teach. Raises `NotFound`."""
    course = db.session.get(Course, course_id)
    if course is None or not (course.is_published or teaches(user, course)):
        raise NotFound("There is no such course.")
    return course


def taught_by(user: User, course_id: int) -> Course:
    """The course, if this person teaches it or is an admin. Raises `NotFound`."""
    course = db.session.get(Course, course_id)
    if course is None or not teaches(user, course):
        raise NotFound("There is no such course.")
    return course


def teaches(user: User, course: Course) -> bool:
    return user.is_admin or (user.is_staff and any(teacher.id == user.id for teacher in course.teachers))


def unit_open_to(user: User, unit_id: int) -> Unit:
    """The unit, if this person may work in it: enrolled, or a teacher of its course. Raises `NotFound`."""
    unit = db.session.get(Unit, unit_id, options=[joinedload(Unit.course), joinedload(Unit.module)])
    if unit is None or not (_may_work_in(user, unit) or teaches(user, unit.course)):
        raise NotFound("There is no such unit, or you are not enrolled in its course.")
    return unit


def _may_work_in(user: User, unit: Unit) -> bool:
    enrollment = enrollment_of(user.id, unit.course_id)
    return (
        unit.course.is_published
        and enrollment is not None
        and enrollment.is_open
        and unit.archived_at is None
    )


def enrollment_of(student_id: int, course_id: int) -> Enrollment | None:
    theirs = sa.select(Enrollment).where(
        Enrollment.student_id == student_id, Enrollment.course_id == course_id
    )
    return db.session.scalar(theirs)


def unit_by_key(user: User, course_id: int, key: str) -> Unit:
    """The unit that came from that place of an imported course, if this person may work in it. Raises `NotFound`."""
    unit_id = db.session.scalar(
        sa.select(Unit.id)
        .where(Unit.course_id == course_id, Unit.source_key == key, Unit.archived_at.is_(None))
        .order_by(Unit.id)
        .limit(1)
    )
    return unit_open_to(user, unit_id or 0)


def certificate_by_serial(serial: str) -> Certificate:
    """The certificate of that number, in any case and with or without dashes; anybody may ask. Raises `NotFound`."""
    letters = serial.upper().replace("-", "")
    number = "-".join((letters[:4], letters[4:8], letters[8:]))
    found = (
        db.session.scalar(sa.select(Certificate).where(Certificate.serial == number))
        if _SERIAL.fullmatch(letters)
        else None
    )
    if found is None:
        raise NotFound("No certificate has this number.")
    return found


def teachers_of(course_id: int) -> list[int]:
    """The ids of the mentors who teach that course."""
    table = course_teachers.c
    theirs = sa.select(User.id).join(course_teachers, table.user_id == User.id)
    return list(db.session.scalars(theirs.where(table.course_id == course_id, User.role == Role.mentor)))


def taught_ids(user: User) -> sa.Select[int]:
    """The ids of the courses that this person teaches; an admin's are all."""
    if user.is_admin:
        return sa.select(Course.id)
    taught = sa.select(course_teachers.c.course_id).where(course_teachers.c.user_id == user.id)
    return taught if user.is_staff else taught.where(sa.false())


_HEARD = (
    sa.select(Enrollment.course_id, sa.literal(0))
    .where(Enrollment.student_id == sa.bindparam("user_id"), Enrollment.status.in_(OPEN))
    .union(
        sa.select(course_teachers.c.course_id, sa.literal(1)).where(
            course_teachers.c.user_id == sa.bindparam("user_id")
        )
    )
)
"""Asked by every stream that opens, so it is built once. 1 is said of the courses that they teach."""


def channels_of(user: User) -> list[str]:
    """The courses a person hears: enrolled in, or teaching; a teacher also what is for the course's staff."""
    rows = db.session.execute(_HEARD, {"user_id": user.id}).all()
    heard = dict.fromkeys(course_channel(course_id) for course_id, _ in rows)
    staff = [staff_channel(course_id) for course_id, taught in rows if taught and user.is_staff]
    return [*heard, *staff]


def narrow_channels(user: User, course_ids: Collection[int]) -> list[str]:
    """Of these courses, what not all of them hear: the channel of their staff, or that of one student."""
    if user.is_student:
        return [student_channel(course_id, user.id) for course_id in course_ids]
    theirs = sa.select(Course.id).where(Course.id.in_(course_ids), Course.id.in_(taught_ids(user)))
    return [staff_channel(course_id) for course_id in db.session.scalars(theirs)]


def staff_channel(course_id: int) -> str:
    """What the teachers of a course hear and its students do not."""
    return f"course:{course_id}:staff"


def student_channel(course_id: int, student_id: int) -> str:
    """What is told of one student in a course, for a program of theirs that listens to that course alone."""
    return f"course:{course_id}:student:{student_id}"


def heard_by(user: User, course_ids: Collection[int]) -> set[int]:
    """Of these courses, those that a person may listen to: what they hear by themselves; for an admin all there are."""
    if not course_ids:
        return set()
    if user.is_admin:
        return set(db.session.scalars(sa.select(Course.id).where(Course.id.in_(course_ids))))
    return set(db.session.scalars(_HEARD, {"user_id": user.id})).intersection(course_ids)
