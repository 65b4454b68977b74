"""Where activities are kept: one small interface, so that nothing else knows which store is in use."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol, cast

from flask import current_app

from webapp.tracking.activity import Activity, DayTally, Kept, Snapshot, UnitFinish, Watched
from webapp.tracking.kinds import ActivityType


class ActivityLog(Protocol):
    """Append-only and idempotent: unique by (student, event_id). Only `retire` takes anything away. Callers hold the
    student's lock while they write.

    Raises `Unavailable` when its store does not answer.
    """

    is_among_rows: bool
    """Whether it is written in the transaction of the rows, and so becomes durable with them or not at all."""

    def is_reachable(self) -> bool:
        """Whether its store answers at the moment."""

    def append(self, activities: Sequence[Activity], snapshots: Sequence[Snapshot] = ()) -> Kept:
        """Keep the activities, of the new ones what they measured, and the views: of each its furthest point on each
        day. Earlier or repeated snapshots change nothing.
        """

    def tallies(self, student_id: int, days: Iterable[str]) -> Mapping[str, DayTally]:
        """What each of these days comes to; a day without anything is missing."""

    def finishes(self, student_id: int, unit_ids: Iterable[int] | None = None) -> list[UnitFinish]:
        """The earliest finish of each of these units (of all, if None) that has one."""

    def watched(self, student_id: int, unit_ids: Iterable[int]) -> Mapping[int, Watched]:
        """What was played of the videos of these units, in all views together; units without any are missing."""

    def page(self, student_id: int, *, before: str = "", limit: int = 20) -> list[Activity]:
        """Feed entries, newest first, older than the sort key `before`."""

    def counted(
        self, student_id: int, types: Iterable[ActivityType], *, before: str = "", limit: int = 20
    ) -> list[Activity]:
        """What counts of these types, newest first, older than the sort key `before`."""

    def views_on(self, student_id: int, days: Iterable[str]) -> list[Snapshot]:
        """The furthest point of each view on these days, by day and when it was last open."""

    def page_of(
        self,
        student_ids: Collection[int],
        *,
        before: str = "",
        since: str = "",
        types: Collection[ActivityType] | None = None,
        limit: int = 20,
    ) -> list[Activity]:
        """Feed entries of all these students, newest first, between these sort keys; of these types only, if given."""

    def per_minute(self, student_ids: Collection[int], *, since: datetime) -> Mapping[int, int]:
        """How many activities these students have since then, by minute since 1970; a minute without any is missing."""

    def all_days(self, student_id: int) -> list[str]:
        """Every day with anything on it, in order."""

    def students(self) -> Iterator[int]:
        """Everybody who has anything in the log."""

    def activities_of(self, student_id: int, *, after: str = "", limit: int = 500) -> list[Activity]:
        """Everything that a student's log holds, by event id, beyond the one named."""

    def views_of(self, student_id: int, *, after: str = "", limit: int = 500) -> list[Snapshot]:
        """The furthest point of each view on each day, by view and day, beyond `after` (view id and day joined)."""

    def forget(self, student_id: int) -> None:
        """Delete everything of this student: the one exception to append-only, for who leaves for good."""

    def sizes_of(self, student_id: int) -> tuple[int, int]:
        """How many activities and how many views by day a student's log holds."""

    def retire(self, before: str, limit: int) -> int:
        """Forget some of what lies on days before that one, at most `limit` lines, but what is kept for good.
        Answers how many lines that was.
        """


def log() -> ActivityLog:
    """The log of this installation."""
    return cast(ActivityLog, current_app.extensions["activity_log"])
