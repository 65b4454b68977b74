"""What attendance that is taken in a planned session goes by, and what becomes of the session then."""

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


def grace_planned(schedule_id: int, *, course_id: int, teacher_id: int) -> int | None:
    """After how many minutes one is late in it, if it is this teacher's or of the course that they teach."""
    held = _held_by(schedule_id, course_id=course_id, teacher_id=teacher_id)
    return db.session.scalar(held.with_only_columns(Schedule.grace_minutes))


def complete_held(event: Held) -> None:
    """It took place: it is completed, if it is still scheduled, and this teacher's or of the course that they teach."""
    if event.schedule_id is None:
        return
    found = _held_by(event.schedule_id, course_id=event.course_id, teacher_id=event.teacher_id)
    held = found.with_for_update(key_share=True).execution_options(populate_existing=True)
    schedule = db.session.scalar(held)
    if schedule is None or not schedule.is_scheduled:
        return
    before, after = schedule.status, ScheduleStatus.completed
    teacher = accounts.get(event.teacher_id)
    schedule.take(after, at=clock.now(), by=teacher)
    record(ScheduleStatusChanged.of([schedule], by=teacher, before=before.value, after=after.value))


def _held_by(schedule_id: int, *, course_id: int, teacher_id: int) -> sa.Select[Schedule]:
    theirs = sa.or_(Schedule.mentor_id == teacher_id, Schedule.course_id == course_id)
    return sa.select(Schedule).where(Schedule.id == schedule_id, Schedule.deleted_at.is_(None), theirs)
