"""What the tracking room announces."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from webapp import courses
from webapp.flow import Audience, Event, user_channel
from webapp.tracking.activity import UnitFinish
from webapp.tracking.regions import feed, feed_seen, of_students


@dataclass(frozen=True, kw_only=True)
class LoggedActivity:
    """One activity as programs hear of it."""

    event_id: str
    activity_type: str
    course_id: int | None
    module_id: int | None
    unit_id: int | None
    at: datetime
    details: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ActivitiesLogged(Event):
    """Activities of a student are in the log. `activities` are the new ones, and programs are told each by itself;
    `days` and `finishes` cover repeated ones as well, so that what follows from a batch heals when it is sent again.
    `mentor_ids` are the mentors who may see the student.
    """

    name = "activity:created"

    student_id: int
    activities: list[LoggedActivity] = field(default_factory=list)
    days: list[str]
    finishes: list[UnitFinish] = field(default_factory=list)
    mentor_ids: list[int] = field(default_factory=list)

    def completed(self) -> Self:
        return replace(self, mentor_ids=courses.mentors_of(self.student_id)) if self.activities else self

    def tellings(self) -> Iterable[tuple[str, object]]:
        facts = self.facts()
        return [(self.name, {"student_id": self.student_id} | activity) for activity in facts["activities"]]

    def audience(self) -> Audience:
        if not self.activities:
            return {}
        return _shown_to(self.student_id, self.mentor_ids)


@dataclass(frozen=True, kw_only=True)
class ActivityOwed(Event):
    """What the server states of a student is durable, and the log, which is another store, does not have it yet."""

    name = "activity:owed"
    is_told = False

    student_id: int


@dataclass(frozen=True, kw_only=True)
class FeedChanged(Event):
    """A line was taken out of a person's feed, or came with words of its own; or the person left for good. Then
    `mentor_ids` are those who saw them until then.
    """

    name = "feed:changed"
    is_told = False

    student_id: int
    mentor_ids: list[int] = field(default_factory=list)

    def completed(self) -> Self:
        return self if self.mentor_ids else replace(self, mentor_ids=courses.mentors_of(self.student_id))

    def audience(self) -> Audience:
        return _shown_to(self.student_id, self.mentor_ids)


def _shown_to(student_id: int, mentor_ids: Collection[int]) -> Audience:
    """The student's own feed, and what those show who may see the student."""
    scopes = courses.channels_of_scopes(mentor_ids)
    seen = feed_seen(student_id)
    seen_by = {channel: [*of_students(scope), seen] for channel, scope in scopes.items()}
    return seen_by | {user_channel(student_id): [feed(student_id)]}
