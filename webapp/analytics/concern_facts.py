"""The facts that concerns rest on, for many students at once: from figures by day, never from the log."""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import Any

import sqlalchemy as sa

from webapp.accounts import Role, User
from webapp.accounts.models import cohort_members
from webapp.analytics.concerns import LAST_SESSIONS, QUIZ_DAYS, QUIZ_PERCENT, WINDOW_DAYS, Facts
from webapp.analytics.days import todays_by_zone
from webapp.analytics.models import DayFigures, StudentFigures
from webapp.attendance.models import AttendanceMark, AttendanceSession, MarkStatus
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import Enrollment, EnrollmentStatus, QuizAttempt
from webapp.entries import Entry, EntryStatus

D = DayFigures
IN_NO_COHORT = ~sa.exists(
    sa.select(cohort_members.c.cohort_id).where(cohort_members.c.user_id == User.id).correlate(User)
)


@dataclass(frozen=True)
class Activity:
    """What the figures say of a student's last days."""

    silent_days: int
    has_begun: bool
    days_here: int
    active_days: int


def facts_of_all(students: sa.Select[int]) -> dict[int, Facts]:
    """What is known of these students. Of those who have completed all their courses nothing is asked any more, nor
    of somebody who was shut out meanwhile.

    Each is compared with their group: all who share a cohort with them; those in no cohort, with each other.
    """
    wanted = set(db.session.scalars(students.where(User.closed_at.is_(None), _has_something_to_learn())))
    if not wanted:
        return {}
    cohorts = _cohorts(students)
    activity = _activity(students)
    quizzes, returned, missed = _low_quizzes(students), _returned(students), _missed(students)
    ranks: dict[frozenset[int], list[int]] = {}
    found = {}
    for id in wanted & activity.keys():
        own = cohorts.get(id, frozenset())
        if own not in ranks:
            ranks[own] = sorted(activity[peer].active_days for peer in _peers(own, cohorts, activity))
        one, group = activity[id], ranks[own]
        found[id] = Facts(
            silent_days=one.silent_days,
            has_begun=one.has_begun,
            days_here=one.days_here,
            active_days=one.active_days,
            group_size=len(group),
            fewer=bisect_left(group, one.active_days),
            group_median=median_low(group),
            low_quizzes=quizzes.get(id, 0),
            returned_days=returned.get(id, 0),
            missed_sessions=missed.get(id, 0),
        )
    return found


def _peers(
    own: frozenset[int], cohorts: Mapping[int, frozenset[int]], everybody: Collection[int]
) -> list[int]:
    return [id for id in everybody if (own & cohorts.get(id, frozenset()) if own else id not in cohorts)]


def _compared_with(students: sa.Select[int]) -> sa.ColumnElement[bool]:
    """These students, those who share a cohort with them, and those who are in none."""
    theirs = sa.select(cohort_members.c.cohort_id).where(cohort_members.c.user_id.in_(students))
    mates = sa.select(cohort_members.c.user_id).where(cohort_members.c.cohort_id.in_(theirs))
    return sa.and_(
        User.role == Role.student,
        User.closed_at.is_(None),
        sa.or_(User.id.in_(students), User.id.in_(mates), IN_NO_COHORT),
    )


def _cohorts(students: sa.Select[int]) -> dict[int, frozenset[int]]:
    """The cohorts of all who are compared, by student; who is in none is missing."""
    rows = sa.select(cohort_members.c.user_id, cohort_members.c.cohort_id)
    joined = rows.join(User, User.id == cohort_members.c.user_id).where(_compared_with(students))
    found: dict[int, set[int]] = {}
    for id, cohort_id in db.session.execute(joined):
        found.setdefault(id, set()).add(cohort_id)
    return {id: frozenset(cohorts) for id, cohorts in found.items()}


