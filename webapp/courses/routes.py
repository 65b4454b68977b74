"""Where students find courses, enter them and leave them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role
from webapp.core import clock
from webapp.core.ids import deed_id
from webapp.courses import actions, overviews, queries, regions
from webapp.courses.texts import course_text
from webapp.flow import commit

bp = Blueprint("courses", __name__)
bp.add_app_template_filter(course_text)


@bp.get("/courses")
@accounts.only()
def catalogue() -> ResponseReturnValue:
    """A student's own courses, then every other that this person may see."""
    user = accounts.me()
    rows = overviews.catalogue(user)
    others = [(course, gone, units) for course, gone, units in rows if gone is None or not gone.is_open]
    cards = regions.course_cards(user.id) if user.is_student else None
    return render_template("courses/catalogue.html", cards=cards, others=others, mine=len(rows) - len(others))


@bp.get("/courses/<int:course_id>")
@accounts.only()
def course(course_id: int) -> ResponseReturnValue:
    """A course and its outline. A student's visit counts once on each of their days."""
    user = accounts.me()
    found = queries.visible_to(user, course_id)
    enrollment = queries.enrollment_of(user.id, course_id)
    is_in = enrollment is not None and enrollment.is_open
    is_taught = queries.teaches(user, found)
    day = clock.local_day(clock.now(), user.time_zone)
    return render_template(
        "courses/course.html",
        course=found,
        is_taught=is_taught,
        is_in=is_in,
        outline=regions.course_outline(user.id if user.is_student else None, course_id, is_taught=is_taught),
        view_id=deed_id(user.id, "course_view", course_id, day) if is_in else None,
    )


@bp.post("/courses/<int:course_id>/enrolment")
@accounts.only(Role.student)
def enroll(course_id: int) -> ResponseReturnValue:
    student = accounts.me()
    actions.enroll(student, queries.visible_to(student, course_id))
    commit()
    accounts.end_streams(student.id)
    return redirect(url_for("courses.course", course_id=course_id), 303)


@bp.post("/courses/<int:course_id>/leaving")
@accounts.only(Role.student)
def leave(course_id: int) -> ResponseReturnValue:
    """Out of a course, without losing anything in it."""
    student = accounts.me()
    found = queries.visible_to(student, course_id)
    actions.leave(student, found)
    title = found.title
    commit()
    accounts.end_streams(student.id)
    flash(f"You left {title}. Enrol again and you go on where you were.")
    return redirect(url_for("courses.course", course_id=course_id), 303)
