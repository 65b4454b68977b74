"""What the tracking room announces."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from webapp import accounts
from webapp.flow import Audience, Event, user_channel
from webapp.tracking.activity import UnitFinish
from webapp.tracking.regions import feed


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
    `watchers` are the channels of those who look after the student.
    """

    name = "activity:created"

    student_id: int
    activities: list[LoggedActivity] = field(default_factory=list)
    days: list[str]
    finishes: list[UnitFinish] = field(default_factory=list)
    watchers: list[str] = field(default_factory=list)

    def completed(self) -> Self:
        return replace(self, watchers=accounts.watchers_of(self.student_id)) if self.activities else self

    def tellings(self) -> Iterable[tuple[str, object]]:
        facts = self.facts()
        return [(self.name, {"student_id": self.student_id} | activity) for activity in facts["activities"]]

    def audience(self) -> Audience:
        if not self.activities:
            return {}
        return dict.fromkeys(self.watchers, ()) | {user_channel(self.student_id): [feed(self.student_id)]}
