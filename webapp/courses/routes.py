"""Where students find courses and work in them."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role
from webapp.courses import actions, queries
from webapp.flow import commit

bp = Blueprint("courses", __name__)


@bp.get("/courses")
@accounts.only()
def catalogue() -> ResponseReturnValue:
    """Every course there is for this person."""
    user = accounts.me()
    return render_template("courses/catalogue.html", rows=queries.catalogue(user))


@bp.get("/mentor/courses")
@accounts.only(Role.mentor)
def taught() -> ResponseReturnValue:
    """The courses that this person teaches."""
    return render_template("courses/taught.html", rows=queries.catalogue(accounts.me()))


@bp.get("/courses/<int:course_id>")
@accounts.only()
def course(course_id: int) -> ResponseReturnValue:
    user = accounts.me()
    found = queries.visible_to(user, course_id)
    return render_template("courses/course.html", course=found, outline=queries.outline(found.id, user.id))


@bp.post("/courses/<int:course_id>/enrolment")
@accounts.only(Role.student)
def enroll(course_id: int) -> ResponseReturnValue:
    student = accounts.me()
    actions.enroll(student, queries.visible_to(student, course_id))
    commit()
    return redirect(url_for("courses.course", course_id=course_id), 303)


@bp.get("/units/<int:unit_id>")
@accounts.only()
def unit(unit_id: int) -> ResponseReturnValue:
    found = queries.unit_open_to(accounts.me(), unit_id)
    return render_template("courses/unit.html", unit=found)


@bp.post("/units/<int:unit_id>/completion")
@accounts.only(Role.student)
def finish(unit_id: int) -> ResponseReturnValue:
    student = accounts.me()
    actions.finish(queries.unit_open_to(student, unit_id), by=student)
    commit()
    return redirect(url_for("courses.unit", unit_id=unit_id), 303)


@bp.get("/certificates/<serial>")
def certificate(serial: str) -> ResponseReturnValue:
    """Anybody may check a certificate."""
    return render_template("courses/certificate.html", certificate=queries.certificate_by_serial(serial))
