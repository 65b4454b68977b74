"""`/api/courses/<id>/sessions…` and `/api/attendance…`: who was there (contract, section 5)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from flask import request

from webapp import accounts, courses, schedules
from webapp import attendance as room
from webapp.accounts import Role, User
from webapp.api import door
from webapp.api.shapes import Answer
from webapp.attendance import (
    AttendanceSession,
    CheckInInput,
    MarkInput,
    MarkSource,
    MarkStatus,
    Seat,
    StartInput,
)
from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.core.limits import throttle
from webapp.courses import Course
from webapp.flow import commit


class ActiveSessionAnswer(Answer):
    """A session that is open. `studentCount` is how many are here."""

    session_id: int
    teacher_id: int
    student_count: int
    started_at: datetime

    example: ClassVar[Any] = {
        "sessionId": 9,
        "teacherId": 2,
        "studentCount": 18,
        "startedAt": "2026-11-20T14:00:00Z",
    }


class ActiveSessionsAnswer(Answer):
    """The sessions that are open in a course."""

    course_id: int
    active_sessions: list[ActiveSessionAnswer]

    example: ClassVar[Any] = {"courseId": 3, "activeSessions": [ActiveSessionAnswer.example]}


class StatisticsAnswer(Answer):
    """How many there are of each mark. `present` counts those on time and late; `waiting` have no mark yet."""

    present: int
    absent: int
    total: int
    on_time: int
    late: int
    excused: int
    waiting: int

    example: ClassVar[Any] = {
        "present": 18,
        "absent": 0,
        "total": 26,
        "onTime": 16,
        "late": 2,
        "excused": 1,
        "waiting": 7,
    }

    @classmethod
    def of(cls, seats: Iterable[Seat]) -> "StatisticsAnswer":
        marks = [seat.status for seat in seats]
        on_time, late = marks.count(MarkStatus.present), marks.count(MarkStatus.late)
        return cls(
            present=on_time + late,
            absent=marks.count(MarkStatus.absent),
            total=len(marks),
            on_time=on_time,
            late=late,
            excused=marks.count(MarkStatus.excused),
            waiting=marks.count(None),
        )


class MarkedPersonAnswer(Answer):
    id: int
    name: str


class MarkAnswer(Answer):
    """How a student stands: null while they are not here yet. `source` is code, qr, teacher, rest, advance or end."""

    student: MarkedPersonAnswer
    status: MarkStatus | None
    source: MarkSource | None
    arrived_at: datetime | None

    example: ClassVar[Any] = {
        "student": {"id": 3, "name": "Ada"},
        "status": "present",
        "source": "qr",
        "arrivedAt": "2026-11-20T14:03:10Z",
    }

    @classmethod
    def of(cls, seat: Seat) -> "MarkAnswer":
        student = MarkedPersonAnswer(id=seat.student_id, name=seat.name)
        return cls(student=student, status=seat.status, source=seat.source, arrived_at=seat.arrived_at)


class SessionAnswer(Answer):
    """A session. Its teachers see every mark in it, a student their own."""

    id: int
    course_id: int
    teacher_id: int
    schedule_id: int | None
    grace_minutes: int
    started_at: datetime
    closes_at: datetime
    is_paused: bool
    ended_at: datetime | None
    marks: list[MarkAnswer]

    example: ClassVar[Any] = {
        "id": 9,
        "courseId": 3,
        "teacherId": 2,
        "scheduleId": None,
        "graceMinutes": 10,
        "startedAt": "2026-11-20T14:00:00Z",
        "closesAt": "2026-11-20T17:00:00Z",
        "isPaused": False,
        "endedAt": None,
        "marks": [MarkAnswer.example],
    }

    @classmethod
    def seen_by(cls, reader: User, session: AttendanceSession) -> "SessionAnswer":
        seats = [
            seat for seat in room.seats_of(session) if not reader.is_student or seat.student_id == reader.id
        ]
        return cls(
            id=session.id,
            course_id=session.course_id,
            teacher_id=session.teacher_id,
            schedule_id=session.schedule_id,
            grace_minutes=session.grace_minutes,
            started_at=session.started_at,
            closes_at=session.closes_at,
            is_paused=session.is_paused,
            ended_at=session.ended_at,
            marks=[MarkAnswer.of(seat) for seat in seats],
        )


def _heard(asking: User, course_id: int) -> Course:
    """A course that one is enrolled in or teaches; for an admin any. Raises `NotFound`."""
    if not courses.heard_by(asking, [course_id]):
        raise NotFound("There is no such course.")
    return courses.visible_to(asking, course_id)


@door.get("/api/courses/<int:course_id>/sessions/active", gives={200: ActiveSessionsAnswer})
def list_active_sessions(course_id: int) -> ActiveSessionsAnswer:
    """The sessions that are open in a course, for its students and teachers."""
    course = door.which(course_id, _heard)
    running = [ActiveSessionAnswer.model_validate(one, by_alias=True) for one in room.active_in(course.id)]
    return ActiveSessionsAnswer(course_id=course.id, active_sessions=running)


@door.post(
    "/api/courses/<int:course_id>/sessions",
    takes=StartInput,
    example={"graceMinutes": 5},
    roles=[Role.mentor],
    gives={201: SessionAnswer, 200: SessionAnswer},
    refuses=(409,),
)
def start_session(course_id: int, given: StartInput) -> tuple[SessionAnswer, int]:
    """Start a session: 201. One that is open already is joined: 200. Without `graceMinutes` those of the plan count,
    where `scheduleId` names one.
    """
    teacher, course = accounts.me(), door.which(course_id, courses.taught_by)
    if given.schedule_id is not None:
        schedules.planned_by(teacher, given.schedule_id)
    session, is_new = room.start(
        course,
        by=teacher,
        grace_minutes=given.grace_minutes,
        ends_at=clock.now() + timedelta(minutes=given.minutes) if given.minutes else None,
        schedule_id=given.schedule_id,
        site=request.host_url,
        beside=given.beside,
    )
    commit()
    return SessionAnswer.seen_by(teacher, session), 201 if is_new else 200


@door.get("/api/attendance/sessions/<int:session_id>", gives={200: SessionAnswer})
def show_session(session_id: int) -> SessionAnswer:
    """A session with its marks. The code is not among it: that is for the teacher's screen alone."""
    asking = accounts.me()
    return SessionAnswer.seen_by(asking, room.visible_to(asking, session_id))


