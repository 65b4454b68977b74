"""The mentor's buttons: a session's status, moving it, deleting it and putting it back."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role, me
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules import actions, deleting
from webapp.schedules.answers import came_from, shown_again
from webapp.schedules.door import bp
from webapp.schedules.inputs import MoveInput, ScopeInput, StatusInput
from webapp.schedules.models import Schedule, ScheduleStatus
from webapp.schedules.overlaps import EVERY, Overlapping
from webapp.schedules.queries import planned_by
from webapp.schedules.words import Reader

SAID = {
    ScheduleStatus.completed: "{} is complete.",
    ScheduleStatus.canceled: "{} is called off.",
    ScheduleStatus.scheduled: "{} is on again.",
}


@bp.post("/mentor/schedules/<int:schedule_id>/status")
@accounts.only(Role.mentor)
def change_status(schedule_id: int) -> ResponseReturnValue:
    given = StatusInput.read(request.form)
    schedule = planned_by(me(), schedule_id)
    before = schedule.status
    actions.set_status(schedule, given.status, by=me(), accepted=EVERY)
    commit()
    words = SAID[given.status].format(schedule.title)
    if before is given.status:
        return shown_again(words, by=me())
    undo = url_for("schedules.change_status", schedule_id=schedule_id)
    return shown_again(words, undo=undo, fields={"status": before.value}, by=me())


@bp.post("/mentor/schedules/<int:schedule_id>/move")
@accounts.only(Role.mentor)
def move(schedule_id: int) -> ResponseReturnValue:
    """On its clocks, by minutes and days. Where the new time is taken, the form asks."""
    given = MoveInput.read(request.form)
    schedule = planned_by(me(), schedule_id)
    try:
        actions.move(schedule, given.span, by=me(), accepted=EVERY if given.back else given.overlaps_accepted)
    except Overlapping as taken:
        return _asks(schedule, given, taken)
    commit()
    here = Reader(me().id, me().time_zone)
    fields: dict[str, object] = {"minutes": -given.minutes, "days": -given.days, "back": "on"}
    undo = "" if given.back else url_for("schedules.move", schedule_id=schedule_id)
    said = f"{schedule.title} is now on {here.moment(schedule.starts_at)}."
    return shown_again(said, undo=undo, fields=fields, by=me())


def _asks(schedule: Schedule, given: MoveInput, taken: Overlapping) -> ResponseReturnValue:
    """The new time is taken: a script offers to move it anyway, and the form says all about it."""
    wanted = actions.slot_of(schedule).moved(given.span)
    db.session.rollback()
    if "HX-Request" not in request.headers:
        starts = f"{wanted.wall:%Y-%m-%dT%H:%M}"
        return redirect(url_for("schedules.edit_schedule", schedule_id=schedule.id, starts=starts), 303)
    ids = " ".join(str(overlap.schedule.id) for overlap in taken.found)
    fields: dict[str, object] = {"minutes": given.minutes, "days": given.days, "accepted": ids}
    again = url_for("schedules.move", schedule_id=schedule.id)
    return shown_again(f"Not moved. {taken.message}", undo=again, label="Move anyway", fields=fields, by=me())


@bp.post("/mentor/schedules/<int:schedule_id>/deletion")
@accounts.only(Role.mentor)
def delete_schedule(schedule_id: int) -> ResponseReturnValue:
    """Take it off the plan. Its students are told once the time for undoing has passed."""
    given = ScopeInput.read(request.form)
    schedule = planned_by(me(), schedule_id)
    gone = deleting.delete(schedule, by=me(), scope=given.scope)
    commit()
    words = f"{schedule.title} is deleted." if len(gone) == 1 else f"{len(gone)} sessions are deleted."
    undo = url_for("schedules.restore_schedule", schedule_id=schedule_id)
    place = came_from()
    at = place if place.startswith("/mentor/schedules?") else url_for("schedules.plan")
    return shown_again(words, undo=undo, by=me(), at=at)


@bp.post("/mentor/schedules/<int:schedule_id>/restoration")
@accounts.only(Role.mentor)
def restore_schedule(schedule_id: int) -> ResponseReturnValue:
    schedule = planned_by(me(), schedule_id, deleted=True)
    back = deleting.restore(schedule, by=me())
    commit()
    words = f"{schedule.title} is back." if len(back) == 1 else f"{len(back)} sessions are back."
    return shown_again(words, by=me())