def _activity(students: sa.Select[int]) -> dict[int, Activity]:
    todays = todays_by_zone()
    first_days = {zone: (day - timedelta(days=WINDOW_DAYS - 1)).isoformat() for zone, day in todays.items()}
    first_day = sa.case(first_days, value=User.time_zone, else_="9999-12-31")
    active = sa.select(sa.func.count()).where(D.student_id == User.id, D.learning > 0, D.day >= first_day)
    rows = sa.select(
        User.id,
        User.time_zone,
        User.created_at,
        StudentFigures.last_learned_on,
        active.scalar_subquery().label("active_days"),
    ).outerjoin(StudentFigures, StudentFigures.student_id == User.id)
    return {
        row.id: Activity(
            silent_days=max(0, (_today(row.time_zone, todays) - _last_day(row)).days),
            has_begun=row.last_learned_on is not None,
            days_here=(_today(row.time_zone, todays) - _first_day(row)).days,
            active_days=row.active_days,
        )
        for row in db.session.execute(rows.where(_compared_with(students)))
    }


def _today(zone: str, todays: Mapping[str, date]) -> date:
    """The day there, also where somebody has just moved to."""
    return todays[zone] if zone in todays else clock.local_day(clock.now(), zone)


def _last_day(row: Any) -> date:
    """The last local day with learning on it; before the first, the day of registration."""
    if row.last_learned_on is not None:
        return date.fromisoformat(row.last_learned_on)
    return _first_day(row)


def _first_day(row: Any) -> date:
    return clock.local_day(row.created_at, row.time_zone)


def _low_quizzes(students: sa.Select[int]) -> dict[int, int]:
    """How many quizzes of the last days each of them ended under half, by the best try at each."""
    since = clock.now() - timedelta(days=QUIZ_DAYS)
    percent = 100 * sa.func.max(QuizAttempt.score) / sa.func.max(QuizAttempt.total)
    tries = sa.select(QuizAttempt.student_id, percent.label("percent"))
    recent = tries.where(
        QuizAttempt.student_id.in_(students), QuizAttempt.marked_at >= since, QuizAttempt.total > 0
    )
    best = recent.group_by(QuizAttempt.student_id, QuizAttempt.unit_id).subquery()
    low = sa.select(best.c.student_id, sa.func.count().label("number")).where(best.c.percent < QUIZ_PERCENT)
    return {row.student_id: row.number for row in db.session.execute(low.group_by(best.c.student_id))}


def _returned(students: sa.Select[int]) -> dict[int, int]:
    """For how many days the oldest entry lies untouched that was returned to each of them."""
    waits = sa.select(Entry.student_id, sa.func.min(Entry.decided_at).label("since")).where(
        Entry.student_id.in_(students), Entry.status == EntryStatus.changes_requested
    )
    rows = db.session.execute(waits.group_by(Entry.student_id))
    return {row.student_id: (clock.now() - row.since).days for row in rows if row.since is not None}


def _missed(students: sa.Select[int]) -> dict[int, int]:
    """How many each of them missed of their last sessions, those left out that they were excused from."""
    latest = sa.func.row_number().over(
        partition_by=AttendanceMark.student_id,
        order_by=(AttendanceSession.ended_at.desc(), AttendanceSession.id.desc()),
    )
    marks = sa.select(AttendanceMark.student_id, AttendanceMark.status, latest.label("place"))
    due = marks.join(AttendanceSession, AttendanceSession.id == AttendanceMark.session_id).where(
        AttendanceMark.student_id.in_(students),
        AttendanceSession.ended_at.is_not(None),
        AttendanceMark.status != MarkStatus.excused,
    )
    last = due.subquery()
    missed = sa.select(last.c.student_id, sa.func.count().label("number")).where(
        last.c.place <= LAST_SESSIONS, last.c.status == MarkStatus.absent
    )
    return {row.student_id: row.number for row in db.session.execute(missed.group_by(last.c.student_id))}


def _has_something_to_learn() -> sa.ColumnElement[bool]:
    """A course that they are in, or none that they ever were in."""
    theirs = sa.select(Enrollment.id).where(Enrollment.student_id == User.id)
    active = theirs.where(Enrollment.status == EnrollmentStatus.active)
    return sa.or_(sa.exists(active.correlate(User)), ~sa.exists(theirs.correlate(User)))
