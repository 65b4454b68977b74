"""The marks of a session, as teachers set and correct them. The session's row is locked while they change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from webapp import accounts, audit
from webapp.accounts import User
from webapp.attendance import absences, queries
from webapp.attendance.events import ActiveSessions, Marked
from webapp.attendance.models import (
    HERE,
    AttendanceMark,
    AttendanceSession,
    MarkChange,
    MarkSource,
    MarkStatus,
)
from webapp.attendance.quiet_events import SessionAttended
from webapp.attendance.statistics import set_statistics
from webapp.core import clock
from webapp.core.errors import Invalid, NotFound
from webapp.core.stores import db
from webapp.flow import record


def set_mark(
    session: AttendanceSession, student_id: int, status: MarkStatus | None, *, by: User, reason: str = ""
) -> None:
    """A teacher says how a student stands; None while it runs: not here yet. After the end it needs a reason."""
    session = queries.taken(session, by)
    student = _counted(session, student_id)
    if not session.is_running and status is None:
        raise Invalid.of({"status": "After the end everybody has a mark."})
    if not session.is_running and not reason:
        raise Invalid.of({"reason": "Say why the mark is changed. The student sees it."})
    if not session.is_running:
        accounts.hold(student_id)
    if _set(session, student, status, by=by, reason=reason) and not session.is_running:
        set_statistics(session)
        absences.notice(session, [student_id])


def mark_rest(session: AttendanceSession, status: MarkStatus, *, by: User) -> int:
    """Give all who are not here yet one mark. Answers how many there were."""
    session = queries.taken(session, by)
    session.refuse_if_ended()
    waiting = without_mark(session)
    put_all(session, waiting, status, source=MarkSource.rest, by=by)
    at = clock.now()
    changes = [
        {"session_id": session.id, "student_id": student.id, "after": status, "by_id": by.id, "at": at}
        for student in waiting
    ]
    if changes:
        db.session.execute(sa.insert(MarkChange), changes)
        audit.note(
            "marked the rest",
            session,
            by=audit.Actor(by.id, by.role),
            after={"status": status.value, "students": len(waiting)},
        )
    return len(waiting)


def put(
    session: AttendanceSession,
    student_id: int,
    status: MarkStatus,
    *,
    source: MarkSource,
    at: datetime,
    mark: AttendanceMark | None,
    by: User | None = None,
) -> AttendanceMark:
    """Write one mark, in the place of the one there is. When they came stays known, whatever becomes of it."""
    if mark is None:
        mark = AttendanceMark(session_id=session.id, student_id=student_id)
        db.session.add(mark)
    mark.status, mark.source, mark.marked_at = status, source, at
    mark.marked_by_id = by.id if by else None
    mark.owed_at = None
    if mark.arrived_at is None and status in HERE:
        mark.arrived_at = at
    db.session.flush()
    return mark


def put_all(
    session: AttendanceSession,
    students: Sequence[User],
    status: MarkStatus,
    *,
    source: MarkSource,
    by: User | None = None,
) -> None:
    """The same mark for many who have none yet, at once, and word of each."""
    at = clock.now()
    rows = [
        {
            "session_id": session.id,
            "student_id": student.id,
            "status": status,
            "source": source,
            "arrived_at": at if status in HERE else None,
            "marked_at": at,
            "marked_by_id": by.id if by else None,
        }
        for student in students
    ]
    if rows:
        db.session.execute(sa.insert(AttendanceMark), rows)
    for student in students:
        tell(session, student, status)


def tell(session: AttendanceSession, student: User, status: MarkStatus | None, **more: Any) -> None:
    """Word of a mark: to the course's teachers and the student."""
    record(Marked.of(session, student, status, queries.number_here(session.id), **more))
    if session.is_running:
        record(ActiveSessions(course_id=session.course_id))


def without_mark(session: AttendanceSession) -> Sequence[User]:
    """Who is counted and has no mark yet, in order of their ids."""
    marked = sa.select(AttendanceMark.student_id).where(AttendanceMark.session_id == session.id)
    query = sa.select(User).where(*queries.is_counted(session.course_id), User.id.not_in(marked))
    return db.session.scalars(query.order_by(User.id)).all()


def state(session: AttendanceSession, mark: AttendanceMark) -> None:
    """That somebody was here becomes a line in their log. Their row is held."""
    mark.owed_at = None
    record(SessionAttended.of(session, mark.student_id, mark.arrived_at or session.started_at))


def _set(
    session: AttendanceSession, student: User, status: MarkStatus | None, *, by: User, reason: str
) -> bool:
    """Set it, keep what it was, and tell. False if it is so already."""
    now = clock.now()
    mark = queries.mark_of(session.id, student.id)
    before = mark.status if mark else None
    if before is status:
        return False
    if status is not None:
        mark = put(session, student.id, status, source=MarkSource.teacher, at=now, mark=mark, by=by)
        if not session.is_running and mark.is_here:
            state(session, mark)
    elif mark is not None:
        db.session.delete(mark)
    change = MarkChange(session_id=session.id, student_id=student.id, before=before, after=status)
    change.reason, change.by_id, change.at = reason, by.id, now
    db.session.add(change)
    db.session.flush()
    tell(session, student, status, by_id=by.id, by_name=by.name, reason=reason)
    return True


def _counted(session: AttendanceSession, student_id: int) -> User:
    """A student of the session's course, or one who has a mark in it. Raises `NotFound`."""
    counted = sa.select(User).where(User.id == student_id, *queries.is_counted(session.course_id))
    found: User | None = db.session.scalar(counted)
    if found is None and queries.mark_of(session.id, student_id) is not None:
        found = db.session.get(User, student_id)
    if found is None:
        raise NotFound("There is no such student in this session.")
    return found
