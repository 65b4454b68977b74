"""What makes pages with sessions draw anew and is told to nobody."""

from dataclasses import dataclass, field, replace
from typing import Self

from webapp import accounts
from webapp.flow import Audience, Event, settled, user_channel
from webapp.schedules import regions


@dataclass(frozen=True, kw_only=True)
class ForAdmins(Event):
    """Admins look at everybody's sessions: these have changed, or these students have others. Their pages draw them."""

    name = "schedule:seenByAdmins"
    is_told = False

    schedule_ids: list[int]
    student_ids: list[int]
    admin_ids: list[int] = field(default_factory=list)

    def completed(self) -> Self:
        return replace(self, admin_ids=settled("admins", accounts.admin_ids))

    def audience(self) -> Audience:
        draws = (regions.session, regions.own_overlap, regions.seen)
        sessions = [draw(id) for id in self.schedule_ids for draw in draws]
        return {
            user_channel(admin_id): [
                regions.pulse(admin_id),
                regions.deleted(admin_id),
                *sessions,
                *(regions.sessions_with(admin_id, id) for id in self.student_ids),
            ]
            for admin_id in self.admin_ids
        }


@dataclass(frozen=True, kw_only=True)
class PlanMoved(Event):
    """A student came into a cohort that has sessions, or left it: they stand on other plans now."""

    name = "schedule:planMoved"
    is_told = False

    student_id: int
    schedule_ids: dict[int, list[int]]
    """By the mentor who planned them."""
    weeks: list[str]

    def audience(self) -> Audience:
        ids = [id for theirs in self.schedule_ids.values() for id in theirs]
        own = regions.students_regions(self.student_id, self.weeks, ids)
        mentors = {
            user_channel(mentor_id): [
                regions.pulse(mentor_id),
                regions.sessions_with(mentor_id, self.student_id),
                *(regions.mentor_week(mentor_id, week) for week in self.weeks),
                *map(regions.seen, ids),
            ]
            for mentor_id, ids in self.schedule_ids.items()
        }
        return mentors | {user_channel(self.student_id): own}


@dataclass(frozen=True, kw_only=True)
class StandingsChanged(Event):
    """Attendance of a planned session says something else of these students: so do their own plans."""

    name = "schedule:standingsChanged"
    is_told = False

    student_ids: list[int]

    def audience(self) -> Audience:
        return {user_channel(id): [regions.my_next(id), regions.my_sessions(id)] for id in self.student_ids}


@dataclass(frozen=True, kw_only=True)
class SessionsSeen(Event):
    """A student has seen these sessions as they are now, or who has is said otherwise. Who plans them sees that, and
    nobody else.
    """

    name = "schedule:seen"
    is_told = False

    schedule_ids: dict[int, list[int]]
    """By the mentor who planned them."""
    weeks: list[str]
    admin_ids: list[int] = field(default_factory=list)

    def completed(self) -> Self:
        return replace(self, admin_ids=settled("admins", accounts.admin_ids))

    def audience(self) -> Audience:
        everyones = [id for ids in self.schedule_ids.values() for id in ids]
        hearers = self.schedule_ids | dict.fromkeys(self.admin_ids, everyones)
        return {
            user_channel(id): [
                regions.pulse(id),
                *(regions.mentor_week(id, week) for week in self.weeks),
                *map(regions.seen, ids),
            ]
            for id, ids in hearers.items()
        }
