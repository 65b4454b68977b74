"""Many courses at once: what there is, and which of them are a student's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import defer, joinedload, selectinload

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import Course, Enrollment, Unit, course_teachers
from webapp.courses.outlines import next_units
from webapp.courses.queries import OPEN


@dataclass(frozen=True)
class NextUnit:
    """Where Continue goes."""

    title: str
    kind: str
    minutes: int | None
    url: str


@dataclass(frozen=True)
class CourseLine:
    """One of a student's courses, as the profile lists it."""

    course: Course
    progress: int
    is_completed: bool
    completed_on: date | None
    next_unit: NextUnit | None
    certificate_url: str | None


def catalogue(user: User) -> Sequence[tuple[Course, Enrollment | None, int]]:
    """Every course this person may see or is in, by title, with their enrollment and its number of units."""
    size = (
        sa.select(sa.func.count(Unit.id))
        .where(Unit.course_id == Course.id, Unit.archived_at.is_(None))
        .scalar_subquery()
    )
    mine = sa.and_(Enrollment.course_id == Course.id, Enrollment.student_id == user.id)
    query = sa.select(Course, Enrollment, size).outerjoin(Enrollment, mine).order_by(Course.title, Course.id)
    if not user.is_admin:
        taught = sa.select(course_teachers.c.course_id).where(course_teachers.c.user_id == user.id)
        is_theirs = sa.or_(Course.id.in_(taught), Enrollment.status.in_(OPEN))
        query = query.where(sa.or_(Course.is_published, is_theirs))
    rows = db.session.execute(query.options(selectinload(Course.teachers)))
    return [(course, enrollment, units) for course, enrollment, units in rows]


def my_courses(student_id: int) -> Sequence[CourseLine]:
    """A student's courses: active ones first, those begun last on top."""
    query = (
        sa.select(Enrollment)
        .where(Enrollment.student_id == student_id, Enrollment.status.in_(OPEN))
        .options(joinedload(Enrollment.course).options(defer(Course.summary)))
        .options(joinedload(Enrollment.certificate))
        .order_by(Enrollment.status, Enrollment.enrolled_at.desc(), Enrollment.id.desc())
    )
    enrollments = db.session.scalars(query).all()
    zone = accounts.get(student_id).time_zone
    ways_on = next_units(student_id, [enrollment.course_id for enrollment in enrollments])
    return [_line(enrollment, ways_on.get(enrollment.course_id), zone) for enrollment in enrollments]


def _line(enrollment: Enrollment, way_on: Unit | None, zone: str) -> CourseLine:
    done_at, certificate = enrollment.completed_at, enrollment.certificate
    next_unit = None
    if way_on is not None and not enrollment.is_completed and enrollment.course.is_published:
        url = url_for("courses.unit", unit_id=way_on.id)
        next_unit = NextUnit(way_on.title, way_on.kind.value, way_on.minutes, url)
    return CourseLine(
        course=enrollment.course,
        progress=enrollment.progress,
        is_completed=enrollment.is_completed,
        completed_on=clock.local_day(done_at, zone) if done_at and enrollment.is_completed else None,
        next_unit=next_unit,
        certificate_url=url_for("courses.certificate", serial=certificate.serial) if certificate else None,
    )
