"""Attendance for spreadsheets, line by line; times with their zone."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from webapp.accounts import User
from webapp.attendance.models import AttendanceMark, AttendanceSession, MarkChange
from webapp.attendance.wording import status_word
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses import Course

Sheet = Iterable[Sequence[object]]

HEAD = (
    "course session started_at ended_at zone student_id student status source arrived_at correction corrected_by"
).split()

S, M = AttendanceSession, AttendanceMark


def session_sheet(session: AttendanceSession, zone: str) -> Sheet:
    """One session, a line for each student with a mark."""
    return _sheet(zone, S.id == session.id)


def course_sheet(course: Course, zone: str) -> Sheet:
    """All sessions of a course that are over."""
    return _sheet(zone, S.course_id == course.id, S.ended_at.is_not(None))


def own_sheet(student: User) -> Sheet:
    """A student's own marks, in their own zone."""
    return _sheet(student.time_zone, M.student_id == student.id, S.ended_at.is_not(None))


def _sheet(zone: str, *which: sa.ColumnElement[bool]) -> Sheet:
    query = (
        sa.select(S, M, User, Course.title)
        .join(M, M.session_id == S.id)
        .join(User, User.id == M.student_id)
        .join(Course, Course.id == S.course_id)
        .where(*which)
        .order_by(S.started_at, S.id, User.name, User.id)
    )
    rows = db.session.execute(query).all()
    changes = _changes({session.id for session, _, _, _ in rows})
    for session, mark, student, title in rows:
        reason, by = changes.get((session.id, student.id), ("", ""))
        yield (
            title,
            session.id,
            _time(session.started_at, zone),
            _time(session.ended_at, zone),
            zone,
            student.id,
            student.name,
            status_word(mark.status),
            mark.source.value,
            _time(mark.arrived_at, zone),
            reason,
            by,
        )


def _changes(session_ids: set[int]) -> dict[tuple[int, int], tuple[str, str]]:
    """The last correction of each mark: its reason and who made it."""
    query = (
        sa.select(MarkChange.session_id, MarkChange.student_id, MarkChange.reason, User.name)
        .outerjoin(User, User.id == MarkChange.by_id)
        .where(MarkChange.session_id.in_(session_ids))
        .order_by(MarkChange.id)
    )
    return {
        (session_id, student_id): (reason, by or "")
        for session_id, student_id, reason, by in db.session.execute(query)
    }


def _time(at: datetime | None, zone: str) -> str:
    return at.astimezone(clock.zone(zone)).isoformat(timespec="seconds") if at else ""
