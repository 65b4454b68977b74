"""The form by which a mentor plans a session and changes it."""

import functools
import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp import accounts, courses
from webapp.accounts import Role, me
from webapp.core import clock
from webapp.core.answers import View, form, reshow
from webapp.core.errors import Invalid, NotFound
from webapp.core.forms import Form
from webapp.core.stores import db
from webapp.core.walltime import turn_of
from webapp.core.words import duration
from webapp.courses.lateness import GRACE_MINUTES
from webapp.flow import commit
from webapp.schedules import actions, queries
from webapp.schedules.advice import Advice, advice_on, whom
from webapp.schedules.choices import choices_of
from webapp.schedules.door import bp
from webapp.schedules.inputs import LENGTHS, MOST_STUDENTS, REMINDERS, SEVERAL, ScheduleInput
from webapp.schedules.models import Schedule
from webapp.schedules.participants import Party
from webapp.schedules.versions import versions
from webapp.schedules.weeks import week_of


def or_as_new(deed: View) -> View:
    """Where the session was deleted while its form was open, that is said, and what was typed is shown as the form of a
    new one (410).
    """

    @functools.wraps(deed)
    def attempt(**path: Any) -> ResponseReturnValue:
        try:
            return deed(**path)
        except NotFound:
            db.session.rollback()
            gone = queries.planned_by(me(), path.get("schedule_id") or _number_in_form(), deleted=True)
            refused = form()
            return _form_page(None, refused if refused.was_sent else Form.typed(request.form), gone), 410

    return attempt


@bp.get("/mentor/schedules/new")
@accounts.only(Role.mentor)
def new_schedule() -> ResponseReturnValue:
    """The blank form; the address may say with whom and when."""
    asked = {name: request.args[name] for name in ("whom", "starts", "course_id") if name in request.args}
    usual = {"time_zone": me().time_zone, "minutes": 60, "remind_minutes": 30, "repeat": "no"}
    usual["grace_minutes"] = GRACE_MINUTES
    return _form_page(None, form().starting_from(**usual | asked))


@bp.post("/mentor/schedules")
@accounts.only(Role.mentor)
@reshow(new_schedule)
def create_schedule() -> ResponseReturnValue:
    given = ScheduleInput.read(request.form)
    _refuse_course_of_others(given)
    made = actions.plan(
        whom(me(), given), given.slots, given.details, by=me(), accepted=given.overlaps_accepted
    )
    commit()
    number = len(made)
    flash("Planned." if number == 1 else f"Planned: {number} sessions.", "ok")
    return redirect(_week_with(made[0]), 303)


@bp.post("/mentor/schedules/check")
@accounts.only(Role.mentor)
@or_as_new
def check() -> ResponseReturnValue:
    """What is in the way of the time in the form, and when else it would be free. Nothing is saved."""
    advice = advice_on(me(), request.form)
    if "HX-Request" in request.headers:
        typed = Form.typed(request.form)
        return render_template("schedules/_partials/advice.html", advice=advice, form=typed, asks=False)
    return _form_page(_named_in_form(), Form.typed(request.form))


@bp.get("/mentor/schedules/<int:schedule_id>/edit")
@accounts.only(Role.mentor)
def edit_schedule(schedule_id: int) -> ResponseReturnValue:
    """As it is, or with the time that the address asks for."""
    schedule = queries.planned_by(me(), schedule_id)
    asked = {name: request.args[name][:16] for name in ("starts", "minutes", "scope") if name in request.args}
    values = _values_of(schedule) | asked
    return _form_page(schedule, form().starting_from(**values))


@bp.post("/mentor/schedules/<int:schedule_id>")
@accounts.only(Role.mentor)
@or_as_new
@reshow(edit_schedule)
def change_schedule(schedule_id: int) -> ResponseReturnValue:
    given = ScheduleInput.read(request.form)
    schedule = queries.planned_by(me(), schedule_id)
    _refuse_course_of_others(given, now=schedule.course_id)
    party_is_kept = Party(given.student_ids, given.cohort_id) == Party.at(schedule)
    actions.change(
        schedule,
        given.details,
        given.slot,
        by=me(),
        scope=given.scope,
        whom=None if party_is_kept else whom(me(), given),
        accepted=given.overlaps_accepted,
        sequence=given.sequence,
    )
    commit()
    flash("Saved.", "ok")
    return redirect(_week_with(schedule), 303)


