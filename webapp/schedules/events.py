"""What is announced of sessions. Its students and its mentor hear; nobody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from flask import url_for

from webapp.accounts import User
from webapp.core import clock
from webapp.flow import Audience, Event, Notice, NoticeKind, Outdated, Topic, user_channel
from webapp.schedules import regions, words
from webapp.schedules.models import Schedule
from webapp.schedules.participants import students_at
from webapp.schedules.shapes import shape
from webapp.schedules.weeks import weeks_touched


@dataclass(frozen=True, kw_only=True)
class ScheduleEvent(Event):
    """Sessions of one mentor with the same students. `hearers` are the students' ids; programs are told each session by
    itself. Where only these students' part in it began or ended, the mentor does not hear (`is_mentors`).
    """

    schedules: list[dict[str, Any]]
    mentor_id: int
    hearers: list[int]
    weeks: list[str]
    by_id: int
    by_name: str
    is_mentors: bool = True
    reminded: list[int] = field(default_factory=list)
    """The ids of those that had been reminded of."""

    @classmethod
    def of(cls, planned: Sequence[Schedule], *, by: User, **more: Any) -> Self:
        """The session that its notices are about comes first. All are with the same students, as `by_party` groups
        them, where it is not said who hears.
        """
        first = planned[0]
        given: dict[str, Any] = {
            "schedules": [shape(schedule) for schedule in planned],
            "mentor_id": first.mentor_id,
            "hearers": more["hearers"] if "hearers" in more else students_at(first),
            "weeks": weeks_touched((one.starts_at, one.ends_at) for one in planned),
            "by_id": by.id,
            "by_name": by.name,
            "reminded": [schedule.id for schedule in planned if schedule.reminded_at],
        }
        return cls(**given | more)

    @property
    def first(self) -> dict[str, Any]:
        return self.schedules[0]

    def tellings(self) -> Iterable[tuple[str, object]]:
        return [(self.name, told | self.beside()) for told in self.schedules] if self.is_told else []

    def beside(self) -> dict[str, object]:
        """What programs are told beside the session itself."""
        return {}

    def audience(self) -> Audience:
        students = self.students_part()
        return {**students, **self.mentors_part(self.hearers)} if self.is_mentors else students

    def students_part(self) -> Audience:
        ids = [told["id"] for told in self.schedules]
        return {user_channel(id): regions.students_regions(id, self.weeks, ids) for id in self.hearers}

    def mentors_part(self, student_ids: Iterable[int]) -> Audience:
        shared = [regions.sessions_with(self.mentor_id, id) for id in student_ids]
        draws = (regions.session, regions.own_overlap, regions.seen)
        shown = [draw(told["id"]) for told in self.schedules for draw in draws]
        mentors = [*regions.mentors_regions(self.mentor_id, self.weeks), *shown, *shared]
        return {user_channel(self.mentor_id): mentors}

    def link_for(self, reader_id: int) -> str:
        """Where a line about it leads."""
        return url_for("schedules.show", schedule_id=self.first["id"])

    @property
    def concerned(self) -> list[int]:
        return [*self.hearers, self.mentor_id] if self.is_mentors else self.hearers

    def old_reminders(self) -> Iterable[Outdated]:
        """Of what was moved, deleted, or stands otherwise now."""
        readers = [*self.hearers, self.mentor_id] if self.is_mentors else self.hearers
        return [Outdated(to=readers, about=_reminder(id), is_gone=True) for id in self.reminded]

    def told_to(self, kind: NoticeKind, title: str, message: words.Message) -> Iterable[Notice]:
        """A line for each who is concerned, but for who did it, and by whom; times are on the reader's own clock."""
        for person in words.readers(self.concerned, but=self.by_id):
            yield Notice(
                to=person.id,
                kind=kind,
                topic=Topic.schedule,
                title=f"{title}: {self.first['title']}",
                message=f"{message(person)}. By {self.by_name}." if self.by_name else message(person),
                link=self.link_for(person.id),
                by=self.by_id,
                about=f"schedule:{self.first['id']}",
            )


@dataclass(frozen=True, kw_only=True)
class ScheduleCreated(ScheduleEvent):
    """A mentor planned a session, put one back that had been told to be deleted, or put these students on it."""

    name = "schedule:created"

    is_back: bool = False
    is_joined: bool = False

    def notices(self) -> Iterable[Notice]:
        begins, number = words.instant(self.first["startTime"]), len(self.schedules)

        def message(reader: words.Reader) -> str:
            last = words.instant(self.schedules[-1]["startTime"])
            more = f", and {number - 1} more until {reader.day(last)}" if number > 1 else ""
            return f"{reader.moment(begins)}{more}"

        title = "You were added" if self.is_joined else "Back on" if self.is_back else "New session"
        return self.told_to(NoticeKind.system, title, message)


