"""A course in the order it is worked through, and where one student stands in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from webapp.core.stores import db
from webapp.courses.models import (
    Certificate,
    Course,
    Enrollment,
    Module,
    QuizAttempt,
    Submission,
    Unit,
    UnitCompletion,
    UnitKind,
)

MOST_SHOWN = 20
"""How many earlier tries or submissions a unit page lists."""


@dataclass(frozen=True)
class OutlineUnit:
    """A unit in an outline; `state` is done, current (where Continue goes) or open."""

    unit: Unit
    state: str


@dataclass(frozen=True)
class OutlineModule:
    """A module with its units under their sub-headings, and how many of them are done."""

    module: Module
    sections: Sequence[tuple[str, Sequence[OutlineUnit]]]
    finished: int
    total: int
    is_current: bool
    """Whether it holds the unit where Continue goes."""


@dataclass(frozen=True)
class Outline:
    """A course with its modules and units in order, and where one student stands in it; nobody, in a preview."""

    course: Course
    modules: Sequence[OutlineModule]
    enrollment: Enrollment | None
    is_preview: bool
    is_taught: bool
    """Whether a preview is that of its teachers, who may open every unit."""
    finished: int
    total: int
    required: int
    next_unit: Unit | None

    @property
    def certificate(self) -> Certificate | None:
        return self.enrollment.certificate if self.enrollment else None

    @property
    def is_open(self) -> bool:
        """Whether its units may be opened."""
        if self.is_preview:
            return self.is_taught
        return self.enrollment is not None and self.enrollment.is_open


@dataclass(frozen=True)
class UnitState:
    """Where one student stands in a unit, and the way around it. Attempts and submissions are newest first."""

    unit: Unit
    is_preview: bool
    number: int
    total: int
    previous: Unit | None
    following: Unit | None
    siblings: Sequence[OutlineUnit]
    """The units of its module; the unit itself is the current one."""
    completion: UnitCompletion | None
    attempts: Sequence[QuizAttempt]
    submissions: Sequence[Submission]
    certificate: Certificate | None

    @property
    def finished(self) -> int:
        return sum(sibling.state == "done" for sibling in self.siblings)

    @property
    def passed(self) -> QuizAttempt | None:
        """The newest passed attempt among those listed."""
        return next((attempt for attempt in self.attempts if attempt.is_passed), None)


def outline(course_id: int, student_id: int | None, *, is_taught: bool = False) -> Outline:
    """A course in order, and where this student stands in it. Without a student: as its teachers or others see it."""
    units = units_in_order(course_id)
    done = _done(course_id, student_id)
    next_unit = next((unit for unit in units if unit.id not in done), None)

    def state(unit: Unit) -> OutlineUnit:
        is_current = unit is next_unit and student_id is not None
        return OutlineUnit(unit, "done" if unit.id in done else "current" if is_current else "open")

    modules = []
    for _, group in groupby(units, key=lambda unit: unit.module_id):
        listed = list(group)
        states = [state(unit) for unit in listed]
        sections = [(name, list(some)) for name, some in groupby(states, key=lambda one: one.unit.section)]
        finished = sum(one.state == "done" for one in states)
        modules.append(
            OutlineModule(listed[0].module, sections, finished, len(listed), is_current=next_unit in listed)
        )
    return Outline(
        course=db.session.get_one(Course, course_id),
        modules=modules,
        enrollment=_enrollment(course_id, student_id),
        is_preview=student_id is None,
        is_taught=is_taught,
        finished=sum(unit.id in done for unit in units),
        total=len(units),
        required=sum(unit.is_required for unit in units),
        next_unit=next_unit,
    )


def unit_state(student_id: int | None, unit_id: int) -> UnitState:
    """Where a student stands in a unit. Without a student: as its teachers see it."""
    unit = db.session.get_one(Unit, unit_id, options=[joinedload(Unit.course), joinedload(Unit.module)])
    units = units_in_order(unit.course_id)
    done = _done(unit.course_id, student_id)
    place = next((place for place, one in enumerate(units) if one.id == unit.id), None)
    completion = db.session.get(UnitCompletion, (student_id, unit_id)) if unit_id in done else None
    enrollment = _enrollment(unit.course_id, student_id)
    return UnitState(
        unit=unit,
        is_preview=student_id is None,
        number=0 if place is None else place + 1,
        total=len(units),
        previous=units[place - 1] if place else None,
        following=units[place + 1] if place is not None and place + 1 < len(units) else None,
        siblings=[
            OutlineUnit(one, "done" if one.id in done else "current" if one.id == unit_id else "open")
            for one in units
            if one.module_id == unit.module_id
        ],
        completion=completion,
        attempts=_attempts(student_id, unit),
        submissions=_submissions(student_id, unit),
        certificate=enrollment.certificate if enrollment else None,
    )


def units_in_order(course_id: int) -> Sequence[Unit]:
    """The units of a course as they are worked through, without their long texts."""
    query = (
        sa.select(Unit)
        .join(Module, Unit.module_id == Module.id)
        .where(Unit.course_id == course_id, Unit.archived_at.is_(None))
        .options(joinedload(Unit.module), defer(Unit.body), defer(Unit.transcript))
        .order_by(Module.position, Module.id, Unit.position, Unit.id)
    )
    return db.session.scalars(query).all()


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
    return {
        unit.course_id: unit
        for unit in db.session.scalars(first.options(defer(Unit.body), defer(Unit.transcript)))
    }


def _done(course_id: int, student_id: int | None) -> set[int]:
    if student_id is None:
        return set()
    finished = sa.select(UnitCompletion.unit_id).where(
        UnitCompletion.student_id == student_id, UnitCompletion.course_id == course_id
    )
    return set(db.session.scalars(finished))


def _enrollment(course_id: int, student_id: int | None) -> Enrollment | None:
    if student_id is None:
        return None
    theirs = sa.select(Enrollment).where(
        Enrollment.student_id == student_id, Enrollment.course_id == course_id
    )
    return db.session.scalar(theirs.options(joinedload(Enrollment.certificate)))


def _attempts(student_id: int | None, unit: Unit) -> Sequence[QuizAttempt]:
    if student_id is None or unit.kind is not UnitKind.quiz:
        return ()
    theirs = sa.select(QuizAttempt).where(
        QuizAttempt.student_id == student_id, QuizAttempt.unit_id == unit.id
    )
    return db.session.scalars(theirs.order_by(QuizAttempt.id.desc()).limit(MOST_SHOWN)).all()


def _submissions(student_id: int | None, unit: Unit) -> Sequence[Submission]:
    if student_id is None or unit.kind is not UnitKind.assignment:
        return ()
    theirs = sa.select(Submission).where(Submission.student_id == student_id, Submission.unit_id == unit.id)
    return db.session.scalars(theirs.order_by(Submission.id.desc()).limit(MOST_SHOWN)).all()
