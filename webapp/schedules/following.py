"""What follows for sessions from what happens elsewhere."""

from itertools import groupby

import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import PersonLeft, SignedOutEverywhere
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import record
from webapp.schedules import calendars
from webapp.schedules.events import ScheduleDeleted
from webapp.schedules.models import Schedule, ScheduleStatus


def call_off(event: PersonLeft) -> None:
    """Of who leaves for good, the sessions go that lie ahead; those concerned are told."""
    theirs = sa.or_(Schedule.mentor_id == event.user_id, Schedule.student_id == event.user_id)
    ahead = sa.select(Schedule).where(
        theirs,
        Schedule.ends_at > clock.now(),
        Schedule.status == ScheduleStatus.scheduled,
        Schedule.deleted_at.is_(None),
    )
    order = (Schedule.mentor_id, Schedule.student_id, Schedule.cohort_id, Schedule.starts_at)
    found = db.session.scalars(ahead.order_by(*order)).all()
    for _, together in groupby(found, key=lambda one: (one.mentor_id, one.student_id, one.cohort_id)):
        record(ScheduleDeleted.of(list(together), by=accounts.get(event.user_id)))


def end_links(event: SignedOutEverywhere) -> None:
    """A calendar link opens without a session: whoever ends all of those ends it as well."""
    calendars.end_feed(accounts.get(event.user_id))