@dataclass(frozen=True, kw_only=True)
class ScheduleUpdated(ScheduleEvent):
    """A session was changed. `moved_from` is when the first of them began before, if it was moved; `is_resized` says
    that it takes longer or shorter than before; `others` are those who do not take part in it any more, or only now,
    and hear of that. Who stays gets no line of who comes and goes.
    """

    name = "schedule:updated"

    moved_from: datetime | None = None
    is_resized: bool = False
    others: list[int] = field(default_factory=list)
    is_others_only: bool = False

    def audience(self) -> Audience:
        heard = super().audience()
        return {**heard, **self.mentors_part([*self.hearers, *self.others])} if self.is_mentors else heard

    @property
    def concerned(self) -> list[int]:
        staying = [] if self.is_others_only else self.hearers
        return [*staying, self.mentor_id] if self.is_mentors else staying

    def outdates(self) -> Iterable[Outdated]:
        return self.old_reminders() if self.moved_from else []

    def notices(self) -> Iterable[Notice]:
        before = self.moved_from
        begins, ends = words.instant(self.first["startTime"]), words.instant(self.first["endTime"])

        def message(reader: words.Reader) -> str:
            until = f", now until {reader.time(ends)}" if self.is_resized else ""
            if before is None:
                return f"{reader.moment(begins)}{until}"
            return f"From {reader.moment(before)} to {reader.moment(begins)}{until}"

        return self.told_to(NoticeKind.system, "Moved" if before else "Changed", message)


@dataclass(frozen=True, kw_only=True)
class ScheduleDeleted(ScheduleEvent):
    """A session was taken off the plan, and its time for undoing that has passed; or these students were taken off it
    (`is_taken_off`). What becomes of it then is not theirs to see.
    """

    name = "schedule:deleted"

    is_taken_off: bool = False

    def audience(self) -> Audience:
        return self.students_part() if self.is_taken_off else super().audience()

    def link_for(self, reader_id: int) -> str:
        """The session itself is not there any more."""
        home = "schedules.plan" if reader_id == self.mentor_id else "schedules.my_schedule"
        return url_for(home, week=self.weeks[0])

    def outdates(self) -> Iterable[Outdated]:
        return self.old_reminders()

    def notices(self) -> Iterable[Notice]:
        """Of what is over, or was called off before, nobody needs a word."""
        begin = [words.instant(told["startTime"]) for told in self.schedules if told["status"] == "scheduled"]
        ahead = sorted(at for at in begin if at > clock.now())
        if not ahead:
            return []
        more = f", and {len(ahead) - 1} more" if len(ahead) > 1 else ""
        title = "You were taken off" if self.is_taken_off else "Called off"
        return self.told_to(NoticeKind.system, title, lambda reader: f"{reader.moment(ahead[0])}{more}")


@dataclass(frozen=True, kw_only=True)
class ScheduleStatusChanged(ScheduleEvent):
    """A session was completed, called off, or taken up again."""

    name = "schedule:statusChanged"

    before: str
    after: str

    def beside(self) -> dict[str, object]:
        return {"from": self.before, "to": self.after, "by": {"id": self.by_id, "name": self.by_name}}

    def outdates(self) -> Iterable[Outdated]:
        return self.old_reminders()

    def notices(self) -> Iterable[Notice]:
        begins = words.instant(self.first["startTime"])
        titles = {"completed": "Completed", "canceled": "Called off", "scheduled": "On again"}
        return self.told_to(NoticeKind.system, titles[self.after], lambda reader: reader.moment(begins))


@dataclass(frozen=True, kw_only=True)
class SchedulesRedrawn(ScheduleEvent):
    """Pages show these sessions anew. Nobody is told: of a deletion that can be undone, or a mark of one's own."""

    name = "schedule:redrawn"
    is_told = False


@dataclass(frozen=True, kw_only=True)
class SessionNear(ScheduleEvent):
    """A session begins soon. It leaves a reminder for everybody concerned, and is told to nobody."""

    name = "schedule:near"
    is_told = False

    by_id: int = 0
    by_name: str = ""
    expires_at: datetime | None = field(default=None)

    def audience(self) -> Audience:
        return {}

    def notices(self) -> Iterable[Notice]:
        begins = words.instant(self.first["startTime"])
        for person in words.readers([*self.hearers, self.mentor_id]):
            yield Notice(
                to=person.id,
                kind=NoticeKind.reminder,
                topic=Topic.schedule,
                title=f"Soon: {self.first['title']}",
                message=person.moment(begins),
                link=url_for("schedules.show", schedule_id=self.first["id"]),
                about=_reminder(self.first["id"]),
                expires_at=self.expires_at,
            )


def _reminder(schedule_id: int) -> str:
    return f"schedule-reminder:{schedule_id}"
