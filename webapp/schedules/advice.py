"""What the form says of the time that is chosen, before and when it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from webapp import accounts, courses
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Invalid, NotFound, Problem
from webapp.schedules import queries
from webapp.schedules.actions import slots_by_party, slots_like
from webapp.schedules.inputs import SEVERAL, CheckInput, TimesInput
from webapp.schedules.models import Scope
from webapp.schedules.overlaps import Overlap, free_slots, in_the_way, may_be_named
from webapp.schedules.participants import Party, Whom, names_of
from webapp.schedules.slots import Slot

SHOWN = 5
NOT_YOURS = "Choose a student or a cohort of yours."
NOT_ALL_YOURS = "Choose students of yours."


@dataclass(frozen=True)
class Line:
    """One overlap in words: what it is, as far as the reader may know, and for whom."""

    title: str
    slot: Slot
    is_own: bool
    students: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """What is in the way, and three times that are free. `ids` names what is accepted by saving anyway. Where the
    mentor has other sessions at that time, `whose` says who that is, "you" to themself; else "". `reason` is the one
    for them that is kept.
    """

    lines: Sequence[Line]
    more: int
    ids: Sequence[int]
    free: Sequence[Slot]
    is_past: bool
    participants: int
    slot: Slot
    whose: str
    reason: str


def whom(by: User, given: TimesInput) -> Whom:
    """Those who are meant, if this person may plan with them: their own students, or a cohort of theirs. Raises
    `Invalid`.
    """
    if given.cohort_id is not None:
        try:
            return accounts.cohort_run_by(by, given.cohort_id)
        except NotFound as missing:
            raise Invalid.of({"whom": NOT_YOURS}) from missing
    ids = given.student_ids
    found = courses.students_among(by, ids)
    if len(found) != len(ids):
        raise Invalid.of({"students": NOT_ALL_YOURS} if given.whom == SEVERAL else {"whom": NOT_YOURS})
    return found


def advice_on(by: User, form: "MultiDict[str, str]") -> Advice | None:
    """None while there is not enough filled in to say anything."""
    try:
        given = CheckInput.read(form)
        slots, mentor_id, but = given.slots, by.id, []
        schedule = queries.planned_by(by, given.schedule_id) if given.schedule_id else None
        party = Party.of(whom(by, given))
        wanted = {party: slots}
        if schedule:
            mentor_id = schedule.mentor_id
            scope = Scope(form["scope"]) if form.get("scope") in set(Scope) else Scope.this
            changed = queries.series_of(schedule, scope)
            but = [one.id for one in changed]
            is_kept = party == Party.at(schedule)
            parties = {one.id: Party.at(one) if is_kept else party for one in changed}
            wanted = slots_by_party(parties, slots_like(schedule, changed, slots[0]))
    except Problem:
        return None
    found = sorted(in_the_way(mentor_id, wanted, but=but), key=lambda overlap: not overlap.is_mentors)
    mentor = "you" if mentor_id == by.id else accounts.get(mentor_id).name
    return Advice(
        lines=[_line(overlap, by, slots[0].time_zone) for overlap in found[:SHOWN]],
        more=max(0, len(found) - SHOWN),
        ids=[overlap.schedule.id for overlap in found],
        free=free_slots(mentor_id, party, slots[0], but=but) if found else [],
        is_past=slots[0].starts_at < clock.now(),
        participants=len(names_of(party)),
        slot=slots[0],
        whose=mentor if found and found[0].is_mentors else "",
        reason=schedule.overlap_reason if schedule else "",
    )


def _line(overlap: Overlap, reader: User, zone_name: str) -> Line:
    other = overlap.schedule
    title = other.title if may_be_named(overlap, reader) else "A session with another mentor"
    return Line(title, Slot(other.starts_at, other.ends_at, zone_name), overlap.is_mentors, overlap.students)
