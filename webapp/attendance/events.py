"""What the attendance room announces. Programs are told the fields of the contract and no others."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from flask import url_for

from webapp import courses
from webapp.accounts import Role, User
from webapp.attendance import queries, regions
from webapp.attendance.models import HERE, AttendanceSession, MarkStatus
from webapp.attendance.wording import status_word
from webapp.flow import Audience, Event, Notice, NoticeKind, Outdated, Topic, course_channel, user_channel
from webapp.live import Region


def staff(course_id: int, shown: list[Region]) -> Audience:
    """Those who take attendance in that course: its teachers and the admins."""
    return dict.fromkeys((courses.staff_channel(course_id), f"role:{Role.admin}"), shown)


@dataclass(frozen=True, kw_only=True)
class OfSession(Event):
    """Something about a session that all of its course see. `student_ids` are those on whose pages it stands: each
    page is brought its own student's parts, on a channel that no classmate hears.
    """

    course_id: int
    session_id: int
    student_ids: list[int]
    schedule_id: int | None = None
    """The planned session that it is."""

    def audience(self) -> Audience:
        own = {user_channel(student_id): self.own_regions(student_id) for student_id in self.student_ids}
        return {course_channel(self.course_id): [], **own, **staff(self.course_id, self.staff_regions())}

    def staff_regions(self) -> list[Region]:
        """What stands on the pages of those who take attendance."""
        head = [*regions.live_page(self.session_id), regions.screen_count(self.session_id)]
        return [*head, regions.course_line(self.course_id)]

    def shares(self) -> list[Region]:
        """What counts a session that is over, and no other."""
        return [regions.share(self.course_id, student_id) for student_id in self.student_ids]

    def own_regions(self, student_id: int) -> list[Region]:
        """What stands on this student's pages."""
        return [regions.banner(student_id)]


@dataclass(frozen=True, kw_only=True)
class SessionStarted(OfSession):
    """A teacher takes attendance in a course."""

    name = "courseSessionStarted"

    teacher_id: int
    teacher_name: str
    started_by: int
    started_at: datetime
    course_title: str
    closes_at: datetime

    @classmethod
    def of(cls, session: AttendanceSession, student_ids: Iterable[int]) -> Self:
        return cls(**_start_of(session), student_ids=list(student_ids))

    def tellings(self) -> Iterable[tuple[str, object]]:
        return [(self.name, {key: value for key, value in self.facts().items() if key in TOLD_OF_A_START})]

    def notices(self) -> Iterable[Notice]:
        for student_id in self.student_ids:
            yield Notice(
                to=student_id,
                kind=NoticeKind.system,
                topic=Topic.sessions,
                title=f"Attendance is open in {self.course_title}",
                message=f"{self.teacher_name} started it. Check in with the code on the screen.",
                link=url_for("attendance.mine"),
                by=self.teacher_id,
                about=_open(self.session_id),
                expires_at=self.closes_at,
            )


@dataclass(frozen=True, kw_only=True)
class FinalStatistics:
    """The end of a session in figures. Excused students are in the total, and neither present nor absent."""

    present: int
    absent: int
    total: int


@dataclass(frozen=True, kw_only=True)
class SessionEnded(OfSession):
    """A session is over. `ended_by` is null when it ended by itself."""

    name = "courseSessionEnded"

    teacher_id: int
    teacher_name: str
    started_by: int
    started_at: datetime
    final_statistics: FinalStatistics
    ended_by: int | None
    ended_at: datetime
    course_title: str
    absent_ids: list[int]

    @classmethod
    def of(cls, session: AttendanceSession, student_ids: Iterable[int], absent_ids: Iterable[int]) -> Self:
        assert session.ended_at
        start = _start_of(session)
        del start["closes_at"]
        return cls(
            **start,
            student_ids=list(student_ids),
            final_statistics=FinalStatistics(
                present=session.present_count, absent=session.absent_count, total=session.total_count
            ),
            ended_by=session.ended_by_id,
            ended_at=session.ended_at,
            absent_ids=list(absent_ids),
        )

    def staff_regions(self) -> list[Region]:
        """The session is a new column of the record."""
        return [*super().staff_regions(), *self.shares(), regions.course_record(self.course_id)]

    def own_regions(self, student_id: int) -> list[Region]:
        """And a line of each student's own."""
        return [*super().own_regions(student_id), regions.own_record(student_id)]

    def tellings(self) -> Iterable[tuple[str, object]]:
        return [(self.name, {key: value for key, value in self.facts().items() if key in TOLD_OF_AN_END})]

    def outdates(self) -> Iterable[Outdated]:
        return [Outdated(to=self.student_ids, about=_open(self.session_id), is_gone=True)]

    def notices(self) -> Iterable[Notice]:
        for student_id in self.absent_ids:
            yield Notice(
                to=student_id,
                kind=NoticeKind.system,
                topic=Topic.sessions,
                title=f"You were marked absent in {self.course_title}",
                message="If that is not right, ask your teacher to correct it.",
                link=url_for("attendance.mine"),
                by=self.teacher_id,
                about=f"attendance:{self.session_id}",
            )


