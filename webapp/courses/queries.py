"""Questions about courses. Finders go through the person: a course that is not theirs to see does not exist."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import joinedload, selectinload

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.courses.models import (
    Certificate,
    Course,
    Enrollment,
    EnrollmentStatus,
    Module,
    QuizAttempt,
    Submission,
    Unit,
    UnitCompletion,
    UnitKind,
    course_teachers,
)

OPEN = (EnrollmentStatus.active, EnrollmentStatus.completed)


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


@dataclass(frozen=True)
class OutlineUnit:
    """A unit in an outline; `state` is done, current or open."""

    unit: Unit
    state: str


@dataclass(frozen=True)
class Outline:
    """A course with its modules and units in order, and where one student stands in it."""

    course: Course
    modules: Sequence[tuple[Module, Sequence[OutlineUnit]]]
    enrollment: Enrollment | None
    finished: int
    total: int
    next_unit: Unit | None


@dataclass(frozen=True)
class UnitState:
    """Where one student stands in a unit. Attempts and submissions are newest first."""

    unit: Unit
    completion: UnitCompletion | None
    attempts: Sequence[QuizAttempt]
    submissions: Sequence[Submission]
    enrollment: Enrollment | None
    next_unit: Unit | None


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


def catalogue(user: User) -> Sequence[tuple[Course, Enrollment | None, int]]:
    """Every course this person may see, by title, with their enrollment and its number of units."""
    size = (
        sa.select(sa.func.count(Unit.id))
        .where(Unit.course_id == Course.id, Unit.archived_at.is_(None))
        .scalar_subquery()
    )
    mine = sa.and_(Enrollment.course_id == Course.id, Enrollment.student_id == user.id)
    query = sa.select(Course, Enrollment, size).outerjoin(Enrollment, mine).order_by(Course.title, Course.id)
    if not user.is_admin:
        taught = sa.select(course_teachers.c.course_id).where(course_teachers.c.user_id == user.id)
        query = query.where(sa.or_(Course.is_published, Course.id.in_(taught)))
    rows = db.session.execute(query.options(selectinload(Course.teachers)))
    return [(course, enrollment, units) for course, enrollment, units in rows]


def my_courses(student_id: int) -> Sequence[CourseLine]:
    """A student's courses: active ones first, those begun last on top."""
    query = (
        sa.select(Enrollment)
        .where(Enrollment.student_id == student_id, Enrollment.status.in_(OPEN))
        .options(joinedload(Enrollment.course), joinedload(Enrollment.certificate))
        .order_by(Enrollment.status, Enrollment.enrolled_at.desc())
    )
    enrollments = db.session.scalars(query).all()
    zone = accounts.get(student_id).time_zone
    ways_on = next_units(student_id, [enrollment.course_id for enrollment in enrollments])
    return [_line(enrollment, ways_on.get(enrollment.course_id), zone) for enrollment in enrollments]


def _line(enrollment: Enrollment, way_on: Unit | None, zone: str) -> CourseLine:
    done_at, certificate = enrollment.completed_at, enrollment.certificate
    next_unit = None
    if way_on is not None and not enrollment.is_completed:
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


def next_units(student_id: int, course_ids: Iterable[int]) -> dict[int, Unit]:
    """By course, the first unit in order that the student has not finished. One query for all courses."""
    done = sa.and_(UnitCompletion.unit_id == Unit.id, UnitCompletion.student_id == student_id)
    place = sa.func.row_number().over(
        partition_by=Unit.course_id, order_by=(Module.position, Module.id, Unit.position, Unit.id)
    )
    ranked = (
        sa.select(Unit.id, place.label("place"))
        .join(Module, Unit.module_id == Module.id)
        .outerjoin(UnitCompletion, done)
        .where(
            Unit.course_id.in_(list(course_ids)), Unit.archived_at.is_(None), UnitCompletion.unit_id.is_(None)
        )
        .subquery()
    )
    first = sa.select(Unit).join(ranked, Unit.id == ranked.c.id).where(ranked.c.place == 1)
    return {unit.course_id: unit for unit in db.session.scalars(first)}


def outline(course_id: int, student_id: int) -> Outline:
    """A course in order, and where this student stands in it."""
    course = db.session.get_one(Course, course_id)
    units = units_in_order(course_id)
    finished = sa.select(UnitCompletion.unit_id).where(
        UnitCompletion.student_id == student_id, UnitCompletion.course_id == course_id
    )
    done = set(db.session.scalars(finished))
    next_unit = next((unit for unit in units if unit.id not in done), None)
    by_module: dict[int, tuple[Module, list[OutlineUnit]]] = {}
    for unit in units:
        state = "done" if unit.id in done else "current" if unit is next_unit else "open"
        by_module.setdefault(unit.module_id, (unit.module, []))[1].append(OutlineUnit(unit, state))
    return Outline(
        course=course,
        modules=list(by_module.values()),
        enrollment=enrollment_of(student_id, course_id),
        finished=sum(unit.id in done for unit in units),
        total=len(units),
        next_unit=next_unit,
    )


def units_in_order(course_id: int) -> Sequence[Unit]:
    """The units of a course as they are worked through, without their long texts."""
    query = (
        sa.select(Unit)
        .join(Module, Unit.module_id == Module.id)
        .where(Unit.course_id == course_id, Unit.archived_at.is_(None))
        .options(joinedload(Unit.module), sa.orm.defer(Unit.body), sa.orm.defer(Unit.transcript))
        .order_by(Module.position, Module.id, Unit.position, Unit.id)
    )
    return db.session.scalars(query).all()


def unit_state(student_id: int, unit_id: int) -> UnitState:
    """Where a student stands in a unit."""
    unit = db.session.get_one(Unit, unit_id)
    attempts: Sequence[QuizAttempt] = ()
    submissions: Sequence[Submission] = ()
    if unit.kind is UnitKind.quiz:
        theirs = sa.select(QuizAttempt).where(
            QuizAttempt.student_id == student_id, QuizAttempt.unit_id == unit_id
        )
        attempts = db.session.scalars(theirs.order_by(QuizAttempt.id.desc()).limit(20)).all()
    if unit.kind is UnitKind.assignment:
        handed = sa.select(Submission).where(
            Submission.student_id == student_id, Submission.unit_id == unit_id
        )
        submissions = db.session.scalars(handed.order_by(Submission.id.desc()).limit(20)).all()
    return UnitState(
        unit=unit,
        completion=db.session.get(UnitCompletion, (student_id, unit_id)),
        attempts=attempts,
        submissions=submissions,
        enrollment=enrollment_of(student_id, unit.course_id),
        next_unit=next_units(student_id, [unit.course_id]).get(unit.course_id),
    )


def certificate_by_serial(serial: str) -> Certificate:
    """The certificate of that number; anybody may ask. Raises `NotFound`."""
    found = db.session.scalar(sa.select(Certificate).where(Certificate.serial == serial.upper()))
    if found is None:
        raise NotFound("No certificate has this number.")
    return found


def channels_of(user: User) -> list[str]:
    """The courses a person hears: enrolled in, or teaching."""
    enrolled = sa.select(Enrollment.course_id).where(
        Enrollment.student_id == user.id, Enrollment.status.in_(OPEN)
    )
    taught = sa.select(course_teachers.c.course_id).where(course_teachers.c.user_id == user.id)
    return [f"course:{course_id}" for course_id in db.session.scalars(enrolled.union(taught))]
