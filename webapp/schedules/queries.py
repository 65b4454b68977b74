"""Questions about sessions. Finders go through the person: a session that is not theirs does not exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.schedules.models import Schedule, ScheduleCompletion, ScheduleStatus, Scope, Sighting
from webapp.schedules.participants import with_student

KEPT = timedelta(hours=24)
"""So long a session that was deleted or moved can be put back."""

UPCOMING = 20
"""So many of the sessions that lie ahead are listed."""

WITH_STUDENTS: ExecutableOption = selectinload(Schedule.students)
WITH_PEOPLE: tuple[ExecutableOption, ...] = (
    joinedload(Schedule.mentor),
    joinedload(Schedule.student),
    joinedload(Schedule.cohort),
    joinedload(Schedule.course),
    WITH_STUDENTS,
)


@dataclass(frozen=True)
class Filter:
    """What a mentor's page is narrowed to."""

    cohort_id: int | None = None
    student_id: int | None = None
    status: ScheduleStatus | None = None

    @property
    def is_on(self) -> bool:
        return any((self.cohort_id, self.student_id, self.status))


def visible_to(user: User, schedule_id: int) -> Schedule:
    """The session, if it is this person's: its students', its mentor's, or any for an admin.
    Raises `NotFound`.
    """
    theirs = of_staff(user) if user.is_staff else of_student(user.id)
    return _found(theirs.where(Schedule.id == schedule_id, Schedule.deleted_at.is_(None)))


def planned_by(user: User, schedule_id: int, *, deleted: bool = False) -> Schedule:
    """The session, if this person may change it: its mentor, or an admin. Raises `NotFound`."""
    if not user.is_staff:
        raise NotFound("There is no such session.")
    is_there = Schedule.deleted_at.is_not(None) if deleted else Schedule.deleted_at.is_(None)
    return _found(of_staff(user).where(Schedule.id == schedule_id, is_there))


def get(schedule_id: int) -> Schedule:
    """That session. For code that already knows it may: nothing is checked."""
    return db.session.get_one(Schedule, schedule_id)


def of_staff(user: User) -> sa.Select[Schedule]:
    """What this person planned; for an admin, what anybody did."""
    return sa.select(Schedule) if user.is_admin else sa.select(Schedule).where(Schedule.mentor_id == user.id)


def of_student(student_id: int) -> sa.Select[Schedule]:
    """What a student takes part in."""
    return sa.select(Schedule).where(with_student(student_id))


def of_person(user: User) -> sa.Select[Schedule]:
    """What somebody's calendar shows: what they take part in, or hold."""
    if user.is_student:
        return of_student(user.id)
    return sa.select(Schedule).where(Schedule.mentor_id == user.id)


def between(
    theirs: sa.Select[Schedule], starts_at: datetime, ends_at: datetime, limit: int = 500
) -> Sequence[Schedule]:
    """Of these, what begins in that span and was not deleted, earliest first."""
    span = theirs.where(*_begins_in(starts_at, ends_at))
    rows = span.order_by(Schedule.starts_at, Schedule.id).limit(limit).options(*WITH_PEOPLE)
    return db.session.scalars(rows).all()


def filtered(theirs: sa.Select[Schedule], only: Filter) -> sa.Select[Schedule]:
    """With a student, the sessions of their groups too."""
    if only.cohort_id:
        theirs = theirs.where(Schedule.cohort_id == only.cohort_id)
    if only.student_id:
        theirs = theirs.where(with_student(only.student_id))
    return theirs.where(Schedule.status == only.status) if only.status else theirs


def today(mentor_id: int) -> Sequence[Schedule]:
    """What a mentor holds today, in their own time zone, earliest first; what was called off is left out."""
    return between(sa.select(Schedule).where(*_held_by(mentor_id)), *_today(mentor_id))


def numbers_of_today(mentor_id: int) -> tuple[int, int]:
    """How many sessions a mentor holds today, and how many of them are under way."""
    now = clock.now()
    is_live = sa.and_(
        Schedule.status == ScheduleStatus.scheduled, Schedule.starts_at <= now, Schedule.ends_at > now
    )
    numbers = sa.select(sa.func.count(), sa.func.sum(sa.case((is_live, 1), else_=0)))
    held, under_way = db.session.execute(
        numbers.where(*_held_by(mentor_id), *_begins_in(*_today(mentor_id)))
    ).one()
    return held, int(under_way or 0)


def next_of(student_id: int) -> Schedule | None:
    """What comes next for a student, or is under way."""
    upcoming = upcoming_of(student_id, limit=1)
    return upcoming[0] if upcoming else None


def upcoming_of(student_id: int, limit: int = UPCOMING) -> Sequence[Schedule]:
    """What lies before a student, earliest first: scheduled, not over, and not marked complete by them."""
    return db.session.scalars(_ahead_of(student_id, limit).options(*WITH_PEOPLE)).all()


def listed_ahead_of(student_id: int) -> Sequence[int]:
    """The ids of what `upcoming_of` lists."""
    return db.session.scalars(_ahead_of(student_id, UPCOMING).with_only_columns(Schedule.id)).all()


def is_ahead() -> sa.ColumnElement[bool]:
    """Scheduled, and not over."""
    return sa.and_(Schedule.status == ScheduleStatus.scheduled, Schedule.ends_at > clock.now())


def next_held_by(user: User) -> Schedule | None:
    """What this person holds next."""
    ahead = ahead_in(of_person(user), limit=1)
    return ahead[0] if ahead else None


