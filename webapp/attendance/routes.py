"""A student's doors: the check-in, which a GET never does, and their own record."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp import accounts
from webapp.accounts import Role, me
from webapp.attendance import actions, asking, queries, regions, sheets
from webapp.attendance.inputs import TRIES, AskInput, CheckInInput
from webapp.attendance.models import AttendanceMark, MarkSource, MarkStatus
from webapp.attendance.wording import status_letter, status_word
from webapp.core.answers import form, reshow
from webapp.core.errors import Conflict, Invalid, Problem
from webapp.core.limits import throttle
from webapp.core.paths import row_id
from webapp.core.sheets import csv_answer
from webapp.flow import commit
from webapp.live.region import fragment

bp = Blueprint("attendance", __name__)
bp.add_app_template_filter(status_word)
bp.add_app_template_filter(status_letter)

WRONG = "attend-wrong"


@bp.get("/attendance")
@accounts.only(Role.student)
def mine(session_id: int | None = None) -> ResponseReturnValue:
    """A student's record, by course; with `?ask=`, a line to the teacher of that session."""
    asked = session_id or row_id(request.args.get("ask"))
    return render_template(
        "attendance/mine.html", record=regions.own_record(me().id), asked=asked, form=form()
    )


@bp.get("/attendance.csv")
@accounts.only(Role.student)
def my_sheet() -> ResponseReturnValue:
    return csv_answer("attendance.csv", sheets.HEAD, sheets.own_sheet(me()))


@bp.get("/attendance/check-in")
@accounts.only(Role.student)
def check_in_page() -> ResponseReturnValue:
    """The code alone on a page, where a form that was refused comes back."""
    return render_template("attendance/check_in.html", form=form(), sessions=queries.shown_to(me().id))


@bp.post("/attendance/check-in")
@accounts.only(Role.student)
@reshow(check_in_page)
def check_in() -> ResponseReturnValue:
    """By the code that was typed. On the top of a page a refusal is said there, and the page stays."""
    try:
        _count_try()
        mark = actions.check_in_by_code(me(), CheckInInput.read(request.form).code, source=MarkSource.code)
    except Problem as problem:
        if "HX-Request" not in request.headers:
            raise
        words = next(iter(problem.fields.values()), problem.message)
        return fragment({WRONG: Markup("{}").format(words)}), 422
    return _checked_in(mark)


@bp.get("/in")
def typed_in() -> ResponseReturnValue:
    """The short address that stands under the code on the screen, for those who type it."""
    return redirect(url_for("attendance.check_in_page"), 302)


@bp.get("/in/<code>")
@accounts.only()
def arrive(code: str) -> ResponseReturnValue:
    """Where the picture on the screen leads: the course and one button. Looking marks nobody, and is a try too."""
    student, session, refused = me(), None, ""
    if student.is_student:
        if request.method != "POST":
            _count_try()
        try:
            session = actions.session_with(student, code)
        except (Invalid, Conflict) as problem:
            refused = problem.fields.get("code", problem.message)
    return render_template("attendance/arrive.html", code=code, session=session, refused=refused, form=form())


@bp.post("/in/<code>")
@accounts.only(Role.student)
@reshow(arrive)
def arrive_now(code: str) -> ResponseReturnValue:
    """By the picture: pressing the button."""
    _count_try()
    return _checked_in(actions.check_in_by_code(me(), code, source=MarkSource.qr))


@bp.post("/attendance/<int:session_id>/asking")
@accounts.only(Role.student)
@reshow(mine)
def ask(session_id: int) -> ResponseReturnValue:
    """A note to the teacher: a mark is not right."""
    student = me()
    throttle("5 per hour", "attendance-asking", str(student.id))
    asking.ask(queries.open_to(student, session_id), by=student, words=AskInput.read(request.form).words)
    commit()
    flash("Sent. Your teacher sees it with your name and the session.", "ok")
    return redirect(url_for("attendance.mine"), 303)


def _count_try() -> None:
    """For each student their own: a class behind one address is not in its own way."""
    throttle(TRIES, "check-in", str(me().id), message="Too many tries with the code.")


def _checked_in(mark: AttendanceMark) -> ResponseReturnValue:
    words = f"Checked in, {'late' if mark.status is MarkStatus.late else 'on time'}."
    commit()
    if "HX-Request" in request.headers:
        banner = regions.banner(me().id)
        return fragment({banner.id: banner.inner(), WRONG: Markup(""), "say": Markup("{}").format(words)})
    flash(words, "ok")
    return redirect(url_for("attendance.mine"), 303)
