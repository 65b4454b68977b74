"""Taking sessions off the plan, and putting them back."""

from collections.abc import Sequence

from webapp.accounts import User
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import record
from webapp.schedules.actions import first_of, hold, only_its_mentor
from webapp.schedules.events import ScheduleCreated, ScheduleDeleted, SchedulesRedrawn
from webapp.schedules.models import Schedule, Scope
from webapp.schedules.queries import series_of


def delete(
    schedule: Schedule, *, by: User, scope: Scope = Scope.this, at_once: bool = False
) -> list[Schedule]:
    """Take it off the plan. Pages show that at once; those concerned are told once, when the time for undoing it has
    passed, or `at_once`.
    """
    only_its_mentor(schedule, by)
    hold(schedule)
    now, gone = clock.now(), list(series_of(schedule, scope))
    for one in gone:
        one.deleted_at = now
        one.changed(at=now, by=by)
    record(SchedulesRedrawn.of(first_of(schedule, gone), by=by))
    if at_once:
        for one in gone:
            one.told_deleted_at = now
        record(ScheduleDeleted.of(first_of(schedule, gone), by=by))
    return gone


def restore(schedule: Schedule, *, by: User) -> list[Schedule]:
    """Put it back, with what was deleted together with it. Who was told that it is gone is told that it is back."""
    only_its_mentor(schedule, by)
    hold(schedule, is_deleted=True)
    together = [schedule]
    if schedule.series:
        together = list(_deleted_with(schedule))
    was_told = schedule.told_deleted_at is not None
    for one in together:
        one.deleted_at = one.told_deleted_at = None
        one.changed(at=clock.now(), by=by)
    record(SchedulesRedrawn.of(first_of(schedule, together), by=by))
    if was_told:
        record(ScheduleCreated.of(first_of(schedule, together), by=by, is_back=True))
    return together


def _deleted_with(schedule: Schedule) -> Sequence[Schedule]:
    return (
        db.session.query(Schedule)
        .filter(Schedule.series == schedule.series, Schedule.deleted_at == schedule.deleted_at)
        .order_by(Schedule.starts_at, Schedule.id)
        .all()
    )
