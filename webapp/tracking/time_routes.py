"""How long somebody was active at a unit today, for the line on its page that says so."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from webapp import accounts, courses
from webapp.accounts import Role
from webapp.core import clock
from webapp.tracking.active_time import ViewSpan, active_ms
from webapp.tracking.activity import Snapshot
from webapp.tracking.log import log
from webapp.tracking.routes import bp


@bp.get("/units/<int:unit_id>/time")
@accounts.only(Role.student)
def time_here(unit_id: int) -> ResponseReturnValue:
    """The student's own active time here on their today, by the same rule as every other figure."""
    student = accounts.me()
    courses.unit_open_to(student, unit_id)
    day = clock.local_day(clock.now(), student.time_zone).isoformat()
    views = [view for view in log().views_on(student.id, [day]) if view.unit_id == unit_id]
    return jsonify(active_ms=active_ms(map(_span_of, views)).get(day, 0), day=day)


def _span_of(view: Snapshot) -> ViewSpan:
    return ViewSpan(
        view.view_id, view.day, view.began_at, view.at, view.active_ms, view.seen_at, view.received_at
    )
