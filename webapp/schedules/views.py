"""What the regions show: sessions, and what their reader's clock makes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import User
from webapp.accounts.models import cohort_members
from webapp.core import clock
from webapp.core.stores import db
from webapp.core.walltime import wall_time
from webapp.schedules import attending, queries
from webapp.schedules.models import Schedule, ScheduleStatus, Sighting
from webapp.schedules.overlaps import overlaps
from webapp.schedules.participants import Party, names_of
from webapp.schedules.queries import Filter
from webapp.schedules.reach import are_reached
from webapp.schedules.seen_counts import SeenCount, seen_counts
from webapp.schedules.slots import LONGEST, Slot
from webapp.schedules.weeks import Week, laid_out, monday_of, usual_start


@dataclass(frozen=True)
class ShownWeek:
    """A week, the instant at which it was drawn, and what comes after it if it is empty; to who plans it, by how many
    each session that is not over was seen.
    """

    week: Week
    now: datetime
    next: Schedule | None = None
    marked: set[int] = field(default_factory=set)
    seen: Mapping[int, SeenCount] = field(default_factory=dict)
    is_narrowed: bool = False

    @property
    def here(self) -> datetime:
        """The present time on the reader's clock."""
        return wall_time(self.now, self.week.zone_name)

    def starts_on(self, day: date) -> str:
        """For the address of a new session on that day: when it would begin."""
        return f"{usual_start(day, self.here):%Y-%m-%dT%H:%M}"

    def share_of(self, at: datetime) -> float:
        """How far down the grid a time of today lies: 0 its top, 1 its end; beyond both it is not on it."""
        here = wall_time(at, self.week.zone_name)
        return round((here.hour + here.minute / 60 - self.week.first_hour) / max(len(self.week.hours), 1), 4)


@dataclass(frozen=True)
class Card:
    """What comes next, as its student reads it."""

    schedule: Schedule | None
    now: datetime
    zone_name: str
    can_check_in: bool = False


@dataclass(frozen=True)
class MySessions:
    upcoming: Sequence[Schedule]
    past: Sequence[Schedule]
    completed: Sequence[Schedule]
    marked: set[int]
    attended: Mapping[int, str]
    """How the student stood in those that are behind them, by id, where attendance was taken."""
    now: datetime
    zone_name: str


@dataclass(frozen=True)
class Today:
    sessions: Sequence[Schedule]
    now: datetime
    zone_name: str


@dataclass(frozen=True)
class SessionsWith:
    """What a mentor plans with one student, alone or in a cohort: what comes next, and what was last."""

    student: User
    ahead: Sequence[Schedule]
    behind: Sequence[Schedule]
    now: datetime
    zone_name: str


@dataclass(frozen=True)
class ShownSession:
    """One session. It is `None` once it is deleted."""

    schedule: Schedule | None
    marks: int
    now: datetime


@dataclass(frozen=True)
class MySession:
    """One session as a student meets it. It has none once it is deleted, or once they do not take part any more: what
    becomes of it then is not theirs to see.
    """

    shown: ShownSession
    is_theirs: bool = True
    is_done: bool = False


@dataclass(frozen=True)
class Participant:
    """One who takes part, and when they saw it last, in whichever edition."""

    name: str
    seen_at: datetime | None


@dataclass(frozen=True)
class SeenBy:
    """Who of those who take part has seen a session as it is, and who has not; each by name, unless its mentor does not
    reach them any more (`reach`).
    """

    schedule_id: int
    are_named: bool
    saw: Sequence[Participant]
    unseen: Sequence[Participant]


@dataclass(frozen=True)
class OwnOverlap:
    """Why a session is held at the time of others of its mentor's, and these."""

    reason: str
    others: Sequence[Schedule]


def next_card(student_id: int) -> Card:
    schedule = queries.next_of(student_id)
    can_check_in = schedule is not None and attending.can_check_in(student_id, schedule)
    return Card(schedule, clock.now(), accounts.get(student_id).time_zone, can_check_in)


def my_sessions(student_id: int) -> MySessions:
    past, completed = queries.past_of(student_id), queries.completed_of(student_id)
    groups = [schedule.id for schedule in completed if schedule.is_group_session]
    return MySessions(
        queries.upcoming_of(student_id),
        past,
        completed,
        queries.marked_by(student_id, groups),
        attending.attended(student_id, [*past, *completed]),
        clock.now(),
        accounts.get(student_id).time_zone,
    )


def students_week(student_id: int, week: str) -> ShownWeek:
    zone_name = accounts.get(student_id).time_zone
    shown = _week(queries.of_student(student_id), week, zone_name)
    blocks = [block.schedule.id for day in shown.days for block in day.blocks]
    following = queries.next_of(student_id) if shown.is_empty else None
    return ShownWeek(shown, clock.now(), following, queries.marked_by(student_id, blocks))


