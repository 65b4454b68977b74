"""Excuses in advance: a student has said that they will not come."""

from datetime import date

import sqlalchemy as sa

from webapp import courses
from webapp.accounts import User
from webapp.attendance import queries
from webapp.attendance.marking import put_all, without_mark
from webapp.attendance.models import AttendanceSession, Excuse, MarkSource, MarkStatus
from webapp.attendance.quiet_events import ExcuseGiven
from webapp.core import clock
from webapp.core.errors import Invalid, NotAllowed
from webapp.core.stores import db
from webapp.courses import Course
from webapp.flow import record


def excuse(
    course: Course, student_id: int, *, by: User, first_on: date, last_on: date, reason: str = ""
) -> Excuse:
    """For these days of the teacher's calendar. In a session that is open it counts at once."""
    if not courses.teaches(by, course):
        raise NotAllowed("Only its teachers excuse students of a course.")
    student = sa.select(User.id).where(User.id == student_id, *queries.is_counted(course.id))
    if db.session.scalar(student) is None:
        raise Invalid.of({"student_id": "Choose a student of this course."})
    if last_on < first_on:
        raise Invalid.of({"last_on": "The last day comes after the first."})
    running = [queries.locked(session.id) for session in queries.running_in(course.id)]
    made = Excuse(course_id=course.id, student_id=student_id, first_on=first_on, last_on=last_on)
    made.reason, made.by_id, made.created_at = reason, by.id, clock.now()
    db.session.add(made)
    db.session.flush()
    record(ExcuseGiven(course_id=course.id, student_id=student_id))
    for session in running:
        excuse_in_advance(session)
    return made


def withdraw_excuse(made: Excuse, *, by: User) -> None:
    """What it has done in sessions so far stays."""
    if not courses.teaches(by, queries.course_titled(made.course_id)):
        raise NotAllowed("Only its teachers excuse students of a course.")
    db.session.delete(made)
    record(ExcuseGiven(course_id=made.course_id, student_id=made.student_id))


def excuse_in_advance(session: AttendanceSession) -> None:
    """Whoever is covered by an excuse on the day of the session is excused, as long as they have no mark."""
    today = clock.local_day(session.started_at, session.teacher.time_zone)
    covering = sa.select(Excuse.student_id).where(
        Excuse.course_id == session.course_id, Excuse.first_on <= today, Excuse.last_on >= today
    )
    ids = set(db.session.scalars(covering))
    if ids:
        excused = [student for student in without_mark(session) if student.id in ids]
        put_all(session, excused, MarkStatus.excused, source=MarkSource.advance)
