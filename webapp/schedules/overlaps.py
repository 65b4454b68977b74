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


@dataclass(frozen=True)
class Accepted:
    """The overlaps that somebody has seen and accepted, or `every` one; and the reason for those with other sessions of
    the same mentor: "" is none, and without a word the one that is kept goes on. `EVERY` of them, for no reason, is for
    what is put back where it was.
    """

    ids: Collection[int] = ()
    every: bool = False
    reason: str | None = None
    asks_why: bool = True

    @property
    def says_why(self) -> bool:
        return bool(self.reason) or not self.asks_why

    def covers(self, found: "Sequence[Overlap]") -> bool:
        return self.every or {overlap.schedule.id for overlap in found} <= set(self.ids)


NONE, EVERY = Accepted(), Accepted(every=True, asks_why=False)
SAY_WHY = "Please give a reason; a few words will do."


@dataclass(frozen=True)
class Overlap:
    """Another session at that time: of the same mentor, or of some of the same students."""

    schedule: Schedule
    is_mentors: bool
    students: tuple[str, ...]


class Overlapping(Conflict):
    """The time is taken. Saving it nevertheless needs a word, and beside another session of the same mentor a reason
    (`lacks_reason`); what is in the way comes along.
    """

    code = "overlap"
    title = "That time is taken"

    def __init__(self, found: Sequence[Overlap], accepted: Accepted) -> None:
        self.found = found
        self.own = [overlap.schedule for overlap in found if overlap.is_mentors]
        self.lacks_reason = bool(self.own) and not accepted.says_why
        faults = {"overlap_reason": SAY_WHY} if accepted.covers(found) else {}
        super().__init__(self._words(), **faults)

    def _words(self) -> str:
        number, own = len(self.found), len(self.own)
        if number == 1:
            return f"This overlaps another session{' of the same mentor' if own else ''}."
        return f"This overlaps {number} other sessions{f', {own} of the same mentor' if own else ''}."


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
) -> list[Overlap]:
    """What is in the way of these times for those whom they are meant for, all of it accepted. Raises `Overlapping`."""
    found = in_the_way(mentor_id, wanted, but=but)
    refuse(found, accepted)
    return found


def in_the_way(
    mentor_id: int, wanted: Mapping[Party, Sequence[Slot]], *, but: Collection[int] = ()
) -> list[Overlap]:
    return [
        overlap for party, slots in wanted.items() for overlap in overlaps(mentor_id, party, slots, but=but)
    ]


def refuse(found: Sequence[Overlap], accepted: Accepted) -> None:
    """Raises `Overlapping` unless all of this has been accepted, and the reason given where it takes one."""
    is_own = any(overlap.is_mentors for overlap in found)
    if not accepted.covers(found) or (is_own and not accepted.says_why):
        raise Overlapping(found, accepted)


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
