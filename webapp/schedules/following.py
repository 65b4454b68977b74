"""What follows for sessions from what happens elsewhere."""

from datetime import timedelta
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from webapp import accounts
from webapp.accounts import MembersChanged, PersonLeft, SignedOutEverywhere, User
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import record
from webapp.schedules import calendars
from webapp.schedules.events import ScheduleDeleted, ScheduleEvent, SchedulesRedrawn
from webapp.schedules.models import Schedule, ScheduleStatus, schedule_students
from webapp.schedules.participants import Party, picked_for
from webapp.schedules.quiet_events import ForAdmins, PlanMoved, SessionsSeen
from webapp.schedules.weeks import weeks_touched

SHOWN_BACK = timedelta(days=30)
MOST_FOLLOWED = 200


def call_off(event: PersonLeft) -> None:
    """Of who leaves for good, the sessions go that lie ahead; those concerned are told, without a name that is gone. A
    session with several students goes on without one of them; with the last one it goes too.
    """
    theirs = sa.or_(
        Schedule.mentor_id == event.user_id,
        Schedule.student_id == event.user_id,
        Schedule.id.in_(_left_alone(event.user_id)),
    )
    ahead = sa.select(Schedule).where(
        theirs,
        Schedule.ends_at > clock.now(),
        Schedule.status == ScheduleStatus.scheduled,
        Schedule.deleted_at.is_(None),
    )
    leaver = accounts.get(event.user_id)
    order = (Schedule.mentor_id, Schedule.student_id, Schedule.cohort_id, Schedule.starts_at)
    found = db.session.scalars(ahead.order_by(*order).options(selectinload(Schedule.students))).all()
    for _, together in groupby(found, key=lambda one: (one.mentor_id, Party.at(one))):
        record(ScheduleDeleted.of(list(together), by=leaver, by_name=""))
    _go_on_without(leaver)


def _go_on_without(leaver: User) -> None:
    """Their mentors' pages show who is left; where nobody is, the session goes with its last student."""
    alone = list(db.session.scalars(_left_alone(leaver.id)))
    shared = sa.select(Schedule).where(Schedule.id.in_(picked_for([leaver.id])), Schedule.id.not_in(alone))
    for schedule in db.session.scalars(shared.options(selectinload(Schedule.students))).all():
        record(SchedulesRedrawn.of([schedule], by=leaver, by_name=""))
    for schedule in db.session.scalars(sa.select(Schedule).where(Schedule.id.in_(alone))).all():
        db.session.delete(schedule)


def _left_alone(student_id: int) -> sa.Select[int]:
    """The ids of sessions with several students of whom only this one is left."""
    table = schedule_students.c
    number = sa.select(table.schedule_id).where(table.schedule_id.in_(picked_for([student_id])))
    return number.group_by(table.schedule_id).having(sa.func.count() == 1)


def end_links(event: SignedOutEverywhere) -> None:
    """A calendar link opens without a session: whoever ends all of those ends it as well."""
    calendars.end_feed(accounts.get(event.user_id))


def follow_members(event: MembersChanged) -> None:
    """Who joins a cohort finds its sessions on their plan; who leaves it does not any more. Their mentors see that, and
    who takes part is named to a mentor only while they are in the cohort.
    """
    shared = sa.select(Schedule.id, Schedule.mentor_id, Schedule.starts_at, Schedule.ends_at).where(
        Schedule.cohort_id == event.cohort_id,
        Schedule.ends_at > clock.now() - SHOWN_BACK,
        Schedule.deleted_at.is_(None),
    )
    rows = db.session.execute(shared.order_by(Schedule.starts_at).limit(MOST_FOLLOWED)).all()
    weeks = weeks_touched((row.starts_at, row.ends_at) for row in rows)
    by_mentor: dict[int, list[int]] = {}
    for row in rows:
        by_mentor.setdefault(row.mentor_id, []).append(row.id)
    if not accounts.get(event.user_id).is_student:
        if own := by_mentor.get(event.user_id):
            record(SessionsSeen(schedule_ids={event.user_id: own}, weeks=weeks))
    elif rows:
        record(PlanMoved(student_id=event.user_id, schedule_ids=by_mentor, weeks=weeks))
        record(ForAdmins(schedule_ids=[row.id for row in rows], student_ids=[event.user_id]))


def show_admins(event: ScheduleEvent) -> None:
    """What mentors plan stands on the pages of all admins as well."""
    record(ForAdmins(schedule_ids=[told["id"] for told in event.schedules], student_ids=event.hearers))
