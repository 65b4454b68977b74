"""What the ticker does for sessions: reminders, and word of those that were deleted."""

from datetime import timedelta
from itertools import groupby

import sqlalchemy as sa

from webapp import accounts
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import record
from webapp.schedules.events import ScheduleDeleted, SessionNear
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
    locked = near.order_by(Schedule.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    for schedule in db.session.scalars(locked).all():
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
    locked = db.session.scalars(rows.limit(5 * AT_ONCE).with_for_update(skip_locked=True)).all()
    for (mentor_id, *_), together in groupby(
        locked, key=lambda one: (one.mentor_id, one.deleted_at, one.series or one.uid)
    ):
        gone_together = list(together)
        for schedule in gone_together:
            schedule.told_deleted_at = clock.now()
        by_id = gone_together[0].changed_by_id or mentor_id
        for group in by_party(gone_together):
            record(ScheduleDeleted.of(group, by=accounts.get(by_id)))
