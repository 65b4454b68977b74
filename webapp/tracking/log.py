"""Where activities are kept: one small interface, so that nothing else knows which store is in use."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, cast

from flask import current_app

from webapp.tracking.activity import Activity, DayTally, Snapshot, UnitFinish


class ActivityLog(Protocol):
    """Append-only and idempotent: unique by (student, event_id). Callers hold the student's lock while they write.

    Raises `Unavailable` when its store does not answer.
    """

    def is_reachable(self) -> bool:
        """Whether its store answers at the moment."""

    def append(self, activities: Sequence[Activity]) -> list[str]:
        """Keep them, and of the new ones what they measured. Answers in order: `stored`, `duplicate` or `conflict`
        (the id is another deed's).
        """

    def merge_views(self, snapshots: Sequence[Snapshot]) -> None:
        """Keep each view's furthest point per day; earlier or repeated snapshots change nothing."""

    def days_of(
        self, student_id: int, event_ids: Iterable[str], unit_ids: Iterable[int], view_ids: Iterable[str]
    ) -> set[str]:
        """The days of these activities, of every claim that these units are finished, and of these views."""

    def tallies(self, student_id: int, days: Iterable[str]) -> Mapping[str, DayTally]:
        """What each of these days comes to; a day without anything is missing."""

    def finishes(self, student_id: int, unit_ids: Iterable[int] | None = None) -> list[UnitFinish]:
        """The earliest finish of each of these units (of all, if None) that has one."""

    def page(self, student_id: int, *, before: str = "", limit: int = 20) -> list[Activity]:
        """Feed entries, newest first, older than the sort key `before`."""

    def all_days(self, student_id: int) -> list[str]:
        """Every day with anything on it, in order."""

    def students(self) -> Iterator[int]:
        """Everybody who has anything in the log."""

    def activities_of(self, student_id: int, *, after: str = "", limit: int = 500) -> list[Activity]:
        """Everything that a student's log holds, by event id, beyond the one named."""

    def views_of(self, student_id: int, *, after: str = "", limit: int = 500) -> list[Snapshot]:
        """The furthest point of each view on each day, by view and day, beyond `after` (view id and day joined)."""

    def sizes_of(self, student_id: int) -> tuple[int, int]:
        """How many activities and how many views by day a student's log holds."""


def log() -> ActivityLog:
    """The log of this installation."""
    return cast(ActivityLog, current_app.extensions["activity_log"])
