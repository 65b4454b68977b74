"""What the dashboards announce to themselves."""

from dataclasses import dataclass

from webapp import courses
from webapp.dashboard import regions
from webapp.flow import Audience, Event


@dataclass(frozen=True, kw_only=True)
class StudentsMoved(Event):
    """These mentors see other students than before, or see them in another group; admins always may. Told to nobody;
    their dashboards are drawn anew.
    """

    name = "mentor:studentsMoved"
    is_told = False

    mentor_ids: list[int]

    def audience(self) -> Audience:
        scopes = courses.channels_of_scopes(self.mentor_ids)
        return {channel: regions.of_students(scope) for channel, scope in scopes.items()}
