"""What a teacher works on. Whatever they do not teach does not exist for them; admins teach everything."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload, undefer

from webapp.accounts import User
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.courses.models import (
    Course,
    CourseFile,
    Enrollment,
    Module,
    Question,
    Unit,
    UnitKind,
    course_teachers,
)
from webapp.courses.queries import OPEN, teaches


@dataclass(frozen=True)
class TaughtCourse:
    """A line in the list of what one teaches."""

    course: Course
    units: int
    learners: int


@dataclass(frozen=True)
class EditedUnit:
    """A unit as its teacher sees it. `lacks` says what is still missing in it, or nothing."""

    unit: Unit
    lacks: str


@dataclass(frozen=True)
class EditedModule:
    module: Module
    units: Sequence[EditedUnit]
    taken_out: Sequence[EditedUnit]

    @property
    def is_empty(self) -> bool:
        return not (self.units or self.taken_out)


def courses_taught_by(user: User) -> Sequence[TaughtCourse]:
    """By title; an admin's are all."""
    units = _count(Unit).where(Unit.course_id == Course.id, Unit.archived_at.is_(None)).scalar_subquery()
    learners = (
        _count(Enrollment)
        .where(Enrollment.course_id == Course.id, Enrollment.status.in_(OPEN))
        .scalar_subquery()
    )
    query = sa.select(Course, units, learners).order_by(Course.title, Course.id)
    if not user.is_admin:
        theirs = sa.select(course_teachers.c.course_id).where(course_teachers.c.user_id == user.id)
        query = query.where(Course.id.in_(theirs))
    rows = db.session.execute(query.options(selectinload(Course.teachers)))
    return [TaughtCourse(*row) for row in rows]


def module_taught_by(user: User, module_id: int) -> Module:
    module = db.session.get(Module, module_id, options=[joinedload(Module.course)])
    if module is None or not teaches(user, module.course):
        raise NotFound("There is no such module.")
    return module


def unit_taught_by(user: User, unit_id: int) -> Unit:
    unit = db.session.get(Unit, unit_id, options=[joinedload(Unit.course), joinedload(Unit.module)])
    if unit is None or not teaches(user, unit.course):
        raise NotFound("There is no such unit.")
    return unit


def quiz_taught_by(user: User, unit_id: int) -> Unit:
    unit = unit_taught_by(user, unit_id)
    if unit.kind is not UnitKind.quiz:
        raise NotFound("Only quizzes have questions.")
    return unit


def question_taught_by(user: User, question_id: int) -> tuple[Question, Unit]:
    """The question and the quiz it stands in."""
    question = db.session.get(Question, question_id)
    unit = db.session.get_one(Unit, question.unit_id) if question else None
    if question is None or unit is None or not teaches(user, unit.course):
        raise NotFound("There is no such question.")
    return question, unit


def file_taught_by(user: User, file_id: int) -> tuple[CourseFile, Course]:
    """The file and the course it belongs to."""
    file = db.session.get(CourseFile, file_id)
    course = db.session.get_one(Course, file.course_id) if file else None
    if file is None or course is None or not teaches(user, course):
        raise NotFound("There is no such file.")
    return file, course


def modules_in_order(course_id: int) -> Sequence[Module]:
    return db.session.scalars(
        sa.select(Module).where(Module.course_id == course_id).order_by(Module.position, Module.id)
    ).all()


def is_empty(module_id: int) -> bool:
    """Whether a module holds no unit, not even one that was taken out."""
    return not db.session.scalar(sa.select(sa.exists().where(Unit.module_id == module_id)))


def edited_modules(course_id: int) -> Sequence[EditedModule]:
    """Everything in a course in order, also what was taken out. Three queries, however large it is."""
    units = sa.select(Unit).where(Unit.course_id == course_id).order_by(Unit.position, Unit.id)
    without_texts = units.options(sa.orm.defer(Unit.body), sa.orm.defer(Unit.transcript))
    asked = sa.select(Question.unit_id).join(Unit, Question.unit_id == Unit.id)
    with_questions = set(db.session.scalars(asked.where(Unit.course_id == course_id).distinct()))
    by_module: dict[int, tuple[list[EditedUnit], list[EditedUnit]]] = {}
    for unit in db.session.scalars(without_texts):
        shown, taken_out = by_module.setdefault(unit.module_id, ([], []))
        line = EditedUnit(unit, _lack(unit, has_questions=unit.id in with_questions))
        (shown if unit.archived_at is None else taken_out).append(line)
    return [
        EditedModule(module, *by_module.get(module.id, ([], []))) for module in modules_in_order(course_id)
    ]


def quizzes_without_questions(course_id: int) -> Sequence[Unit]:
    """Quizzes in a course that students meet and nobody could pass."""
    shown = (Unit.course_id == course_id, Unit.archived_at.is_(None), Unit.kind == UnitKind.quiz)
    asked = sa.exists().where(Question.unit_id == Unit.id)
    return db.session.scalars(sa.select(Unit).where(*shown, ~asked).order_by(Unit.position)).all()


def number_of_units(course_id: int) -> int:
    """How many units students meet."""
    shown = _count(Unit).where(Unit.course_id == course_id, Unit.archived_at.is_(None))
    return db.session.scalar(shown) or 0


def number_of_learners(course_id: int) -> int:
    open_ones = _count(Enrollment).where(Enrollment.course_id == course_id, Enrollment.status.in_(OPEN))
    return db.session.scalar(open_ones) or 0


def has_ever_had_learners(course_id: int) -> bool:
    return db.session.scalar(sa.select(sa.exists().where(Enrollment.course_id == course_id))) or False


def texts_of(course_id: int) -> Sequence[Unit]:
    """All units of a course with their long texts and questions, to look something up in them."""
    query = sa.select(Unit).where(Unit.course_id == course_id).order_by(Unit.position, Unit.id)
    options = [undefer(Unit.body), selectinload(Unit.questions)]
    return db.session.scalars(query.options(*options)).all()


def _lack(unit: Unit, *, has_questions: bool) -> str:
    if unit.kind is UnitKind.quiz and not has_questions:
        return "No questions yet"
    if unit.kind is UnitKind.video and not (unit.video_url or unit.video_file):
        return "No video yet"
    return ""


def _count(model: type[Unit] | type[Enrollment]) -> "sa.Select[tuple[int]]":
    return sa.select(sa.func.count(model.id))
