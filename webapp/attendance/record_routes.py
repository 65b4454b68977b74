"""A teacher's doors to a course: its table and sheet, the start of a session, and excuses in advance."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts, courses
from webapp.accounts import Role, me
from webapp.attendance import actions, excusing, queries, records, regions, sheets
from webapp.attendance.inputs import ExcuseInput, StartInput
from webapp.attendance.routes import bp
from webapp.core import clock
from webapp.core.answers import form, reshow
from webapp.core.paths import row_id
from webapp.core.sheets import csv_answer
from webapp.flow import commit


@bp.get("/mentor/attendance/courses/<int:course_id>")
@accounts.only(Role.mentor)
def course_record(course_id: int) -> ResponseReturnValue:
    """Sessions × students of a course."""
    course = courses.taught_by(me(), course_id)
    earlier = row_id(request.args.get("before"))
    return render_template(
        "attendance/course.html",
        course=course,
        line=regions.course_line(course_id),
        record=regions.course_record(course_id, earlier),
        is_earlier=earlier is not None,
        excuses=regions.excuses(course_id),
        students=[(person.id, person.name) for person in queries.people_of(course_id)],
        today=clock.local_day(clock.now(), me().time_zone),
        form=form(),
    )


@bp.post("/mentor/attendance/courses/<int:course_id>/sessions")
@accounts.only(Role.mentor)
@reshow(course_record)
def start(course_id: int) -> ResponseReturnValue:
    """Open a session, or join the one that is running."""
    course = courses.taught_by(me(), course_id)
    given = StartInput.read(request.form)
    ends_at = clock.now() + timedelta(minutes=given.minutes) if given.minutes else None
    session, is_new = actions.start(
        course,
        by=me(),
        grace_minutes=given.grace_minutes,
        ends_at=ends_at,
        schedule_id=given.schedule_id,
        site=request.host_url,
        beside=given.beside,
    )
    session_id = session.id
    commit()
    if not is_new:
        flash("This session was open already. You have joined it.", "ok")
    return redirect(url_for("attendance.session", session_id=session_id), 303)


@bp.get("/mentor/attendance/courses/<int:course_id>/sheet.csv")
@accounts.only(Role.mentor)
def course_sheet(course_id: int) -> ResponseReturnValue:
    """All marks of a course for a spreadsheet."""
    course = courses.taught_by(me(), course_id)
    return csv_answer(
        f"attendance-course-{course_id}.csv", sheets.HEAD, sheets.course_sheet(course, me().time_zone)
    )


@bp.post("/mentor/attendance/courses/<int:course_id>/excuses")
@accounts.only(Role.mentor)
@reshow(course_record)
def excuse(course_id: int) -> ResponseReturnValue:
    """A student will not come."""
    course = courses.taught_by(me(), course_id)
    given = ExcuseInput.read(request.form)
    last_on = given.last_on or given.first_on
    excusing.excuse(
        course, given.student_id, by=me(), first_on=given.first_on, last_on=last_on, reason=given.reason
    )
    commit()
    flash("Excused.", "ok")
    return redirect(url_for("attendance.course_record", course_id=course_id), 303)


@bp.post("/mentor/attendance/courses/<int:course_id>/excuses/<int:excuse_id>/withdrawal")
@accounts.only(Role.mentor)
def withdraw_excuse(course_id: int, excuse_id: int) -> ResponseReturnValue:
    courses.taught_by(me(), course_id)
    excusing.withdraw_excuse(records.excuse_in(course_id, excuse_id), by=me())
    commit()
    return redirect(url_for("attendance.course_record", course_id=course_id), 303)
