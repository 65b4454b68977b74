"""One student, as those who may see them do, and what they answer to a concern; and what a student is seen by."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from webapp import accounts, aims, analytics, attendance, courses, entries, notifications, schedules, tracking
from webapp.accounts import Role
from webapp.core import clock
from webapp.core.answers import form, reshow
from webapp.core.errors import Conflict
from webapp.core.limits import throttle
from webapp.dashboard.inputs import DismissalInput, NoteInput
from webapp.dashboard.routes import bp
from webapp.flow import NoticeKind, commit


@bp.get("/mentor/students/<int:student_id>")
@accounts.only(Role.mentor)
def student(student_id: int) -> ResponseReturnValue:
    """What a student has done and how they stand. Nobody's page, for who may not see them."""
    viewer = accounts.me()
    found = courses.student_of(viewer, student_id)
    return render_template(
        "dashboard/student.html",
        student=found,
        joined=clock.local_day(found.created_at, found.time_zone),
        concern=analytics.concern_about(found),
        ledger=analytics.ledger_seen(found.id),
        week=analytics.week(found.id),
        heat=analytics.heat(found.id),
        courses=courses.courses_seen(found.id),
        feed=tracking.feed_seen(found.id),
        aims=aims.aims_seen(found.id),
        entries=entries.entries_seen(found.id) if entries.reviews(viewer, found.id) else None,
        sessions=schedules.regions.sessions_with(viewer.id, found.id),
        attendance=attendance.shares_seen_by(viewer, found.id),
        form=form("dashboard.dismiss"),
        note=form("dashboard.send_note"),
    )


@bp.post("/mentor/students/<int:student_id>/snoozes")
@accounts.only(Role.mentor)
def snooze(student_id: int) -> ResponseReturnValue:
    """Set aside for a week."""
    found = courses.student_of(accounts.me(), student_id)
    analytics.snooze(found, by=accounts.me())
    commit()
    return _answered(f"{found.name} is set aside for 7 days.")


@bp.post("/mentor/students/<int:student_id>/dismissals")
@accounts.only(Role.mentor)
@reshow(student)
def dismiss(student_id: int) -> ResponseReturnValue:
    """Not at risk, and why."""
    found = courses.student_of(accounts.me(), student_id)
    given = DismissalInput.read(request.form)
    analytics.dismiss(found, by=accounts.me(), reason=given.reason)
    commit()
    flash(f"{found.name} is set aside for four weeks.", "ok")
    return redirect(url_for("dashboard.student", student_id=student_id), 303)


@bp.post("/mentor/students/<int:student_id>/questions")
@accounts.only(Role.mentor)
def ask_again(student_id: int) -> ResponseReturnValue:
    """Take back what set the student aside."""
    found = courses.student_of(accounts.me(), student_id)
    analytics.ask_again(found)
    commit()
    return _answered(f"{found.name} is among the others again.")


@bp.post("/mentor/students/<int:student_id>/notes")
@accounts.only(Role.mentor)
@reshow(student)
def send_note(student_id: int) -> ResponseReturnValue:
    """A line that waits at the student's bell."""
    viewer = accounts.me()
    found = courses.student_of(viewer, student_id)
    throttle("20 per minute", "note", str(viewer.id), message="Too many notes in a row.")
    given = NoteInput.read(request.form)
    if not found.is_active:
        raise Conflict(f"The account of {found.name} is closed: nobody would read it.")
    title = f"A note from {viewer.name}"
    notifications.send(found, by=viewer, kind=NoticeKind.social, title=title, message=given.note)
    commit()
    flash(f"Sent. {found.name} finds it at the bell.", "ok")
    return redirect(url_for("dashboard.student", student_id=student_id), 303)


@bp.get("/profile/seen")
@accounts.only(Role.student)
def seen() -> ResponseReturnValue:
    """What a student's mentors see of them: the same facts, and who these mentors are."""
    me = accounts.me()
    return render_template(
        "dashboard/seen.html", seen=analytics.concern_about(me), mentors=courses.mentors_who_see(me)
    )


def _answered(words: str) -> Response:
    flash(words, "ok")
    return redirect(url_for("dashboard.mentor", _anchor="concerns-head"), 303)
