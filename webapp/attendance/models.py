"""Attendance sessions, the marks in them, and what became of each mark."""

import enum
import secrets
from datetime import date, datetime, timedelta
from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.accounts import User
from webapp.core.errors import Conflict
from webapp.core.stores import Model
from webapp.courses import Course
from webapp.courses.lateness import GRACE_MINUTES

AFTER_PLANNED = timedelta(minutes=15)
LEFT_OPEN = timedelta(hours=3)
"""So long after its start a session ends by itself where no end was planned."""
REOPENED = timedelta(minutes=5)


class MarkStatus(enum.StrEnum):
    """How a student stands in a session. Who has no mark is not here yet."""

    present = "present"
    late = "late"
    excused = "excused"
    absent = "absent"


HERE = (MarkStatus.present, MarkStatus.late)


class MarkSource(enum.StrEnum):
    """Where a mark comes from: the student's own check-in, a teacher, or the end of the session."""

    code = "code"
    qr = "qr"
    teacher = "teacher"
    rest = "rest"
    advance = "advance"
    end = "end"


class AttendanceSession(Model):
    """A teacher takes attendance in a course, from start to end. One is running for each course and teacher.

    Its row is locked by whoever changes it or a mark in it: so two ends, an end and a check-in, or two check-ins follow
    one another.
    """

    __tablename__ = "attendance_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    """Whose session it is. It is the course's record, and stays when they leave."""
    schedule_id: Mapped[int | None] = mapped_column(index=True)
    """The scheduled session that this one is; schedules are a room of their own."""
    running_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    """Course and teacher while it runs, nothing afterwards: of two starts at once, one gets through."""
    nonce: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))
    """Makes its codes its own. Without the site's secret key it tells nothing."""
    site: Mapped[str] = mapped_column(String(200), default="")
    """The address that this product has for its teacher: where its links lead."""
    grace_minutes: Mapped[int] = mapped_column(default=GRACE_MINUTES)
    started_at: Mapped[datetime]
    planned_end_at: Mapped[datetime | None]
    closes_at: Mapped[datetime] = mapped_column(index=True)
    """When it ends by itself."""
    warned_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    present_count: Mapped[int] = mapped_column(default=0)
    absent_count: Mapped[int] = mapped_column(default=0)
    total_count: Mapped[int] = mapped_column(default=0)
    """The final statistics, set at the end and by each correction after it."""

    course: Mapped[Course] = relationship()
    teacher: Mapped[User] = relationship(foreign_keys=[teacher_id])

    @property
    def is_running(self) -> bool:
        return self.ended_at is None

    @property
    def is_paused(self) -> bool:
        return self.is_running and self.paused_at is not None

    @property
    def late_after(self) -> datetime:
        return self.started_at + timedelta(minutes=self.grace_minutes)

    def status_at(self, instant: datetime) -> MarkStatus:
        """What a check-in at that instant is, by the server's clock."""
        return MarkStatus.present if instant <= self.late_after else MarkStatus.late

    def pause(self, *, at: datetime) -> None:
        self.refuse_if_ended()
        self.paused_at = self.paused_at or at

    def resume(self) -> None:
        self.refuse_if_ended()
        self.paused_at = None

    def end(self, *, at: datetime, by_id: int | None) -> None:
        self.refuse_if_ended()
        self.ended_at, self.ended_by_id = at, by_id
        self.running_key = self.paused_at = None

    def reopen(self, *, at: datetime) -> None:
        """For a few minutes, then it ends by itself again."""
        if self.is_running:
            raise Conflict("This session is open.")
        self.ended_at = self.ended_by_id = self.warned_at = None
        self.running_key = key_of(self.course_id, self.teacher_id)
        self.closes_at = at + REOPENED

    def refuse_if_ended(self) -> None:
        if not self.is_running:
            raise Conflict("This session has ended.")


def key_of(course_id: int, teacher_id: int) -> str:
    return f"{course_id}:{teacher_id}"


def closing(started_at: datetime, planned_end_at: datetime | None) -> datetime:
    """When a session ends by itself: some time after its planned end, or after a set time."""
    return planned_end_at + AFTER_PLANNED if planned_end_at else started_at + LEFT_OPEN


class AttendanceMark(Model):
    """How one student stands in one session: there is one row at most. It counts on without a name."""

    stays_without_name: ClassVar[bool] = True
    __tablename__ = "attendance_marks"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("attendance_sessions.id", ondelete="CASCADE"), primary_key=True
    )
    student_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    status: Mapped[MarkStatus]
    source: Mapped[MarkSource]
    arrived_at: Mapped[datetime | None]
    """When they checked in themselves, or a teacher first marked them as here."""
    marked_at: Mapped[datetime]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    owed_at: Mapped[datetime | None] = mapped_column(index=True)
    """Since when it should be in the student's log and is not yet."""

    @property
    def is_here(self) -> bool:
        return self.status in HERE


class MarkChange(Model):
    """A mark that somebody else than its student set: what it was, what it became, by whom and why."""

    leaves_trail: ClassVar[bool] = False
    __tablename__ = "attendance_mark_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("attendance_sessions.id", ondelete="CASCADE"), index=True
    )
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    before: Mapped[MarkStatus | None]
    after: Mapped[MarkStatus | None]
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    by: Mapped[User | None] = relationship(foreign_keys=[by_id])


class Excuse(Model):
    """A student will not come on these days of a course, and has said so in advance."""

    __tablename__ = "attendance_excuses"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]

    student: Mapped[User] = relationship(foreign_keys=[student_id])


class AbsenceRun(Model):
    """That a student and their mentor were told of absences in a row, up to that session."""

    leaves_trail: ClassVar[bool] = False
    __tablename__ = "attendance_absence_runs"
    __table_args__ = (UniqueConstraint("student_id", "session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(
        ForeignKey("attendance_sessions.id", ondelete="CASCADE"), index=True
    )
    told_at: Mapped[datetime]
