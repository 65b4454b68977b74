"""What teachers do with one unit: its text, its video, its questions."""

from collections.abc import Sequence

import sqlalchemy as sa

from webapp.accounts import User
from webapp.core.errors import Conflict
from webapp.core.stores import db
from webapp.courses.actions import recount_all
from webapp.courses.authoring.inputs import QuestionInput, UnitInput
from webapp.courses.authoring.ordering import Direction, everyone, number, shift
from webapp.courses.authoring.ownership import take
from webapp.courses.authoring.versions import refuse_clash
from webapp.courses.models import Question, Unit, UnitKind


def change_unit(unit: Unit, given: UnitInput, *, by: User) -> None:
    """Save its text. Whether it is required moves the progress of everybody enrolled."""
    take(unit.course, by, unit)
    refuse_clash(unit, given.version)
    counted_before = unit.is_required
    unit.title, unit.section, unit.body = given.title, given.section, given.body
    unit.minutes, unit.is_required = given.minutes, given.is_required
    if unit.kind is UnitKind.video:
        unit.video_url, unit.transcript = given.video_url, given.transcript
    if counted_before != unit.is_required:
        db.session.flush()
        recount_all(unit.course)


def add_question(unit: Unit, given: QuestionInput, *, by: User) -> Question:
    """At the end of its quiz."""
    take(unit.course, by, unit)
    questions = _questions(unit.id)
    question = Question(unit_id=unit.id, position=len(questions) + 1, kind=given.kind)
    _write(question, given)
    db.session.add(question)
    number([*questions, question])
    db.session.flush()
    return question


def change_question(question: Question, unit: Unit, given: QuestionInput, *, by: User) -> None:
    """Attempts that were marked before stay as they were marked."""
    take(unit.course, by, unit, question)
    refuse_clash(question, given.version)
    _write(question, given)


def move_question(question: Question, unit: Unit, direction: Direction, *, by: User) -> None:
    take(unit.course, by, unit, question)
    shift(_questions(unit.id), question, direction, counts=everyone)


def delete_question(question: Question, unit: Unit, *, by: User) -> None:
    """The last question of a quiz that students meet stays: nobody could pass it without."""
    take(unit.course, by, unit, question)
    is_met = unit.course.is_published and unit.archived_at is None
    left = [other for other in _questions(unit.id) if other is not question]
    if is_met and not left:
        raise Conflict("Nobody could pass this quiz without a question. Take the quiz out first.")
    db.session.delete(question)
    number(left)


def _write(question: Question, given: QuestionInput) -> None:
    question.prompt, question.explanation = given.prompt, given.explanation
    question.choices = [choice.model_dump() for choice in given.choices]
    question.answers, question.tolerance = list(given.answers), given.tolerance


def _questions(unit_id: int) -> Sequence[Question]:
    query = sa.select(Question).where(Question.unit_id == unit_id).order_by(Question.position, Question.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()
