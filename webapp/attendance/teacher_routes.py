"""A teacher's doors to sessions: start or join one, its live page, its marks and its end."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp import accounts
from webapp.accounts import Role, me
from webapp.attendance import actions, codes, lines, marking, queries, records, regions, sheets
from webapp.attendance.boards import Seat, seats_of
from webapp.attendance.inputs import MarkInput, RestInput, StateInput
from webapp.attendance.models import AttendanceSession
from webapp.attendance.routes import bp
from webapp.attendance.wording import status_word
from webapp.core import clock
from webapp.core.answers import form, reshow
from webapp.core.paths import row_id
from webapp.core.sheets import csv_answer
from webapp.flow import commit
from webapp.live.region import fragment

DONE = "attendance/_partials/done.html"


@bp.get("/mentor/attendance")
@accounts.only(Role.mentor)
def taught() -> ResponseReturnValue:
    """The courses that one takes attendance in: what is open, and what was last."""
    found = lines.taught_lines(me())
    shown = [regions.course_line(line.course.id, line) for line in found]
    return render_template("attendance/taught.html", lines=shown, form=form())


@bp.get("/mentor/attendance/<int:session_id>")
@accounts.only(Role.mentor)
def session(session_id: int, student_id: int | None = None) -> ResponseReturnValue:
    """The session as it happens, and afterwards what became of it; with `?correct=`, the form for one mark."""
    found = queries.taught_by(me(), session_id)
    chosen = _chosen(found, student_id or row_id(request.args.get("correct")))
    head, gate, tally, roster = regions.live_page(session_id)
    return render_template(
        "attendance/session.html",
        session=found,
        head=head,
        gate=gate,
        tally=tally,
        roster=roster,
        left=codes.left(clock.now()),
        chosen=chosen,
        changes=records.changes_in(session_id),
        form=form().starting_from(status=chosen.status.value) if chosen and chosen.status else form(),
    )


@bp.get("/mentor/attendance/<int:session_id>/screen")
@accounts.only(Role.mentor)
def screen(session_id: int) -> ResponseReturnValue:
    """For the projector: the code, the count, and nothing else."""
    found = queries.taught_by(me(), session_id)
    return render_template(
        "attendance/screen.html",
        session=found,
        left=codes.left(clock.now()),
        gate=regions.gate(session_id),
        count=regions.screen_count(session_id),
    )


@bp.post("/mentor/attendance/<int:session_id>/state")
@accounts.only(Role.mentor)
@reshow(session)
def change_state(session_id: int) -> ResponseReturnValue:
    """Pause the check-in, or go on."""
    given = StateInput.read(request.form)
    found = queries.taught_by(me(), session_id)
    (actions.pause if given.paused else actions.resume)(found, by=me())
    commit()
    return _page(found.id)


@bp.post("/mentor/attendance/<int:session_id>/end")
@accounts.only(Role.mentor)
@reshow(session)
def end(session_id: int) -> ResponseReturnValue:
    """At once; for a few minutes it can be opened again."""
    actions.end(queries.taught_by(me(), session_id), by=me())
    commit()
    return _page(session_id)


@bp.post("/mentor/attendance/<int:session_id>/reopening")
@accounts.only(Role.mentor)
@reshow(session)
def reopen(session_id: int) -> ResponseReturnValue:
    actions.reopen(queries.taught_by(me(), session_id), by=me())
    commit()
    return _page(session_id)


@bp.post("/mentor/attendance/<int:session_id>/marks/<int:student_id>")
@accounts.only(Role.mentor)
@reshow(session)
def mark(session_id: int, student_id: int) -> ResponseReturnValue:
    """Set or correct one mark. A script is answered with the way to undo it; the seats themselves are pushed."""
    found = queries.taught_by(me(), session_id)
    given = MarkInput.read(request.form)
    before = queries.mark_of(session_id, student_id)
    was = before.status.value if before else "none"
    marking.set_mark(found, student_id, given.mark, by=me(), reason=given.reason)
    name, is_running = accounts.get(student_id).name, found.is_running
    commit()
    words = f"{name}: {status_word(given.mark)}"
    undo = {"status": was} if is_running and was != given.status else None
    return _marked(session_id, words, student_id, undo)


@bp.post("/mentor/attendance/<int:session_id>/rest")
@accounts.only(Role.mentor)
@reshow(session)
def mark_rest(session_id: int) -> ResponseReturnValue:
    """One mark for all who are not here yet."""
    given = RestInput.read(request.form)
    number = marking.mark_rest(queries.taught_by(me(), session_id), given.status, by=me())
    commit()
    flash(f"Marked {number} as {status_word(given.status).lower()}.", "ok")
    return redirect(url_for("attendance.session", session_id=session_id), 303)


@bp.get("/mentor/attendance/<int:session_id>/sheet.csv")
@accounts.only(Role.mentor)
def session_sheet(session_id: int) -> ResponseReturnValue:
    found = queries.taught_by(me(), session_id)
    return csv_answer(
        f"attendance-{session_id}.csv", sheets.HEAD, sheets.session_sheet(found, me().time_zone)
    )


def _chosen(found: AttendanceSession, student_id: int | None) -> Seat | None:
    """Whose mark is to be corrected, once the session is over."""
    if found.is_running or student_id is None:
        return None
    return next((seat for seat in seats_of(found) if seat.student_id == student_id), None)


def _page(session_id: int) -> ResponseReturnValue:
    """For a script the parts that changed, else the page."""
    if "HX-Request" not in request.headers:
        return redirect(url_for("attendance.session", session_id=session_id), 303)
    return fragment({part.id: part.inner() for part in regions.live_page(session_id)})


def _marked(session_id: int, words: str, student_id: int, undo: dict[str, str] | None) -> ResponseReturnValue:
    if "HX-Request" not in request.headers:
        flash(f"{words}.", "ok")
        return redirect(
            url_for("attendance.session", session_id=session_id, _anchor=f"seat-{student_id}"), 303
        )
    door = url_for("attendance.mark", session_id=session_id, student_id=student_id)
    toast = render_template(DONE, words=words, door=door, undo=undo)
    return fragment({"toasts": Markup(toast), "say": Markup("{}").format(words)})  # noqa: S704 - a template's
