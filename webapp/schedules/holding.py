"""What becomes of a planned session when attendance was taken in it."""

from typing import Protocol

import sqlalchemy as sa

from webapp import accounts
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import record
from webapp.schedules.events import ScheduleStatusChanged
from webapp.schedules.models import Schedule, ScheduleStatus


class Held(Protocol):
    """That attendance of a session was closed, as the attendance room says it."""

    @property
    def schedule_id(self) -> int | None: ...

    @property
    def course_id(self) -> int: ...

    @property
    def teacher_id(self) -> int: ...


def complete_held(event: Held) -> None:
    """It took place: it is completed, if it is still scheduled, and this teacher's or of the course that they teach."""
    if event.schedule_id is None:
        return
    found = sa.select(Schedule).where(Schedule.id == event.schedule_id, Schedule.deleted_at.is_(None))
    schedule = db.session.scalar(found.with_for_update(key_share=True))
    if schedule is None or not schedule.is_scheduled:
        return
    if schedule.mentor_id != event.teacher_id and schedule.course_id != event.course_id:
        return
    before, after = schedule.status, ScheduleStatus.completed
    teacher = accounts.get(event.teacher_id)
    schedule.take(after, at=clock.now(), by=teacher)
    record(ScheduleStatusChanged.of([schedule], by=teacher, before=before.value, after=after.value))
