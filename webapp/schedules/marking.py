"""What students do with sessions: mark them complete, and take that back."""

from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict, NotAllowed
from webapp.core.stores import db
from webapp.flow import record
from webapp.schedules.actions import set_status
from webapp.schedules.events import SchedulesRedrawn, ScheduleStatusChanged
from webapp.schedules.locks import hold
from webapp.schedules.models import Schedule, ScheduleCompletion, ScheduleStatus


def complete(schedule: Schedule, *, by: User) -> None:
    """Mark it complete: a session of one's own for both sides, one of a group for oneself. Twice is once."""
    if not by.is_student:
        set_status(schedule, ScheduleStatus.completed, by=by)
    elif schedule.is_group_session:
        _mark(schedule, by)
    elif schedule.student_id != by.id:
        raise NotAllowed("This is somebody else's session.")
    else:
        _take(schedule, ScheduleStatus.completed, by)


def reopen(schedule: Schedule, *, by: User) -> None:
    """Take back that it is complete."""
    if not by.is_student:
        set_status(schedule, ScheduleStatus.scheduled, by=by)
    elif schedule.is_group_session:
        mark = db.session.get(ScheduleCompletion, (schedule.id, by.id))
        if mark:
            db.session.delete(mark)
            record(SchedulesRedrawn.of([schedule], by=by, hearers=[by.id]))
    elif schedule.student_id != by.id:
        raise NotAllowed("This is somebody else's session.")
    else:
        _take(schedule, ScheduleStatus.scheduled, by)


def _mark(schedule: Schedule, student: User) -> None:
    hold(schedule)
    if schedule.status is ScheduleStatus.canceled:
        raise Conflict("This session is called off; it cannot become completed.")
    if schedule.is_scheduled and db.session.get(ScheduleCompletion, (schedule.id, student.id)) is None:
        db.session.add(
            ScheduleCompletion(schedule_id=schedule.id, student_id=student.id, completed_at=clock.now())
        )
        record(SchedulesRedrawn.of([schedule], by=student, hearers=[student.id]))


def _take(schedule: Schedule, status: ScheduleStatus, student: User) -> None:
    hold(schedule)
    before = schedule.status
    if before is status:
        return
    if before is ScheduleStatus.canceled and status is ScheduleStatus.scheduled:
        raise Conflict("This session was called off. Only its mentor takes it up again.")
    schedule.take(status, at=clock.now(), by=student)
    record(ScheduleStatusChanged.of([schedule], by=student, before=before.value, after=status.value))
