"""Whether a time is free for everybody concerned; what stands in its way, and when else it would be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict
from webapp.core.stores import db
from webapp.core.walltime import wall_time
from webapp.schedules.models import Schedule, ScheduleStatus
from webapp.schedules.participants import Party, members_of_each, names_of, with_any
from webapp.schedules.slots import Slot

STEP = timedelta(minutes=15)
SEARCHED = timedelta(days=14)
FIRST_HOUR, LAST_HOUR = 8, 20
"""Other times are looked for between these hours, on the clocks of the session's zone."""


class Accepted:
    """The overlaps that somebody has seen and accepted. `EVERY` of them, for who asks for that."""

    def __init__(self, ids: Collection[int] = (), *, every: bool = False) -> None:
        self._ids = frozenset(ids)
        self._every = every

    def covers(self, found: "Sequence[Overlap]") -> bool:
        return self._every or {overlap.schedule.id for overlap in found} <= self._ids


NONE, EVERY = Accepted(), Accepted(every=True)


@dataclass(frozen=True)
class Overlap:
    """Another session at that time: of the same mentor, or of some of the same students."""

    schedule: Schedule
    is_mentors: bool
    students: tuple[str, ...]


class Overlapping(Conflict):
    """The time is taken. Saving it nevertheless needs a word; what is in the way comes along."""

    code = "overlap"
    title = "That time is taken"

    def __init__(self, found: Sequence[Overlap]) -> None:
        number = len(found)
        super().__init__(
            "This overlaps another session." if number == 1 else f"This overlaps {number} other sessions."
        )
        self.found = found


def overlaps(
    mentor_id: int, party: Party, slots: Sequence[Slot], *, but: Collection[int] = ()
) -> list[Overlap]:
    """What else its mentor or its students have at these times, earliest first. Sessions that only touch do not
    overlap, and what was called off or deleted is in nobody's way.
    """
    students = names_of(party)
    at_the_time = sa.or_(
        *(sa.and_(Schedule.starts_at < slot.ends_at, Schedule.ends_at > slot.starts_at) for slot in slots)
    )
    taken = _taken(mentor_id, students).where(at_the_time, Schedule.id.not_in(but))
    rows = db.session.scalars(
        taken.options(
            joinedload(Schedule.student), joinedload(Schedule.cohort), selectinload(Schedule.students)
        ).order_by(Schedule.starts_at, Schedule.id)
    ).all()
    members = members_of_each({row.cohort_id for row in rows if row.cohort_id})
    return [Overlap(row, row.mentor_id == mentor_id, _concerned(row, students, members)) for row in rows]


def free_slots(
    mentor_id: int, party: Party, wanted: Slot, *, but: Collection[int] = (), number: int = 3
) -> list[Slot]:
    """The next times of that length at which everybody is free, from the wanted one on, in the hours of the day."""
    begin = max(wanted.starts_at, clock.now())
    end = begin + SEARCHED
    span = _taken(mentor_id, names_of(party)).where(
        Schedule.starts_at < end + wanted.length, Schedule.ends_at > begin, Schedule.id.not_in(but)
    )
    busy = [(row.starts_at, row.ends_at) for row in db.session.scalars(span.order_by(Schedule.starts_at))]
    found: list[Slot] = []
    at = _next_quarter(begin)
    while at < end and len(found) < number:
        until = at + wanted.length
        in_the_way = max((stop for start, stop in busy if start < until and stop > at), default=None)
        if in_the_way is None and _is_in_hours(at, until, wanted.time_zone):
            found.append(Slot(at, until, wanted.time_zone))
            at = until
        else:
            at = max(in_the_way or at, at + STEP)
        at = _next_quarter(at)
    return found


def refuse_overlaps(
    mentor_id: int, wanted: Mapping[Party, Sequence[Slot]], accepted: Accepted, *, but: Collection[int] = ()
) -> None:
    """Raises `Overlapping` unless these times are free for those whom they are meant for, or all that is in the way has
    been accepted.
    """
    found = [
        overlap for party, slots in wanted.items() for overlap in overlaps(mentor_id, party, slots, but=but)
    ]
    if not accepted.covers(found):
        raise Overlapping(found)


def may_be_named(overlap: Overlap, reader: User) -> bool:
    """What a session of another mentor is about is not told; only that the time is taken."""
    return reader.is_admin or overlap.schedule.mentor_id == reader.id


def _taken(mentor_id: int, students: Collection[int]) -> sa.Select[Schedule]:
    whose = [Schedule.mentor_id == mentor_id]
    if students:
        whose.append(with_any(students))
    return sa.select(Schedule).where(
        sa.or_(*whose), Schedule.status != ScheduleStatus.canceled, Schedule.deleted_at.is_(None)
    )


def _concerned(
    row: Schedule, students: Mapping[int, str], members: Mapping[int, set[int]]
) -> tuple[str, ...]:
    there = members[row.cohort_id] if row.cohort_id else set(row.student_ids)
    return tuple(name for id, name in students.items() if id in there)


def _next_quarter(at: datetime) -> datetime:
    past = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at - past + STEP if past else at


def _is_in_hours(starts_at: datetime, ends_at: datetime, zone_name: str) -> bool:
    start, end = (wall_time(at, zone_name) for at in (starts_at, ends_at))
    is_one_day = start.date() == end.date()
    return is_one_day and start.hour >= FIRST_HOUR and (end.hour, end.minute) <= (LAST_HOUR, 0)
