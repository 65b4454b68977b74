"""Questions about sessions. Finders go through the person: a session of a course that is not theirs does not exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from webapp import courses
from webapp.accounts import Role, User
from webapp.attendance.models import HERE, AttendanceMark, AttendanceSession, MarkStatus
from webapp.core import clock
from webapp.core.errors import NotAllowed, NotFound
from webapp.core.stores import db
from webapp.courses import OPEN, Course, Enrollment

JUST_ENDED = timedelta(minutes=10)
"""So long a session that has ended is still shown to its students."""

S, M = AttendanceSession, AttendanceMark


def taught_by(user: User, session_id: int) -> AttendanceSession:
    """The session, if this person teaches its course or is an admin. Raises `NotFound`."""
    found = db.session.get(S, session_id, options=[joinedload(S.course), joinedload(S.teacher)])
    if found is None or not courses.teaches(user, found.course):
        raise NotFound("There is no such session.")
    return found


def open_to(student: User, session_id: int) -> AttendanceSession:
    """The session, if this person is a student in its course. Raises `NotFound`."""
    found = db.session.get(S, session_id)
    if found is None or not is_enrolled(student, found.course_id):
        raise NotFound("There is no such session.")
    return found


def visible_to(user: User, session_id: int) -> AttendanceSession:
    """The session, for its teachers and its students. Raises `NotFound`."""
    return open_to(user, session_id) if user.is_student else taught_by(user, session_id)


def is_enrolled(student: User, course_id: int) -> bool:
    enrollment = courses.enrollment_of(student.id, course_id) if student.is_student else None
    return enrollment is not None and enrollment.is_open


def locked(session_id: int) -> AttendanceSession:
    """The session as it is now, and nobody else's until the transaction ends."""
    query = sa.select(S).where(S.id == session_id).with_for_update(key_share=True)
    found = db.session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("There is no such session.")
    return found


def taken(session: AttendanceSession, by: User) -> AttendanceSession:
    """The session, locked, in the hands of a teacher of its course."""
    found = locked(session.id)
    if not courses.teaches(by, found.course):
        raise NotAllowed("Only its teachers take attendance in a course.")
    return found


def get(session_id: int) -> AttendanceSession:
    """That session. For code that already knows it may: nothing is checked."""
    return db.session.get_one(S, session_id, options=[joinedload(S.course), joinedload(S.teacher)])


def running_in(course_id: int) -> Sequence[AttendanceSession]:
    """The sessions that are open in a course, the oldest first."""
    query = sa.select(S).where(S.course_id == course_id, S.ended_at.is_(None)).order_by(S.id)
    return db.session.scalars(query.options(joinedload(S.teacher))).all()


def running_for(student: User) -> Sequence[AttendanceSession]:
    """The sessions that this student may check in to."""
    query = sa.select(S).where(S.course_id.in_(_courses_of(student.id)), S.ended_at.is_(None)).order_by(S.id)
    return db.session.scalars(query.options(joinedload(S.course), joinedload(S.teacher))).all()


def ended_lately_for(student: User) -> Sequence[AttendanceSession]:
    """The sessions of this student's courses that ended a moment ago, the last first."""
    since = clock.now() - JUST_ENDED
    query = sa.select(S).where(S.course_id.in_(_courses_of(student.id)), S.ended_at > since)
    return db.session.scalars(query.order_by(S.ended_at.desc())).all()


@dataclass(frozen=True)
class Notice:
    """A session as the top of a student's pages says it: open, or just ended, and how they stand in it."""

    session: AttendanceSession
    status: MarkStatus | None
    arrived_at: datetime | None

    @property
    def until(self) -> datetime | None:
        """When it is no longer said, once it has ended."""
        return self.session.ended_at + JUST_ENDED if self.session.ended_at else None


def shown_to(student_id: int) -> Sequence[Notice]:
    """What a student's pages say of sessions in their courses: the open ones first."""
    mine = sa.and_(M.session_id == S.id, M.student_id == student_id)
    query = (
        sa.select(S, M.status, M.arrived_at)
        .join(Enrollment, Enrollment.course_id == S.course_id)
        .outerjoin(M, mine)
        .where(Enrollment.student_id == student_id, Enrollment.status.in_(OPEN))
        .where(sa.or_(S.ended_at.is_(None), S.ended_at > clock.now() - JUST_ENDED))
        .order_by(S.ended_at.is_not(None), S.ended_at.desc(), S.id)
        .options(joinedload(S.course), joinedload(S.teacher))
    )
    return [Notice(*row) for row in db.session.execute(query)]


def students_of(course_id: int) -> Sequence[int]:
    """The ids of all who are counted in a course: its students, and none of its staff."""
    query = sa.select(User.id).where(*is_counted(course_id)).order_by(User.id)
    return db.session.scalars(query).all()


def people_of(course_id: int) -> Sequence[User]:
    """The same people, by name."""
    return db.session.scalars(
        sa.select(User).where(*is_counted(course_id)).order_by(User.name, User.id)
    ).all()


def students_in(session: AttendanceSession) -> Sequence[int]:
    """The ids of all whom a session concerns: who is counted in its course, and who has a mark in it."""
    marked = sa.select(M.student_id).where(M.session_id == session.id)
    return sorted({*students_of(session.course_id), *db.session.scalars(marked)})


def is_counted(course_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on `User`: a student with an open account, enrolled in that course."""
    enrolled = sa.select(Enrollment.student_id).where(
        Enrollment.course_id == course_id, Enrollment.status.in_(OPEN)
    )
    return (User.role == Role.student, User.closed_at.is_(None), User.id.in_(enrolled))


def is_for(student_id: int) -> sa.ColumnElement[bool]:
    """Condition on a session: it is in a course of this student's."""
    return S.course_id.in_(_courses_of(student_id))


def mark_of(session_id: int, student_id: int) -> AttendanceMark | None:
    return db.session.get(M, (session_id, student_id), populate_existing=True)


def number_here(session_id: int) -> int:
    """How many are here, on time or late."""
    here = sa.select(sa.func.count()).select_from(M).where(M.session_id == session_id, M.status.in_(HERE))
    return db.session.scalar(here) or 0


def active_in(course_id: int) -> list[dict[str, object]]:
    """The sessions that are open in a course, in the words of the contract."""
    here = (
        sa.select(sa.func.count())
        .select_from(M)
        .where(M.session_id == S.id, M.status.in_(HERE))
        .scalar_subquery()
    )
    query = sa.select(S.id, S.teacher_id, here, S.started_at)
    rows = db.session.execute(query.where(S.course_id == course_id, S.ended_at.is_(None)).order_by(S.id))
    return [
        {"sessionId": id, "teacherId": teacher_id, "studentCount": count, "startedAt": started_at.isoformat()}
        for id, teacher_id, count, started_at in rows
    ]


def course_titled(course_id: int) -> Course:
    return db.session.get_one(Course, course_id)


def _courses_of(student_id: int) -> sa.Select[int]:
    return sa.select(Enrollment.course_id).where(
        Enrollment.student_id == student_id, Enrollment.status.in_(OPEN)
    )
