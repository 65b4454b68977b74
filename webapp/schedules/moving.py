"""Moving sessions, making them longer or shorter, and putting them back where they were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict, Invalid
from webapp.schedules.actions import (
    first_of,
    only_its_mentor,
    slot_of,
    slots_by_party,
    take_slot,
)
from webapp.schedules.locks import hold
from webapp.schedules.models import Schedule, Scope
from webapp.schedules.overlaps import EVERY, NONE, Accepted, in_the_way, refuse
from webapp.schedules.participants import Party
from webapp.schedules.queries import series_of
from webapp.schedules.reach import refuse_out_of_reach
from webapp.schedules.reasons import end_outlived, reason_at, still_hold
from webapp.schedules.slots import SHORTEST, Slot, refuse_bad
from webapp.schedules.turnover import Turnover


@dataclass(frozen=True)
class Shift:
    """By how much a session begins later on its clocks, and how much longer it is then. Both may be negative."""

    later: timedelta = timedelta()
    longer: timedelta = timedelta()

    def __bool__(self) -> bool:
        return bool(self.later or self.longer)

    def of(self, slot: Slot) -> Slot:
        """That time, moved. Raises `Invalid` where it gets too short or too long."""
        length = slot.length + self.longer
        if self.longer < timedelta() and length < SHORTEST:
            raise Invalid("A session is made no shorter than 15 minutes.")
        moved = slot.moved(self.later).lasting(length)
        if self.longer:
            refuse_bad(moved.starts_at, moved.ends_at, end_field="")
        return moved


@dataclass(frozen=True)
class Before:
    """When a session was before it was moved, and for which reason beside another one of its mentor's. `sequence` says
    which of its changes moved it.
    """

    schedule_id: int
    sequence: int
    starts_at: datetime
    length: timedelta
    overlap_reason: str = ""


def move(
    schedule: Schedule, shift: Shift, *, by: User, scope: Scope = Scope.this, accepted: Accepted = NONE
) -> list[Before]:
    """Move a session or change its length; of a series this one, this and later ones, or all: they move by as much, and
    get the length that this one gets. By what is returned it can be undone.
    """
    only_its_mentor(schedule, by)
    hold(schedule, scope)
    was, changed = slot_of(schedule), series_of(schedule, scope)
    now = shift.of(was)
    slots = {one.id: slot_of(one).moved(shift.later) for one in changed}
    if shift.longer:
        slots = {id: slot.lasting(now.length) for id, slot in slots.items()}
    return _take(schedule, changed, slots, _reasons_of(changed), by=by, accepted=accepted)


def put_back(schedule: Schedule, befores: Sequence[Before], *, by: User) -> None:
    """Undo a move, whatever is in the way by now. Raises `Conflict` where one of them was changed since."""
    only_its_mentor(schedule, by)
    hold(schedule, Scope.all)
    moved = {one.id: one for one in [schedule, *series_of(schedule, Scope.all)]}
    if schedule.id not in {old.schedule_id for old in befores}:
        raise Conflict("It was moved by itself since; it stays as it is now.")
    for old in befores:
        one = moved.get(old.schedule_id)
        if one is None or one.sequence != old.sequence:
            raise Conflict("It was changed again since; it stays as it is now.")
    zones = {id: one.time_zone for id, one in moved.items()}
    slots = {
        old.schedule_id: Slot(old.starts_at, old.starts_at + old.length, zones[old.schedule_id])
        for old in befores
    }
    for slot in slots.values():
        refuse_bad(slot.starts_at, slot.ends_at, end_field="")
    back = [one for id, one in moved.items() if id in slots]
    reasons = {old.schedule_id: old.overlap_reason for old in befores}
    _take(schedule, back, slots, reasons, by=by, accepted=EVERY)


def _take(
    schedule: Schedule,
    changed: Sequence[Schedule],
    slots: Mapping[int, Slot],
    reasons: Mapping[int, str],
    *,
    by: User,
    accepted: Accepted,
) -> list[Before]:
    parties = {one.id: Party.at(one) for one in changed}
    refuse_out_of_reach(changed, by=by)
    found = in_the_way(schedule.mentor_id, slots_by_party(parties, slots), but=list(slots))
    is_own = any(overlap.is_mentors for overlap in found)
    refuse(found, replace(accepted, asks_why=False) if is_own and still_hold(changed, slots) else accepted)
    if accepted.asks_why:
        end_outlived(found, [slot_of(one) for one in changed], but=list(slots))
    changed, was, now = first_of(schedule, changed), slot_of(schedule), clock.now()
    turnover, had = Turnover.of(changed, parties), _reasons_of(changed)
    for one in changed:
        slot, reason = slots[one.id], accepted.reason or reasons[one.id]
        take_slot(one, slot, remind_minutes=one.remind_minutes)
        one.overlap_reason = reason_at(slot, found, reason)
        one.changed(at=now, by=by)
    turnover.tell_others(by=by, is_resized=was.length != schedule.length)
    return [
        Before(one.id, one.sequence, starts_at, ends_at - starts_at, had[one.id])
        for one, (starts_at, ends_at) in zip(changed, turnover.spans, strict=True)
    ]


def _reasons_of(sessions: Sequence[Schedule]) -> dict[int, str]:
    return {one.id: one.overlap_reason for one in sessions}
