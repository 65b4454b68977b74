"""A session from its start to its end, and a student's own check-in."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from webapp import courses
from webapp.accounts import User
from webapp.attendance import codes, queries
from webapp.attendance.closing import close_marks, reopen_marks
from webapp.attendance.codes import Verdict
from webapp.attendance.events import (
    ActiveSessions,
    SessionChanged,
    SessionEnded,
    SessionStarted,
)
from webapp.attendance.excusing import excuse_in_advance
from webapp.attendance.marking import put, tell
from webapp.attendance.models import (
    AttendanceMark,
    AttendanceSession,
    MarkSource,
    MarkStatus,
    closing,
    key_of,
)
from webapp.attendance.plans import grace_planned
from webapp.core import clock
from webapp.core.errors import Conflict, Invalid, NotAllowed, NotFound
from webapp.core.stores import db
from webapp.courses import Course
from webapp.flow import record

LAST_MINUTE = timedelta(minutes=1)


def start(
    course: Course,
    *,
    by: User,
    grace_minutes: int | None = None,
    ends_at: datetime | None = None,
    schedule_id: int | None = None,
    site: str = "",
    beside: bool = False,
) -> tuple[AttendanceSession, bool]:
    """Open a session, or join the one that is running; the answer says whether it is new. Where it is not said when
    somebody is late, the plan of the scheduled session says it.

    Another teacher's session in the course is joined as well, unless this one is to run `beside` it.
    """
    _refuse_unready(course, by, ends_at)
    running = _running(course, by, beside=beside)
    if running is not None:
        return running, False
    if grace_minutes is None:
        grace_minutes = grace_planned(schedule_id, course_id=course.id, teacher_id=by.id)
    now = clock.now()
    session = AttendanceSession(
        course_id=course.id,
        teacher_id=by.id,
        schedule_id=schedule_id,
        site=site[:200].rstrip("/"),
        running_key=key_of(course.id, by.id),
        grace_minutes=grace_minutes,
        started_at=now,
        planned_end_at=ends_at,
        closes_at=closing(now, ends_at),
    )
    try:
        with db.session.begin_nested():
            db.session.add(session)
    except IntegrityError:
        running = _running(course, by, beside=False)
        if running is None:
            raise Conflict("The session that was open has just ended. Start again.") from None
        return running, False
    excuse_in_advance(session)
    record(SessionStarted.of(session, queries.students_of(course.id)))
    record(ActiveSessions(course_id=course.id))
    return session, True


def check_in(session: AttendanceSession, *, by: User, code: str, source: MarkSource) -> AttendanceMark:
    """A student is here, once: on time, or late after the grace period, by the server's clock.

    A class does this at the same time, so it is short: the line in the log is owed, and written a moment later.
    """
    verdict = codes.judge(session, code, clock.now())
    if verdict is not Verdict.good:
        raise _refusal(verdict)
    session = queries.locked(session.id)
    session.refuse_if_ended()
    if session.is_paused:
        raise Conflict("Check-in is paused. Wait for your teacher to go on.")
    if not queries.is_enrolled(by, session.course_id):
        raise NotFound("There is no such session.")
    mark = queries.mark_of(session.id, by.id)
    if mark is not None and mark.is_here:
        return mark
    if mark is not None and mark.status is MarkStatus.absent and mark.source is MarkSource.teacher:
        raise Conflict("Your teacher has marked you absent. Ask them to correct it.")
    now = clock.now()
    mark = put(session, by.id, session.status_at(now), source=source, at=now, mark=mark)
    mark.owed_at = now
    tell(session, by, mark.status)
    return mark


def check_in_by_code(student: User, code: str, *, source: MarkSource) -> AttendanceMark:
    """Check in to the session whose code this is, of those that are open to the student."""
    if not student.is_student:
        raise NotAllowed("Only students check in.")
    return check_in(session_with(student, code), by=student, code=code, source=source)


def session_with(student: User, code: str) -> AttendanceSession:
    """The open session of their courses that shows this code. Others are not even looked at. Raises `Invalid`."""
    now = clock.now()
    verdicts = [(session, codes.judge(session, code, now)) for session in queries.running_for(student)]
    for session, verdict in verdicts:
        if verdict is Verdict.good:
            return session
    for session in queries.ended_lately_for(student):
        if session.ended_at and codes.judge(session, code, session.ended_at) is not Verdict.wrong:
            raise Conflict("This session has ended. Ask your teacher to correct your mark.")
    raise _refusal(
        Verdict.stale if any(verdict is Verdict.stale for _, verdict in verdicts) else Verdict.wrong
    )


def pause(session: AttendanceSession, *, by: User) -> None:
    """Nobody checks in until it goes on."""
    _change(queries.taken(session, by), lambda taken: taken.pause(at=clock.now()))


def resume(session: AttendanceSession, *, by: User) -> None:
    """Check-in goes on."""
    _change(queries.taken(session, by), AttendanceSession.resume)


def end(session: AttendanceSession, *, by: User | None) -> AttendanceSession:
    """Close it: who is not here is absent, and the figures are final. Without a person it ends by itself."""
    session = queries.locked(session.id) if by is None else queries.taken(session, by)
    session.end(at=clock.now(), by_id=by.id if by else None)
    absent = close_marks(session)
    _tell_end(session, absent)
    return session


def reopen(session: AttendanceSession, *, by: User) -> None:
    """For a few minutes more. Those whom the end made absent can still come."""
    session = queries.taken(session, by)
    try:
        with db.session.begin_nested():
            session.reopen(at=clock.now())
            db.session.flush()
    except IntegrityError:
        raise Conflict("Another session of yours is open in this course. End it first.") from None
    reopen_marks(session)
    record(SessionChanged.of(session, queries.students_of(session.course_id)))
    record(ActiveSessions(course_id=session.course_id))


def end_overdue() -> None:
    """For the ticker: warn a minute before a session ends by itself, and end what is due."""
    now = clock.now()
    due = sa.select(AttendanceSession.id).where(AttendanceSession.ended_at.is_(None))
    for session_id in db.session.scalars(due.where(AttendanceSession.closes_at <= now).limit(20)).all():
        session = queries.locked(session_id)
        if session.is_running and session.closes_at <= now:
            end(session, by=None)
    soon = due.where(AttendanceSession.closes_at <= now + LAST_MINUTE, AttendanceSession.warned_at.is_(None))
    for session_id in db.session.scalars(soon.where(AttendanceSession.closes_at > now).limit(20)).all():
        _change(queries.locked(session_id), _warn)


def _warn(session: AttendanceSession) -> None:
    session.warned_at = clock.now()


def _running(course: Course, by: User, *, beside: bool) -> AttendanceSession | None:
    """Their own session in the course, or else another teacher's."""
    sessions = queries.running_in(course.id)
    own = next((session for session in sessions if session.teacher_id == by.id), None)
    return own or next(iter([] if beside else sessions), None)


def _refuse_unready(course: Course, by: User, ends_at: datetime | None) -> None:
    if not courses.teaches(by, course):
        raise NotAllowed("Only its teachers take attendance in a course.")
    if not course.is_published:
        raise Conflict("Publish the course first: nobody is enrolled in a draft.")
    if ends_at is not None and ends_at <= clock.now():
        raise Invalid.of({"ends_at": "A session ends after it starts."})


def _refusal(verdict: Verdict) -> Invalid:
    if verdict is Verdict.stale:
        return Invalid.of({"code": "That code has changed. Use the one on the screen now."})
    return Invalid.of({"code": "That is not the code on the screen. Look again."})


def _change(session: AttendanceSession, deed: Callable[[AttendanceSession], None]) -> None:
    deed(session)
    record(SessionChanged.of(session, queries.students_of(session.course_id)))


def _tell_end(session: AttendanceSession, absent: Iterable[int]) -> None:
    record(SessionEnded.of(session, queries.students_in(session), absent))
    record(ActiveSessions(course_id=session.course_id))