def mentors_week(user_id: int, week: str, only: Filter | None = None) -> ShownWeek:
    user = accounts.get(user_id)
    theirs = queries.filtered(queries.of_staff(user), only or Filter())
    shown = _week(theirs, week, user.time_zone, is_planned_in=True)
    is_narrowed = only is not None and only.is_on
    following = queries.next_held_by(user) if shown.is_empty and not is_narrowed else None
    now, planned = clock.now(), [block.schedule for day in shown.days for block in day.blocks]
    done = ScheduleStatus.completed
    seen = seen_counts(one.id for one in planned if one.ends_at > now and one.status is not done)
    return ShownWeek(shown, now, following, seen=seen, is_narrowed=is_narrowed)


def today(mentor_id: int) -> Today:
    return Today(queries.today(mentor_id), clock.now(), accounts.get(mentor_id).time_zone)


def sessions_with(user_id: int, student_id: int) -> SessionsWith:
    user = accounts.get(user_id)
    shared = queries.filtered(queries.of_staff(user), Filter(student_id=student_id))
    ahead, behind = queries.ahead_in(shared), queries.behind_in(shared)
    return SessionsWith(accounts.get(student_id), ahead, behind, clock.now(), user.time_zone)


def session(schedule_id: int) -> ShownSession:
    return _shown(_with_people(sa.select(Schedule), schedule_id))


def students_session(student_id: int, schedule_id: int) -> MySession:
    schedule = _with_people(queries.of_student(student_id), schedule_id)
    if schedule is None:
        is_anybodys = db.session.get(Schedule, schedule_id) is not None
        return MySession(_shown(None), is_theirs=not is_anybodys)
    is_done = schedule.status is ScheduleStatus.completed
    return MySession(
        _shown(schedule), is_done=is_done or schedule_id in queries.marked_by(student_id, [schedule_id])
    )


def seen_by(schedule_id: int) -> SeenBy | None:
    schedule = db.session.get(Schedule, schedule_id)
    if schedule is None or schedule.is_deleted:
        return None
    sightings = queries.sightings_of(schedule_id)
    parts: dict[bool, list[Participant]] = {True: [], False: []}
    for student_id, name in names_of(Party.at(schedule)).items():
        known = sightings.get(student_id)
        saw_it = known is not None and known.edition >= schedule.edition
        parts[saw_it].append(Participant(name, known.seen_at if known else None))
    are_named = are_reached(schedule.mentor, [Party.at(schedule)])
    return SeenBy(schedule_id, are_named, parts[True], parts[False])


def own_overlap(schedule_id: int) -> OwnOverlap | None:
    schedule = db.session.get(Schedule, schedule_id)
    if schedule is None or schedule.is_deleted or not schedule.overlap_reason:
        return None
    if schedule.status is ScheduleStatus.canceled:
        return None
    slot = Slot(schedule.starts_at, schedule.ends_at, schedule.time_zone)
    found = overlaps(schedule.mentor_id, Party(), [slot], but=[schedule_id])
    return OwnOverlap(schedule.overlap_reason, [one.schedule for one in found]) if found else None


def beat(user_id: int) -> str:
    """Another one whenever the sessions that this person looks after have changed, or of one that is not over somebody
    saw it, or came into its cohort or left it; an admin looks after all.
    """
    newest = sa.select(sa.func.max(Schedule.updated_at))
    seen = sa.select(sa.func.max(Sighting.seen_at)).join(Schedule, Schedule.id == Sighting.schedule_id)
    members = sa.select(sa.func.count()).join_from(
        Schedule, cohort_members, cohort_members.c.cohort_id == Schedule.cohort_id
    )
    ahead = Schedule.ends_at > clock.now()
    asked = [newest, seen.where(ahead), members.where(ahead)]
    if not accounts.get(user_id).is_admin:
        asked = [one.where(Schedule.mentor_id == user_id) for one in asked]
    *changes, number = db.session.execute(sa.select(*(one.scalar_subquery() for one in asked))).one()
    latest = max(filter(None, changes), default=None)
    return f"{latest.timestamp()} {number}" if latest else ""


def _with_people(those: sa.Select[Schedule], schedule_id: int) -> Schedule | None:
    return db.session.scalar(those.where(Schedule.id == schedule_id).options(*queries.WITH_PEOPLE))


def _shown(schedule: Schedule | None) -> ShownSession:
    if schedule is None or schedule.is_deleted:
        return ShownSession(None, 0, clock.now())
    marks = queries.marks_of(schedule.id) if schedule.is_group_session else 0
    return ShownSession(schedule, marks, clock.now())


def _week(theirs: sa.Select[Schedule], name: str, zone_name: str, *, is_planned_in: bool = False) -> Week:
    """Who plans in it is shown what goes on into its first day as well."""
    monday = monday_of(name, zone_name)
    start, end = queries.day_span(monday, zone_name, 7)
    planned = queries.between(theirs, start - LONGEST if is_planned_in else start, end)
    return laid_out(planned, monday, zone_name, is_planned_in=is_planned_in)