@door.post(
    "/api/attendance/sessions/<int:session_id>/end",
    roles=[Role.mentor],
    gives={200: StatisticsAnswer},
    refuses=(409,),
)
def end_session(session_id: int) -> StatisticsAnswer:
    """End it: who has no mark is absent. The answer are the final statistics."""
    teacher = accounts.me()
    session = room.end(room.taught_by(teacher, session_id), by=teacher)
    commit()
    return StatisticsAnswer.of(room.seats_of(session))


@door.post(
    "/api/attendance/sessions/<int:session_id>/check-in",
    takes=CheckInInput,
    example={"code": "7Q4-K2M"},
    roles=[Role.student],
    gives={200: MarkAnswer},
    refuses=(409,),
)
def check_in_to_session(session_id: int, given: CheckInInput) -> MarkAnswer:
    """Check in with the code on the screen: on time, or late after the grace period. Twice is once."""
    student = accounts.me()
    throttle(room.TRIES, "check-in", str(student.id), message="Too many tries with the code.")
    session = room.open_to(student, session_id)
    room.check_in(session, by=student, code=given.code, source=MarkSource.code)
    commit()
    return _mark(session, student.id)


@door.patch(
    "/api/attendance/sessions/<int:session_id>/marks/<int:student_id>",
    takes=MarkInput,
    example={"status": "excused", "reason": "A race"},
    roles=[Role.mentor],
    gives={200: MarkAnswer},
    refuses=(409,),
)
def set_session_mark(session_id: int, student_id: int, given: MarkInput) -> MarkAnswer:
    """Set or correct a mark. After the end it needs a reason; before that, `none` takes a mark back."""
    teacher = accounts.me()
    session = room.taught_by(teacher, session_id)
    room.set_mark(session, student_id, given.mark, by=teacher, reason=given.reason)
    commit()
    return _mark(session, student_id)


@door.get("/api/attendance/sessions/<int:session_id>/statistics", gives={200: StatisticsAnswer})
def show_session_statistics(session_id: int) -> StatisticsAnswer:
    """How many are here, for the course's teachers and students."""
    return StatisticsAnswer.of(room.seats_of(room.visible_to(accounts.me(), session_id)))


def _mark(session: AttendanceSession, student_id: int) -> MarkAnswer:
    """Who has left the course and has no mark any more has no seat either."""
    seat = next((seat for seat in room.seats_of(session) if seat.student_id == student_id), None)
    if seat is not None:
        return MarkAnswer.of(seat)
    student = MarkedPersonAnswer(id=student_id, name=accounts.get(student_id).name)
    return MarkAnswer(student=student, status=None, source=None, arrived_at=None)