def past_of(student_id: int, limit: int = 20) -> Sequence[Schedule]:
    """What is over and was not marked complete yet, latest first; not older than 30 days."""
    now = clock.now()
    over = _open_to(student_id).where(Schedule.ends_at <= now, Schedule.ends_at > now - timedelta(days=30))
    rows = over.order_by(Schedule.starts_at.desc(), Schedule.id).limit(limit).options(*WITH_PEOPLE)
    return db.session.scalars(rows).all()


def completed_of(student_id: int, limit: int = 20) -> Sequence[Schedule]:
    """What a student has behind them, latest first."""
    done = sa.or_(Schedule.status == ScheduleStatus.completed, Schedule.id.in_(_marked_by(student_id)))
    rows = of_student(student_id).where(
        done, Schedule.deleted_at.is_(None), Schedule.status != ScheduleStatus.canceled
    )
    latest = rows.order_by(Schedule.starts_at.desc(), Schedule.id).limit(limit).options(*WITH_PEOPLE)
    return db.session.scalars(latest).all()


def marked_by(student_id: int, schedule_ids: Sequence[int]) -> set[int]:
    """Of these group sessions, those that the student has marked complete for themself."""
    marked = _marked_by(student_id).where(ScheduleCompletion.schedule_id.in_(schedule_ids))
    return set(db.session.scalars(marked)) if schedule_ids else set()


def marks_of(schedule_id: int) -> int:
    """How many students of a group have marked its session complete."""
    number = sa.select(sa.func.count()).where(ScheduleCompletion.schedule_id == schedule_id)
    return db.session.scalar(number) or 0


def sightings_of(schedule_id: int) -> dict[int, Sighting]:
    """Who has seen it, in whichever edition, by the student's id."""
    rows = db.session.scalars(sa.select(Sighting).where(Sighting.schedule_id == schedule_id))
    return {sighting.student_id: sighting for sighting in rows}


def ahead_in(theirs: sa.Select[Schedule], limit: int = 3) -> Sequence[Schedule]:
    """Of these, what comes next or is under way, earliest first."""
    ahead = theirs.where(
        Schedule.ends_at > clock.now(),
        Schedule.status == ScheduleStatus.scheduled,
        Schedule.deleted_at.is_(None),
    )
    rows = ahead.order_by(Schedule.starts_at, Schedule.id).limit(limit).options(*WITH_PEOPLE)
    return db.session.scalars(rows).all()


def behind_in(theirs: sa.Select[Schedule], limit: int = 3) -> Sequence[Schedule]:
    """Of these, what is over, latest first; what was called off is left out."""
    over = theirs.where(
        Schedule.ends_at <= clock.now(),
        Schedule.status != ScheduleStatus.canceled,
        Schedule.deleted_at.is_(None),
    )
    rows = over.order_by(Schedule.starts_at.desc(), Schedule.id).limit(limit).options(*WITH_PEOPLE)
    return db.session.scalars(rows).all()


def series_of(schedule: Schedule, scope: Scope) -> Sequence[Schedule]:
    """The sessions of its series that a change is about, itself among them; those that are completed stay as they
    were.
    """
    if schedule.series is None or scope is Scope.this:
        return [schedule]
    rows = sa.select(Schedule).where(
        Schedule.series == schedule.series,
        Schedule.deleted_at.is_(None),
        sa.or_(Schedule.id == schedule.id, Schedule.status != ScheduleStatus.completed),
    )
    if scope is Scope.later:
        rows = rows.where(Schedule.starts_at >= schedule.starts_at)
    order = rows.order_by(Schedule.starts_at, Schedule.id)
    return db.session.scalars(order.options(WITH_STUDENTS)).all()


def recently_deleted(user: User) -> Sequence[Schedule]:
    """What was deleted within a day of what this person planned, and what they deleted of others', latest first."""
    theirs = sa.or_(Schedule.mentor_id == user.id, Schedule.changed_by_id == user.id)
    gone = sa.select(Schedule).where(theirs, Schedule.deleted_at > clock.now() - KEPT)
    people = (*WITH_PEOPLE, joinedload(Schedule.changed_by))
    rows = gone.order_by(Schedule.deleted_at.desc(), Schedule.id).limit(10).options(*people)
    return db.session.scalars(rows).all()


def day_span(day: date, zone_name: str, days: int = 1) -> tuple[datetime, datetime]:
    """From the midnight with which a local day begins to the one that ends the last of so many days, in UTC."""
    return clock.midnight_of(day, zone_name), clock.midnight_of(day + timedelta(days=days), zone_name)


def _begins_in(starts_at: datetime, ends_at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return Schedule.starts_at >= starts_at, Schedule.starts_at < ends_at, Schedule.deleted_at.is_(None)


def _held_by(mentor_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return Schedule.mentor_id == mentor_id, Schedule.status != ScheduleStatus.canceled


def _today(mentor_id: int) -> tuple[datetime, datetime]:
    zone_name = accounts.get(mentor_id).time_zone
    return day_span(clock.local_day(clock.now(), zone_name), zone_name)


def _ahead_of(student_id: int, limit: int) -> sa.Select[Schedule]:
    ahead = _open_to(student_id).where(Schedule.ends_at > clock.now())
    return ahead.order_by(Schedule.starts_at, Schedule.id).limit(limit)


def _open_to(student_id: int) -> sa.Select[Schedule]:
    return of_student(student_id).where(
        Schedule.status == ScheduleStatus.scheduled,
        Schedule.deleted_at.is_(None),
        Schedule.id.not_in(_marked_by(student_id)),
    )


def _marked_by(student_id: int) -> sa.Select[int]:
    return sa.select(ScheduleCompletion.schedule_id).where(ScheduleCompletion.student_id == student_id)


def _found(query: sa.Select[Schedule]) -> Schedule:
    schedule = db.session.scalar(query.options(*WITH_PEOPLE))
    if schedule is None:
        raise NotFound("There is no such session.")
    return schedule
