"""Taking sessions off the plan, and putting them back."""

from collections.abc import Sequence

from webapp.accounts import User
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import record
from webapp.schedules.actions import first_of, only_its_mentor
from webapp.schedules.events import ScheduleCreated, ScheduleDeleted, SchedulesRedrawn
from webapp.schedules.locks import hold
from webapp.schedules.models import Schedule, Scope
from webapp.schedules.participants import by_party
from webapp.schedules.queries import series_of


def delete(
    schedule: Schedule, *, by: User, scope: Scope = Scope.this, at_once: bool = False
) -> list[Schedule]:
    """Take it off the plan. Pages show that at once; those concerned are told once, when the time for undoing it has
    passed, or `at_once`.
    """
    only_its_mentor(schedule, by)
    hold(schedule, scope)
    now, gone = clock.now(), list(series_of(schedule, scope))
    for one in gone:
        one.deleted_at = now
        one.changed(at=now, by=by)
        one.told_deleted_at = now if at_once else None
    for group in by_party(first_of(schedule, gone)):
        record(SchedulesRedrawn.of(group, by=by))
        if at_once:
            record(ScheduleDeleted.of(group, by=by))
    return gone


def restore(schedule: Schedule, *, by: User) -> list[Schedule]:
    """Put it back, with what was deleted together with it. Who was told that it is gone is told that it is back."""
    only_its_mentor(schedule, by)
    hold(schedule, Scope.all, is_deleted=True)
    together = first_of(schedule, _deleted_with(schedule) if schedule.series else [])
    told = [one for one in together if one.told_deleted_at]
    for one in told:
        one.reminded_at = None
    for one in together:
        one.deleted_at = one.told_deleted_at = None
        one.changed(at=clock.now(), by=by)
    for group in by_party(together):
        record(SchedulesRedrawn.of(group, by=by))
    for group in by_party(told):
        record(ScheduleCreated.of(group, by=by, is_back=True))
    return together


def _deleted_with(schedule: Schedule) -> Sequence[Schedule]:
    return (
        db.session.query(Schedule)
        .filter(Schedule.series == schedule.series, Schedule.deleted_at == schedule.deleted_at)
        .order_by(Schedule.starts_at, Schedule.id)
        .all()
    )
