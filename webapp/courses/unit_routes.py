"""Where students work: the page of a unit, and what they do on it."""

from collections.abc import Sequence

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from webapp import accounts
from webapp.accounts import Role, User
from webapp.core import answers, clock
from webapp.core.bodies import allow_file
from webapp.core.errors import TooLarge
from webapp.core.ids import deed_id
from webapp.core.limits import throttle
from webapp.core.stores import let_go
from webapp.courses import actions, coursework, files, outlines, queries, regions, sheets, submission_queries
from webapp.courses.inputs import WorkInput
from webapp.courses.marking import PASS_PERCENT
from webapp.courses.models import Submission, Unit, UnitKind
from webapp.courses.outlines import UnitState
from webapp.courses.routes import bp
from webapp.courses.videos import video_of
from webapp.flow import commit

MEGABYTE = 1_000_000


@bp.get("/units/<int:unit_id>")
@accounts.only()
def unit(unit_id: int) -> ResponseReturnValue:
    """A unit, for those enrolled; its teachers see it too, without being tracked and without a state of their own."""
    user = accounts.me()
    found = queries.unit_open_to(user, unit_id)
    student_id = user.id if user.is_student else None
    state = outlines.unit_state(student_id, unit_id)
    return render_template(
        "courses/unit.html",
        unit=found,
        state=state,
        state_region=regions.unit_state(student_id, unit_id, state),
        list_region=regions.unit_list(student_id, unit_id, state),
        done_id=_done_id(user, found),
        video=video_of(found) if found.kind is UnitKind.video else None,
        handed_in=_handed_in(found, state),
        sheet=_sheet(found, state) if found.kind is UnitKind.quiz else None,
        pass_percent=PASS_PERCENT,
        form=answers.form(),
    )


@bp.get("/courses/<int:course_id>/units/<path:key>")
@accounts.only()
def unit_by_key(course_id: int, key: str) -> ResponseReturnValue:
    """Where a text says `unit:KEY`: to the unit of that key in its course."""
    found = queries.unit_by_key(accounts.me(), course_id, key)
    return redirect(url_for("courses.unit", unit_id=found.id))


@bp.post("/units/<int:unit_id>/completion")
@accounts.only(Role.student)
def finish(unit_id: int) -> ResponseReturnValue:
    student = accounts.me()
    actions.finish(queries.unit_open_to(student, unit_id), by=student)
    commit()
    return redirect(url_for("courses.unit", unit_id=unit_id), 303)


@bp.post("/units/<int:unit_id>/attempts")
@accounts.only(Role.student)
@answers.reshow(unit)
def answer(unit_id: int) -> ResponseReturnValue:
    """Answers to a quiz, all at once. The page then shows how they were marked."""
    student = accounts.me()
    throttle("30 per minute", "quiz", str(student.id), message="Too many tries in a row.")
    found = queries.unit_open_to(student, unit_id)
    given = sheets.answers_in(found.questions, request.form)
    coursework.answer_quiz(found, by=student, answers=given)
    commit()
    return redirect(url_for("courses.unit", unit_id=unit_id, _anchor="result"), 303)


@bp.post("/units/<int:unit_id>/submissions")
@accounts.only(Role.student)
@answers.reshow(unit)
def hand_in(unit_id: int) -> ResponseReturnValue:
    """Work for an assignment: a text, a file, or both."""
    student = accounts.me()
    throttle("10 per minute", "hand in", str(student.id), message="Too many files in a row.")
    queries.unit_open_to(student, unit_id)
    let_go()
    limit_mb = current_app.extensions["settings"].upload_limit_mb
    _take_up_to(limit_mb)
    work = WorkInput.read(request.form)
    sent = _file_sent()
    kept = coursework.keep_work(sent.stream, sent.filename or "", limit_mb=limit_mb) if sent else None
    coursework.hand_in(queries.unit_open_to(student, unit_id), by=student, text=work.text, file=kept)
    commit()
    return redirect(url_for("courses.unit", unit_id=unit_id, _anchor="result"), 303)


def _take_up_to(limit_mb: int) -> None:
    """Let this request carry a file. One a little too large is read all the same, so that the form can come back."""
    if (request.content_length or 0) > (2 * limit_mb + 1) * MEGABYTE:
        raise TooLarge(
            f"Your file is much larger than {limit_mb} MB, so nothing was handed in. Go back and choose another."
        )
    allow_file(2 * limit_mb)


def _file_sent() -> FileStorage | None:
    """The file of the form; None where the field was left empty."""
    sent = request.files.get("file")
    return sent if sent is not None and sent.filename else None


def _done_id(user: User, unit: Unit) -> str | None:
    """The id that watching this video today has, whether the player reports it or the student marks it: one deed."""
    if not user.is_student or unit.kind is not UnitKind.video:
        return None
    return deed_id(user.id, "video_watch", unit.id, clock.local_day(clock.now(), user.time_zone))


def _handed_in(unit: Unit, state: UnitState) -> Sequence[tuple[Submission, str]]:
    """What a teacher, and nobody else, sees of everybody's work."""
    is_for_teachers = unit.kind is UnitKind.assignment and state.is_preview
    return submission_queries.handed_in(unit) if is_for_teachers else ()


def _sheet(unit: Unit, state: UnitState) -> sheets.Sheet:
    form = answers.form()
    latest = state.attempts[0] if state.attempts and "again" not in request.args else None
    return sheets.sheet(unit.questions, latest, form.lists if form.was_sent else None)


@bp.get("/submissions/<int:submission_id>/file")
@accounts.only()
def submitted_file(submission_id: int) -> ResponseReturnValue:
    """A file that was handed in, to save: for its student and the course's teachers."""
    found = submission_queries.submission_open_to(accounts.me(), submission_id)
    return files.hand_out(found.file_key, found.file_name, "application/octet-stream", download=True)
