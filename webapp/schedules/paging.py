"""From week to week."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from webapp.core import clock
from webapp.core.walltime import wall_time
from webapp.schedules.weeks import monday_of, usual_start, week_of


@dataclass(frozen=True)
class Weeks:
    """The week that a page shows, and the ways to others."""

    monday: date
    today: date

    @classmethod
    def asked(cls, name: str | None, zone_name: str) -> Self:
        return cls(monday_of(name, zone_name), clock.local_day(clock.now(), zone_name))

    @property
    def name(self) -> str:
        return week_of(self.monday)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> str:
        return week_of(self.monday - timedelta(days=7))

    @property
    def after(self) -> str:
        return week_of(self.monday + timedelta(days=7))

    def usual_start(self, zone_name: str) -> str:
        """When a new session would begin: in a week to come on its Monday, else today."""
        here = wall_time(clock.now(), zone_name)
        return f"{usual_start(max(self.monday, self.today), here):%Y-%m-%dT%H:%M}"

    @property
    def is_this(self) -> bool:
        return week_of(self.today) == self.name
