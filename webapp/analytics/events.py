"""What the analytics room announces."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Self

from webapp import accounts
from webapp.analytics import regions
from webapp.analytics.forms import figures_form
from webapp.core import clock
from webapp.flow import Audience, Event, user_channel


@dataclass(frozen=True, kw_only=True)
class FiguresUpdated(Event):
    """Figures of a student have changed. Programs are told `student_id` and the figures, side by side, with the time
    that they are of: two changes at once may be told in the other order. `watchers` are the channels of those who
    look after the student.
    """

    name = "analytics:updated"

    student_id: int
    figures: dict[str, Any] = field(default_factory=dict)
    watchers: list[str] = field(default_factory=list)

    def completed(self) -> Self:
        figures = figures_form(self.student_id) | {"asOf": clock.now().isoformat()}
        return replace(self, figures=figures, watchers=accounts.watchers_of(self.student_id))

    def tellings(self) -> Iterable[tuple[str, object]]:
        return [(self.name, {"student_id": self.student_id} | self.figures)]

    def audience(self) -> Audience:
        return dict.fromkeys(self.watchers, ()) | {
            user_channel(self.student_id): regions.profile(self.student_id)
        }
