"""The mentor's buttons: a session's status, deleting it and putting it back."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts
from webapp.accounts import Role, me
from webapp.flow import commit
from webapp.schedules import actions, deleting
from webapp.schedules.answers import came_from, shown_again
from webapp.schedules.door import bp
from webapp.schedules.inputs import ScopeInput, StatusInput
from webapp.schedules.models import ScheduleStatus
from webapp.schedules.overlaps import EVERY
from webapp.schedules.queries import planned_by

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
