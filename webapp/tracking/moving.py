"""Copying a whole log from one store into another.

Writing is idempotent, so a copy that was cut short is simply begun again: students whose sizes agree are passed over.
Every student is compared afterwards: sizes, and what each of their days comes to.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from webapp.tracking.log import ActivityLog


@dataclass
class Moved:
    """What a copy came to. `differing` are the ids of students whose copy is not equal."""

    students: int = 0
    copied: int = 0
    activities: int = 0
    views: int = 0
    differing: list[int] = field(default_factory=list)


def move_log(
    source: ActivityLog,
    target: ActivityLog,
    *,
    settle: Callable[[], None],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Moved:
    """Copy everything, student by student. `settle` makes what was written so far durable where that is not a given."""
    moved = Moved()
    students = list(source.students())
    for number, student_id in enumerate(students, start=1):
        if source.sizes_of(student_id) != target.sizes_of(student_id):
            _copy(source, target, student_id, settle)
            moved.copied += 1
        activities, views = target.sizes_of(student_id)
        moved.students, moved.activities, moved.views = (
            number,
            moved.activities + activities,
            moved.views + views,
        )
        if not _is_equal(source, target, student_id):
            moved.differing.append(student_id)
        progress(number, len(students))
    return moved


def _copy(source: ActivityLog, target: ActivityLog, student_id: int, settle: Callable[[], None]) -> None:
    after = ""
    while activities := source.activities_of(student_id, after=after):
        target.append(activities)
        settle()
        after = activities[-1].event_id
    after = ""
    while views := source.views_of(student_id, after=after):
        target.append([], views)
        settle()
        after = f"{views[-1].view_id} {views[-1].day}"


def _is_equal(source: ActivityLog, target: ActivityLog, student_id: int) -> bool:
    days: Iterable[str] = source.all_days(student_id)
    return (
        source.sizes_of(student_id) == target.sizes_of(student_id)
        and source.all_days(student_id) == target.all_days(student_id)
        and source.tallies(student_id, days) == target.tallies(student_id, days)
    )
