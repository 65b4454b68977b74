"""What the analytics room announces."""

from dataclasses import dataclass

from webapp.analytics import regions
from webapp.flow import Audience, Event, user_channel


@dataclass(frozen=True, kw_only=True)
class FiguresUpdated(Event):
    """Figures of a student have changed."""

    name = "analytics:updated"

    student_id: int

    def audience(self) -> Audience:
        return {user_channel(self.student_id): regions.profile(self.student_id)}
