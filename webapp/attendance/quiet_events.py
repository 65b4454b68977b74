"""What the attendance room announces that programs do not hear: it leaves lines, in the log or for a reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from flask import url_for

from webapp import accounts, courses
from webapp.attendance import queries, regions
from webapp.attendance.events import staff
from webapp.attendance.models import AttendanceSession
from webapp.attendance.wording import day_list
from webapp.core import clock
from webapp.flow import Audience, Event, Notice, NoticeKind, Topic, user_channel


@dataclass(frozen=True, kw_only=True)
class SessionAttended(Event):
    """A student attended a session. Told to nobody; it is a line in their log."""

    name = "attendance:attended"

    student_id: int
    course_id: int
    session_id: int
    at: datetime

    @classmethod
    def of(cls, session: AttendanceSession, student_id: int, at: datetime) -> Self:
        return cls(student_id=student_id, course_id=session.course_id, session_id=session.id, at=at)


@dataclass(frozen=True, kw_only=True)
class ExcuseGiven(Event):
    """Somebody is excused in advance, or not any more."""

    name = "attendance:excuseGiven"
    is_told = False

    course_id: int
    student_id: int

    def audience(self) -> Audience:
        own = [regions.own_record(self.student_id)]
        return {
            **staff(self.course_id, [regions.excuses(self.course_id)]),
            user_channel(self.student_id): own,
        }


@dataclass(frozen=True, kw_only=True)
class AbsencesInARow(Event):
    """A student has missed several sessions of a course one after another. It only leaves notices."""

    name = "attendance:absencesInARow"

    student_id: int
    student_name: str
    course_id: int
    course_title: str
    mentor_ids: list[int]
    missed: list[datetime]

    def notices(self) -> Iterable[Notice]:
        number, about = len(self.missed), f"absences:{self.course_id}:{self.student_id}"
        yield self._notice(
            self.student_id,
            f"You missed {number} sessions of {self.course_title} in a row",
            url_for("attendance.mine"),
            about,
        )
        for mentor_id in self.mentor_ids:
            link = self._link_for(mentor_id)
            title = f"{self.student_name} missed {number} sessions of {self.course_title} in a row"
            yield self._notice(mentor_id, title, link, about, by=self.student_id)

    def _link_for(self, mentor_id: int) -> str:
        """The record of the course, for who teaches it; a student's own mentor need not."""
        if courses.teaches(accounts.get(mentor_id), queries.course_titled(self.course_id)):
            return url_for("attendance.course_record", course_id=self.course_id)
        return url_for("dashboard.student", student_id=self.student_id)

    def _notice(self, to: int, title: str, link: str, about: str, by: int | None = None) -> Notice:
        """What names a student is by them, so that it goes with them when they leave for good."""
        zone = accounts.get(to).time_zone
        days = day_list([clock.local_day(at, zone) for at in self.missed])
        kind, topic = NoticeKind.reminder, Topic.sessions
        return Notice(
            to=to,
            kind=kind,
            topic=topic,
            title=title,
            message=f"{days}.",
            link=link,
            by=by,
            about=about,
        )


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(Event):
    """A student says that a mark of theirs is not right. It only leaves notices to those who correct it."""

    name = "attendance:correctionAsked"

    session_id: int
    student_id: int
    student_name: str
    teacher_ids: list[int]
    course_title: str
    words: str

    def notices(self) -> Iterable[Notice]:
        link = url_for("attendance.session", session_id=self.session_id, _anchor=f"seat-{self.student_id}")
        for teacher_id in self.teacher_ids:
            yield Notice(
                to=teacher_id,
                kind=NoticeKind.social,
                topic=Topic.sessions,
                title=f"{self.student_name} asks for a correction in {self.course_title}",
                message=self.words,
                link=link,
                by=self.student_id,
                about=f"correction:{self.session_id}:{self.student_id}",
            )
