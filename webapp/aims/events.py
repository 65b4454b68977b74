"""What the aims room announces."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from webapp import courses
from webapp.aims.regions import aims, aims_seen
from webapp.flow import Audience, Event, user_channel


@dataclass(frozen=True, kw_only=True)
class AimsChanged(Event):
    """Goals or skills of a student changed. Told as figures only; the student and those who may see them redraw."""

    name = "student:aimsChanged"
    is_told = False

    student_id: int
    mentor_ids: list[int] = field(default_factory=list)

    def completed(self) -> Self:
        return replace(self, mentor_ids=courses.mentors_of(self.student_id))

    def audience(self) -> Audience:
        watchers = courses.channels_of_scopes(self.mentor_ids)
        seen_by = {channel: [aims_seen(self.student_id)] for channel in watchers}
        return seen_by | {user_channel(self.student_id): [aims(self.student_id)]}


@dataclass(frozen=True, kw_only=True)
class GoalReached(Event):
    """A student reached a goal. Told to nobody; it is a line in their log, once for each goal."""

    name = "goal:reached"
    is_told = False

    student_id: int
    goal_id: int
    title: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class SkillAdded(Event):
    """A student has a skill that they did not have. Told to nobody; it is a line in their log, once for each skill."""

    name = "skill:added"
    is_told = False

    student_id: int
    skill_id: int
    title: str
    at: datetime