@dataclass(frozen=True, kw_only=True)
class SessionChanged(OfSession):
    """A session was paused, goes on, was opened again, or ends soon."""

    name = "attendance:sessionChanged"
    is_told = False

    @classmethod
    def of(cls, session: AttendanceSession, student_ids: Iterable[int]) -> Self:
        plan = session.schedule_id
        ids = list(student_ids)
        return cls(course_id=session.course_id, session_id=session.id, student_ids=ids, schedule_id=plan)

    def staff_regions(self) -> list[Region]:
        return [*super().staff_regions(), *self.shares()]


@dataclass(frozen=True, kw_only=True)
class ActiveSessions(Event):
    """The sessions that are open in a course, as they stand after a change. Told as `activeSessions`."""

    name = "activeSessionsData"

    course_id: int
    sessions: list[dict[str, object]] = field(default_factory=list)

    def completed(self) -> Self:
        return replace(self, sessions=queries.active_in(self.course_id))

    def tellings(self) -> Iterable[tuple[str, object]]:
        return [(self.name, {"course_id": self.course_id, "activeSessions": self.sessions})]

    def audience(self) -> Audience:
        return {course_channel(self.course_id): []}


@dataclass(frozen=True, kw_only=True)
class MarkedStudent:
    """A student as programs read of them."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Marked(Event):
    """How a student stands in a session: null when the mark was taken back. `count` is how many are here. The course's
    title is there once the session is over.
    """

    name = "attendance:marked"

    course_id: int
    session_id: int
    student: MarkedStudent
    status: MarkStatus | None
    count: int
    is_final: bool
    course_title: str
    schedule_id: int | None = None
    by_id: int | None = None
    by_name: str = ""
    reason: str = ""

    @classmethod
    def of(
        cls,
        session: AttendanceSession,
        student: User,
        status: MarkStatus | None,
        count: int,
        **more: Any,
    ) -> Self:
        return cls(
            course_id=session.course_id,
            session_id=session.id,
            student=MarkedStudent(id=student.id, name=student.name),
            status=status,
            count=count,
            is_final=not session.is_running,
            course_title="" if session.is_running else session.course.title,
            schedule_id=session.schedule_id,
            **more,
        )

    def tellings(self) -> Iterable[tuple[str, object]]:
        return [(self.name, {key: value for key, value in self.facts().items() if key in TOLD_OF_A_MARK})]

    def audience(self) -> Audience:
        shown = [*regions.moved(self.session_id), regions.course_line(self.course_id)]
        if self.is_final:
            shown += [regions.gate(self.session_id), regions.course_record(self.course_id)]
            shown.append(regions.share(self.course_id, self.student.id))
        own = [regions.banner(self.student.id), regions.own_record(self.student.id)]
        alone = courses.student_channel(self.course_id, self.student.id)
        return {**staff(self.course_id, shown), user_channel(self.student.id): own, alone: []}

    def outdates(self) -> Iterable[Outdated]:
        """Who is here needs not be asked to come."""
        if self.is_final or self.status not in HERE:
            return []
        return [Outdated(to=[self.student.id], about=_open(self.session_id))]

    def notices(self) -> Iterable[Notice]:
        """A correction after the end; the end itself speaks to those who were absent."""
        if self.is_final and self.by_name:
            yield Notice(
                to=self.student.id,
                kind=NoticeKind.system,
                topic=Topic.sessions,
                title=f"{self.by_name} marked you “{status_word(self.status)}” in {self.course_title}",
                message=self.reason,
                link=url_for("attendance.mine"),
                by=self.by_id,
                about=f"attendance:{self.session_id}",
            )


TOLD_OF_A_START = {"course_id", "session_id", "teacher_id", "teacher_name", "started_by", "started_at"}
TOLD_OF_AN_END = TOLD_OF_A_START | {"final_statistics", "ended_by", "ended_at"}
TOLD_OF_A_MARK = {"session_id", "student", "status", "count"}


def _open(session_id: int) -> str:
    """What the line is about that says that a session is open."""
    return f"attendance-open:{session_id}"


def _start_of(session: AttendanceSession) -> dict[str, Any]:
    return {
        "course_id": session.course_id,
        "session_id": session.id,
        "schedule_id": session.schedule_id,
        "teacher_id": session.teacher_id,
        "teacher_name": session.teacher.name,
        "started_by": session.teacher_id,
        "started_at": session.started_at,
        "course_title": session.course.title,
        "closes_at": session.closes_at,
    }
