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
        sessions = [regions.session(id) for id in self.schedule_ids]
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
    mentor_ids: list[int]
    weeks: list[str]

    def audience(self) -> Audience:
        own = regions.students_regions(self.student_id, self.weeks)
        mentors = {user_channel(id): [regions.sessions_with(id, self.student_id)] for id in self.mentor_ids}
        return mentors | {user_channel(self.student_id): own}
