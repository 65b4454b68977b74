"""Sessions that are planned, and what belongs to them."""

import enum
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from webapp.accounts import Cohort, User
from webapp.core.errors import Conflict
from webapp.core.stores import LongText, Model
from webapp.core.words import plural
from webapp.courses import Course
from webapp.courses.lateness import GRACE_MINUTES

LONGEST_REASON = 300


class ScheduleStatus(enum.StrEnum):
    scheduled = "scheduled"
    completed = "completed"
    canceled = "canceled"


class Scope(enum.StrEnum):
    """How much of a series a change is about."""

    this = "this"
    later = "later"
    all = "all"


NEXT = {
    ScheduleStatus.scheduled: {ScheduleStatus.completed, ScheduleStatus.canceled},
    ScheduleStatus.completed: {ScheduleStatus.scheduled},
    ScheduleStatus.canceled: {ScheduleStatus.scheduled},
}
"""What may follow on what."""


schedule_students = sa.Table(
    "schedule_students",
    Model.metadata,
    sa.Column("schedule_id", ForeignKey("schedules.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("student_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True),
)
"""Of a session with several students, who they are."""


class Schedule(Model):
    """A session that a mentor plans with one student, with several who were picked one by one, or with a cohort. With
    several it names neither a student nor a cohort: they are its `students`.

    It has an instant, and the wall time and zone in which it was agreed. Deleted, it is gone from every page, and can
    be put back; `told_deleted_at` says that those concerned were told.
    """

    __tablename__ = "schedules"
    private: ClassVar[Mapping[str, str]] = {"overlap_reason": "mentor_id"}
    __table_args__ = (
        sa.CheckConstraint("student_id IS NULL OR cohort_id IS NULL", name="not_both"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.Index("ix_schedules_mentor_starts", "mentor_id", "starts_at"),
        sa.Index("ix_schedules_student_starts", "student_id", "starts_at"),
        sa.Index("ix_schedules_cohort_starts", "cohort_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    """By this, calendar apps know it again."""
    series: Mapped[str | None] = mapped_column(String(36), index=True)
    """Shared by the sessions of one weekly series."""
    mentor_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    student_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts.id", ondelete="CASCADE"))
    course_id: Mapped[int | None] = mapped_column(ForeignKey("courses.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(LongText, default="")
    focus_stack: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    place: Mapped[str] = mapped_column(String(500), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(64))
    starts_wall: Mapped[str] = mapped_column(String(16))
    """The agreed time on the clocks of `time_zone`, as YYYY-MM-DDTHH:MM."""
    grace_minutes: Mapped[int] = mapped_column(default=GRACE_MINUTES, server_default=str(GRACE_MINUTES))
    """So long after attendance was started one is still on time."""
    overlap_reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="", server_default="")
    """Why it is held at the time of another session of its mentor's (`reasons`)."""
    remind_minutes: Mapped[int] = mapped_column(default=30)
    remind_at: Mapped[datetime] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]
    status: Mapped[ScheduleStatus] = mapped_column(default=ScheduleStatus.scheduled)
    sequence: Mapped[int] = mapped_column(default=0)
    """How often it was changed: calendar apps take the highest."""
    edition: Mapped[int] = mapped_column(default=0, server_default="0")
    """Rises when its time or its place changes, when it is called off and when it is on again: who has seen an earlier
    one has not seen it as it is.
    """
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    changed_by_id: Mapped[int | None]
    """Who changed it last, be it by deleting it."""
    deleted_at: Mapped[datetime | None] = mapped_column(index=True)
    told_deleted_at: Mapped[datetime | None]

    mentor: Mapped[User] = relationship(foreign_keys=[mentor_id])
    student: Mapped[User | None] = relationship(foreign_keys=[student_id])
    cohort: Mapped[Cohort | None] = relationship()
    students: Mapped[list[User]] = relationship(
        secondary=schedule_students, order_by=lambda: (User.name, User.id)
    )
    course: Mapped[Course | None] = relationship()
    changed_by: Mapped[User | None] = relationship(
        primaryjoin=lambda: User.id == foreign(Schedule.changed_by_id), viewonly=True
    )

    @property
    def is_group_session(self) -> bool:
        return self.student_id is None

    @property
    def is_with_several(self) -> bool:
        return self.student_id is None and self.cohort_id is None

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_scheduled(self) -> bool:
        return self.status is ScheduleStatus.scheduled

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def minutes(self) -> int:
        return int(self.length.total_seconds() // 60)

    @property
    def whom(self) -> str:
        """With whom, as its mentor reads it."""
        if self.is_with_several:
            return _few([student.name for student in self.students])
        with_whom = self.student or self.cohort
        return with_whom.name if with_whom else ""

    @property
    def group(self) -> str:
        """Its group, as those in it read it: who the others are is not said. "" where it is with one student."""
        if self.is_with_several:
            return f"{plural(len(self.students), 'student')} together"
        return self.cohort.name if self.cohort else ""

    @property
    def student_ids(self) -> list[int]:
        """Those who were picked one by one; of a cohort nobody was."""
        if self.is_with_several:
            return sorted(student.id for student in self.students)
        return [self.student_id] if self.student_id else []

    def is_under_way(self, now: datetime) -> bool:
        return self.is_scheduled and self.starts_at <= now < self.ends_at

    def take(self, status: ScheduleStatus, *, at: datetime, by: User) -> None:
        """What is on again is reminded of anew."""
        if status not in NEXT[self.status]:
            raise Conflict(f"This session is {self.status}; it cannot become {status}.")
        if ScheduleStatus.canceled in (self.status, status):
            self.edition += 1
        if status is ScheduleStatus.scheduled:
            self.reminded_at = None
        self.status = status
        self.changed(at=at, by=by)

    def changed(self, *, at: datetime, by: User) -> None:
        self.sequence += 1
        self.updated_at, self.changed_by_id = at, by.id


class ScheduleRemoval(Model):
    """What a student who was taken off a session last knew of it, so that their calendar app takes it off as well.
    Nothing that becomes of the session later is theirs to know.
    """

    __tablename__ = "schedule_removals"
    leaves_trail: ClassVar[bool] = False

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(64))
    sequence: Mapped[int]
    removed_at: Mapped[datetime]


class Sighting(Model):
    """That a student had a page open with this session on it, and which edition of it that was."""

    __tablename__ = "schedule_sightings"
    leaves_trail: ClassVar[bool] = False

    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"), primary_key=True)
    student_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    edition: Mapped[int]
    seen_at: Mapped[datetime]


class ScheduleCompletion(Model):
    """That one student of a group has marked its session complete, for themself."""

    __tablename__ = "schedule_completions"

    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"), primary_key=True)
    student_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    completed_at: Mapped[datetime]


class CalendarFeed(Model):
    """Lets a calendar app read one person's sessions. Only a hash of its secret is kept; a new one ends the old."""

    __tablename__ = "calendar_feeds"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship()


def _few(names: Sequence[str]) -> str:
    """Ada, Ben and 3 more."""
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} more"
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + "".join(names[-1:])
