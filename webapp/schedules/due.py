"""What the ticker does for sessions: reminders, and word of those that were deleted."""

from datetime import datetime, timedelta
from itertools import groupby

import sqlalchemy as sa

from webapp import accounts
from webapp.core import clock
from webapp.flow import record
from webapp.schedules.events import ScheduleDeleted, SessionNear
from webapp.schedules.locks import held_of
from webapp.schedules.models import Schedule, ScheduleStatus
from webapp.schedules.participants import by_party

UNDO_SECONDS = 12
"""So long a deletion can be undone before anybody is told: the toast stays for ten seconds."""
AT_ONCE = 100


def remind() -> None:
    """A reminder for everybody concerned, once for each session, however many tickers there are: its row is locked and
    says that it was done. What has begun already is not reminded of.
    """
    now = clock.now()
    near = sa.select(Schedule).where(
        Schedule.remind_at <= now,
        Schedule.remind_at > now - timedelta(days=8),
        Schedule.starts_at > now,
        Schedule.reminded_at.is_(None),
        Schedule.status == ScheduleStatus.scheduled,
        Schedule.deleted_at.is_(None),
    )
    for schedule in held_of(near.order_by(Schedule.id), AT_ONCE):
        schedule.reminded_at = now
        mentor = accounts.get(schedule.mentor_id)
        record(SessionNear.of([schedule], by=mentor, expires_at=schedule.ends_at))


def tell_deletions() -> None:
    """Those concerned are told once of what was deleted together, and by whom."""
    due = clock.now() - timedelta(seconds=UNDO_SECONDS)
    gone = sa.select(Schedule).where(
        Schedule.deleted_at <= due,
        Schedule.deleted_at > due - timedelta(days=8),
        Schedule.told_deleted_at.is_(None),
    )
    rows = gone.order_by(Schedule.mentor_id, Schedule.deleted_at, Schedule.series, Schedule.starts_at)
    found = held_of(rows, 5 * AT_ONCE, together=_deletion)
    locked = sorted(found, key=lambda one: (*_deletion(one), one.starts_at, one.id))
    for (mentor_id, *_), together in groupby(locked, key=_deletion):
        gone_together = list(together)
        for schedule in gone_together:
            schedule.told_deleted_at = clock.now()
        by_id = gone_together[0].changed_by_id or mentor_id
        for group in by_party(gone_together):
            record(ScheduleDeleted.of(group, by=accounts.get(by_id)))


def _deletion(schedule: Schedule) -> tuple[int, datetime | None, str]:
    """What was deleted together has the same."""
    return schedule.mentor_id, schedule.deleted_at, schedule.series or schedule.uid
