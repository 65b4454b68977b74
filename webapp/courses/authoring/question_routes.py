"""The teacher's doors to the questions of a quiz."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role, me
from webapp.core.answers import form, reshow
from webapp.core.bodies import allow_long_texts
from webapp.core.forms import Form
from webapp.courses.authoring import unit_actions
from webapp.courses.authoring.inputs import MOST_CHOICES, QuestionInput, ShiftInput
from webapp.courses.authoring.queries import question_taught_by, quiz_taught_by
from webapp.courses.authoring.unit_routes import edit_unit
from webapp.courses.authoring.versions import version_of
from webapp.courses.models import Question, QuestionKind, Unit
from webapp.courses.routes import bp
from webapp.flow import commit

FEWEST_ROWS = 4


def quiz_of(question_id: int) -> ResponseReturnValue:
    _, unit = question_taught_by(me(), question_id)
    return edit_unit(unit_id=unit.id)


@bp.get("/mentor/units/<int:unit_id>/questions/new")
@accounts.only(Role.mentor)
def new_question(unit_id: int) -> ResponseReturnValue:
    """A blank question of the kind that the address names."""
    unit = quiz_taught_by(me(), unit_id)
    wanted = request.args.get("kind", "")
    kind = QuestionKind(wanted) if wanted in set(QuestionKind) else QuestionKind.single
    return _page(unit, None, form().starting_from(kind=kind, tolerance="0"))


@bp.post("/mentor/units/<int:unit_id>/questions")
@accounts.only(Role.mentor)
@reshow(new_question)
def create_question(unit_id: int) -> ResponseReturnValue:
    allow_long_texts()
    unit = quiz_taught_by(me(), unit_id)
    if "more" in request.form:
        return _page(unit, None, _with_more_rows())
    unit_actions.add_question(unit, QuestionInput.read(request.form), by=me())
    commit()
    return redirect(url_for("courses.edit_unit", unit_id=unit_id, _anchor="questions"), 303)


@bp.get("/mentor/questions/<int:question_id>")
@accounts.only(Role.mentor)
def edit_question(question_id: int) -> ResponseReturnValue:
    question, unit = question_taught_by(me(), question_id)
    return _page(unit, question, form().starting_from(**_written(question)))


@bp.post("/mentor/questions/<int:question_id>")
@accounts.only(Role.mentor)
@reshow(edit_question)
def change_question(question_id: int) -> ResponseReturnValue:
    allow_long_texts()
    question, unit = question_taught_by(me(), question_id)
    if "more" in request.form:
        return _page(unit, question, _with_more_rows())
    unit_actions.change_question(question, unit, QuestionInput.read(request.form), by=me())
    commit()
    return redirect(url_for("courses.edit_unit", unit_id=unit.id, _anchor="questions"), 303)


@bp.post("/mentor/questions/<int:question_id>/place")
@accounts.only(Role.mentor)
def place_question(question_id: int) -> ResponseReturnValue:
    given = ShiftInput.read(request.form)
    question, unit = question_taught_by(me(), question_id)
    unit_actions.move_question(question, unit, given.direction, by=me())
    commit()
    return redirect(url_for("courses.edit_unit", unit_id=unit.id, _anchor=f"question-{question_id}"), 303)


@bp.post("/mentor/questions/<int:question_id>/deletion")
@accounts.only(Role.mentor)
@reshow(quiz_of)
def delete_question(question_id: int) -> ResponseReturnValue:
    question, unit = question_taught_by(me(), question_id)
    unit_actions.delete_question(question, unit, by=me())
    commit()
    return redirect(url_for("courses.edit_unit", unit_id=unit.id, _anchor="questions"), 303)


def _page(unit: Unit, question: Question | None, shown: Form) -> ResponseReturnValue:
    version = version_of(question) if question else ""
    rows = max(FEWEST_ROWS, _rows_of(question) + 1, _number(shown.values.get("rows", "")))
    return render_template(
        "courses/authoring/question.html",
        unit=unit,
        question=question,
        form=shown,
        kind=shown.values.get("kind") or (question.kind if question else QuestionKind.single),
        rows=min(rows, MOST_CHOICES),
        most=MOST_CHOICES,
        version=version,
        clashes="version" in shown.values and shown.values["version"] != version,
    )


def _written(question: Question) -> dict[str, object]:
    """Its texts under the names of the form's fields."""
    values: dict[str, object] = {
        "kind": question.kind,
        "prompt": question.prompt,
        "explanation": question.explanation,
        "answers": "\n".join(question.answers),
        "tolerance": f"{question.tolerance:g}",
    }
    for number, choice in enumerate(question.choices, start=1):
        values |= {f"choice-{number}": choice["text"], f"feedback-{number}": choice.get("feedback", "")}
        values |= {f"right-{number}": "on" if choice["is_correct"] else ""}
    return values


def _with_more_rows() -> Form:
    """What was typed, with room for more choices."""
    typed = Form.typed(request.form)
    rows = str(_number(request.form.get("rows", "")) + FEWEST_ROWS)
    return Form(values={**typed.values, "rows": rows}, lists=typed.lists, was_sent=True)


def _rows_of(question: Question | None) -> int:
    return len(question.choices) if question else 0


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else 0
