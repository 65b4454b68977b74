"""The profile of a student, and where everybody else begins."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts, aims, analytics, courses, tracking
from webapp.core import clock
from webapp.core.ids import deed_id

bp = Blueprint("dashboard", __name__)


@bp.get("/")
@accounts.only()
def profile() -> ResponseReturnValue:
    """A student's own page; mentors and admins go to their dashboard."""
    student = accounts.me()
    if not student.is_student:
        return redirect(url_for("dashboard.mentor"), 303)
    weights = {
        "lesson_minutes": analytics.LESSON_MINUTES,
        "video_minutes": analytics.VIDEO_MINUTES,
        "view_minutes": analytics.VIEW_MINUTES,
    }
    return render_template(
        "dashboard/profile.html",
        student=student,
        weights=weights,
        said=accounts.regions.student_said(student.id),
        now=clock.now(),
        view_id=deed_id(student.id, "profile_view", clock.now().isoformat()),
        ledger=analytics.ledger(student.id),
        corrections=analytics.corrections(student.id),
        week=analytics.week(student.id),
        courses=courses.my_courses(student.id),
        heat=analytics.heat(student.id),
        streak=analytics.streak(student.id),
        feed=tracking.feed(student.id),
        achievements=analytics.achievements(student.id),
        aims=aims.aims(student.id),
    )