def _form_page(schedule: Schedule | None, shown: Form, gone: Schedule | None = None) -> str:
    user = me()
    choices = choices_of(user, beside=schedule.students if schedule else ())
    return render_template(
        "schedules/form.html",
        schedule=schedule,
        gone=gone,
        form=shown,
        choices=choices,
        most_students=MOST_STUDENTS,
        whom_now=_whom_of(schedule) if schedule else "",
        advice=_advice(shown, schedule),
        both=versions(schedule, shown, user, choices) if schedule else None,
        lengths=_lengths(schedule, shown),
        reminders=REMINDERS | _reminder_of(schedule),
    )


def _advice(shown: Form, schedule: Schedule | None) -> Advice | None:
    """On what was typed; or on a time that the address asks for, or that a reason is kept for."""
    if shown.was_sent:
        return advice_on(me(), request.form)
    if "starts" not in request.args and not (schedule and schedule.overlap_reason):
        return None
    values: dict[str, str | list[str]] = {name: value for name, value in shown.values.items() if value}
    values |= shown.lists
    if schedule:
        values["schedule_id"] = str(schedule.id)
    return advice_on(me(), MultiDict(values))


def _values_of(schedule: Schedule) -> dict[str, object]:
    return {
        "title": schedule.title,
        "description": schedule.description,
        "course_id": schedule.course_id,
        "focus_stack": ", ".join(schedule.focus_stack),
        "place": schedule.place,
        "whom": _whom_of(schedule),
        "students": schedule.student_ids,
        "time_zone": schedule.time_zone,
        "starts": schedule.starts_wall,
        "minutes": schedule.minutes,
        "turn": turn_of(schedule.starts_at, schedule.time_zone),
        "remind_minutes": schedule.remind_minutes,
        "grace_minutes": schedule.grace_minutes,
        "scope": "this",
        "repeat": "no",
    }


def _whom_of(schedule: Schedule) -> str:
    if schedule.is_with_several:
        return SEVERAL
    return f"cohort:{schedule.cohort_id}" if schedule.cohort_id else f"student:{schedule.student_id}"


def _lengths(schedule: Schedule | None, shown: Form) -> list[tuple[int, str]]:
    """The usual ones, and what the session has or is to have."""
    asked = shown.values.get("minutes", "")
    theirs = {schedule.minutes} if schedule else set()
    if re.fullmatch(r"[1-9]\d{0,2}", asked, re.ASCII):
        theirs.add(int(asked))
    return [(minutes, duration(minutes)) for minutes in sorted({*LENGTHS, *theirs})]


def _reminder_of(schedule: Schedule | None) -> dict[int, str]:
    """What a program chose may be none of the usual ones."""
    if schedule is None or schedule.remind_minutes in REMINDERS:
        return {}
    return {schedule.remind_minutes: duration(schedule.remind_minutes)}


def _refuse_course_of_others(given: ScheduleInput, now: int | None = None) -> None:
    if given.course_id is None or given.course_id == now:
        return
    try:
        courses.taught_by(me(), given.course_id)
    except NotFound as missing:
        raise Invalid.of({"course_id": "Choose a course that you teach."}) from missing


def _named_in_form() -> Schedule | None:
    number = _number_in_form()
    return queries.planned_by(me(), number) if number else None


def _number_in_form() -> int:
    """The session that the form is about; 0 for a new one."""
    schedule_id = request.form.get("schedule_id", "")
    return int(schedule_id) if schedule_id.isdecimal() and len(schedule_id) < 10 else 0


def _week_with(schedule: Schedule) -> str:
    day = clock.local_day(schedule.starts_at, me().time_zone)
    return url_for("schedules.plan", week=week_of(day), _anchor=f"session-{schedule.id}")
