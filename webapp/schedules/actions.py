"""What is done with sessions. Everybody concerned is held first, so that of two who take one time at once the second
sees the first.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import NotAllowed
from webapp.core.stores import db
from webapp.courses.lateness import GRACE_MINUTES
from webapp.flow import record
from webapp.schedules.clashes import refuse_clash
from webapp.schedules.events import ScheduleCreated, ScheduleStatusChanged
from webapp.schedules.locks import hold, hold_party
from webapp.schedules.models import Schedule, ScheduleStatus, Scope
from webapp.schedules.overlaps import NONE, Accepted, refuse_overlaps
from webapp.schedules.participants import Party, Whom
from webapp.schedules.queries import series_of
from webapp.schedules.reach import refuse_out_of_reach
from webapp.schedules.reasons import end_outlived, reason_at
from webapp.schedules.slots import Slot
from webapp.schedules.turnover import Turnover


@dataclass(frozen=True, kw_only=True)
class Details:
    """What a session is about."""

    title: str
    description: str = ""
    course_id: int | None = None
    focus_stack: tuple[str, ...] = ()
    place: str = ""
    remind_minutes: int = 30
    grace_minutes: int = GRACE_MINUTES

    @classmethod
    def of(cls, schedule: Schedule) -> Self:
        return cls(
            title=schedule.title,
            description=schedule.description,
            course_id=schedule.course_id,
            focus_stack=tuple(schedule.focus_stack),
            place=schedule.place,
            remind_minutes=schedule.remind_minutes,
            grace_minutes=schedule.grace_minutes,
        )


def plan(
    whom: Whom,
    slots: Sequence[Slot],
    details: Details,
    *,
    by: User,
    accepted: Accepted = NONE,
) -> list[Schedule]:
    """A session with a student, several or a cohort; several slots make a series. Raises `Overlapping` where somebody
    concerned has another one, unless that was accepted.
    """
    if not by.is_staff:
        raise NotAllowed("Only mentors plan sessions.")
    party = Party.of(whom)
    hold_party(by.id, party)
    found = refuse_overlaps(by.id, {party: slots}, accepted)
    end_outlived(found, [], but=[])
    now, series = clock.now(), str(uuid.uuid4()) if len(slots) > 1 else None
    made = []
    for slot in slots:
        schedule = Schedule(
            uid=str(uuid.uuid4()),
            series=series,
            mentor_id=by.id,
            status=ScheduleStatus.scheduled,
            sequence=0,
            edition=0,
            overlap_reason=reason_at(slot, found, accepted.reason or ""),
            created_at=now,
            updated_at=now,
        )
        take_slot(schedule, slot, remind_minutes=details.remind_minutes)
        _take_details(schedule, details)
        made.append(schedule)
    party.take_part_in(*made)
    db.session.add_all(made)
    db.session.flush()
    record(ScheduleCreated.of(made, by=by))
    return made


def change(
    schedule: Schedule,
    details: Details,
    slot: Slot,
    *,
    by: User,
    scope: Scope = Scope.this,
    whom: Whom | None = None,
    accepted: Accepted = NONE,
    sequence: int | None = None,
) -> None:
    """Say anew what a session is about, when, and with whom; of a series this one, this and later ones, or all. The
    others move by as much on their clocks as this one does. Without `whom` each keeps those it is with. `sequence`
    says which version was being changed. Where neither time nor participants change nothing is in the way anew; but a
    reason that is still needed is not taken back. Students hear of what changes for them, and what is saved as it was
    changes nothing.
    """
    only_its_mentor(schedule, by)
    hold(schedule, scope, party=Party.of(whom) if whom else None)
    refuse_clash(schedule, sequence)
    was = slot_of(schedule)
    changed = first_of(schedule, series_of(schedule, scope))
    if whom is None:
        refuse_out_of_reach(changed, by=by)
    parties = {one.id: Party.of(whom) if whom else Party.at(one) for one in changed}
    slots = slots_like(schedule, changed, slot)
    turnover = Turnover.of(changed, parties)
    if accepted.reason is None:
        accepted = replace(accepted, reason=schedule.overlap_reason or None)
    if was == slot and not turnover.is_any:
        takes_back = accepted.reason == "" and bool(schedule.overlap_reason)
        accepted = replace(accepted, every=True, asks_why=takes_back)
    wanted = slots_by_party(parties, slots)
    found = refuse_overlaps(schedule.mentor_id, wanted, accepted, but=list(slots))
    reasons = {
        one.id: reason_at(slots[one.id], found, accepted.reason or one.overlap_reason) for one in changed
    }
    is_same = all(slot_of(one) == slots[one.id] and Details.of(one) == details for one in changed)
    if is_same and not turnover.is_any and all(one.overlap_reason == reasons[one.id] for one in changed):
        return
    end_outlived(found, [slot_of(one) for one in changed], but=list(slots))
    now = clock.now()
    turnover.tell_gone(by=by, at=now)
    for one in changed:
        take_slot(one, slots[one.id], remind_minutes=details.remind_minutes)
        _take_details(one, details)
        one.overlap_reason = reasons[one.id]
        one.changed(at=now, by=by)
    if whom:
        Party.of(whom).take_part_in(*changed)
    db.session.flush()
    for one in changed:
        db.session.expire(one, ["student", "cohort", "course"])
    turnover.tell_others(by=by, is_others_only=is_same)


def set_status(schedule: Schedule, status: ScheduleStatus, *, by: User, accepted: Accepted = NONE) -> None:
    """Complete it, call it off, or take it up again. What it is already changes nothing."""
    only_its_mentor(schedule, by)
    hold(schedule)
    before = schedule.status
    if status is before:
        return
    schedule.take(status, at=clock.now(), by=by)
    if before is ScheduleStatus.canceled:
        party, slot = Party.at(schedule), slot_of(schedule)
        allowed = replace(accepted, asks_why=False)
        refuse_overlaps(schedule.mentor_id, {party: [slot]}, allowed, but=[schedule.id])
    record(ScheduleStatusChanged.of([schedule], by=by, before=before.value, after=status.value))


def first_of(schedule: Schedule, among: Sequence[Schedule]) -> list[Schedule]:
    """That one before the others."""
    return [schedule, *(one for one in among if one is not schedule)]


def only_its_mentor(schedule: Schedule, by: User) -> None:
    if not (by.is_admin or (by.is_staff and by.id == schedule.mentor_id)):
        raise NotAllowed("Only the mentor who planned this session changes it.")


def slots_by_party(parties: Mapping[int, Party], slots: Mapping[int, Slot]) -> dict[Party, list[Slot]]:
    """The times of sessions, by those who take part in them."""
    wanted: dict[Party, list[Slot]] = {}
    for id, slot in slots.items():
        wanted.setdefault(parties[id], []).append(slot)
    return wanted


def slots_like(schedule: Schedule, changed: Iterable[Schedule], slot: Slot) -> dict[int, Slot]:
    """The times that sessions get, by id, when this one of them gets that time."""
    was = slot_of(schedule)
    return {one.id: _slot_like(one, was, slot) if one.id != schedule.id else slot for one in changed}


def slot_of(schedule: Schedule) -> Slot:
    return Slot(schedule.starts_at, schedule.ends_at, schedule.time_zone)


def _slot_like(other: Schedule, was: Slot, now: Slot) -> Slot:
    """The other's time, moved on its clocks as this one was; on other clocks it is what they show then."""
    theirs = Slot(other.starts_at, other.starts_at + now.length, other.time_zone)
    return theirs.moved(now.wall - was.wall, now.time_zone)


def take_slot(schedule: Schedule, slot: Slot, *, remind_minutes: int) -> None:
    """A session that is moved is reminded of anew."""
    if schedule.starts_at != slot.starts_at:
        schedule.reminded_at = None
    if (schedule.starts_at, schedule.ends_at) != (slot.starts_at, slot.ends_at):
        schedule.edition += 1
    schedule.starts_at, schedule.ends_at = slot.starts_at, slot.ends_at
    schedule.time_zone, schedule.starts_wall = slot.time_zone, f"{slot.wall:%Y-%m-%dT%H:%M}"
    schedule.remind_at = slot.starts_at - timedelta(minutes=remind_minutes)


def _take_details(schedule: Schedule, details: Details) -> None:
    if schedule.place != details.place:
        schedule.edition += 1
    schedule.title, schedule.description = details.title, details.description
    schedule.course_id, schedule.place = details.course_id, details.place
    schedule.focus_stack = list(details.focus_stack)
    schedule.remind_minutes = details.remind_minutes
    schedule.grace_minutes = details.grace_minutes
