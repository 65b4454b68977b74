"""The mentor's week."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role, me
from webapp.schedules import queries, regions
from webapp.schedules.calendars import feed_of
from webapp.schedules.choices import choices_of
from webapp.schedules.door import bp
from webapp.schedules.models import ScheduleStatus
from webapp.schedules.paging import Weeks


@bp.get("/mentor/schedules")
@accounts.only(Role.mentor)
def plan() -> ResponseReturnValue:
    """A mentor's week; an admin's shows everybody's."""
    user = me()
    weeks, only = Weeks.asked(request.args.get("week"), user.time_zone), _filter()
    is_live = not only.is_on and not user.is_admin
    shown = (
        regions.mentor_week(user.id, weeks.name)
        if is_live
        else regions.narrowed_week(user.id, weeks.name, only)
    )
    return render_template(
        "schedules/plan.html",
        week=shown,
        pulse=None if is_live else regions.pulse(user.id),
        deleted=regions.deleted(user.id),
        weeks=weeks,
        starts=weeks.usual_start(user.time_zone),
        choices=choices_of(user),
        only=only,
        query={name: value for name, value in request.args.items() if name != "week" and value},
        as_list=request.args.get("view") == "list",
        feed=feed_of(user),
        statuses=list(ScheduleStatus),
    )


def _filter() -> queries.Filter:
    """What the address narrows the week to. Numbers that are none narrow nothing."""
    status = request.args.get("status", "")
    return queries.Filter(
        cohort_id=_number("cohort"),
        student_id=_number("student"),
        status=ScheduleStatus(status) if status in set(ScheduleStatus) else None,
    )


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None
