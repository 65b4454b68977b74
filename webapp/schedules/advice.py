"""What the form says of the time that is chosen, before and when it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from webapp import accounts, courses
from webapp.accounts import Cohort, User
from webapp.core import clock
from webapp.core.errors import Invalid, NotFound, Problem
from webapp.schedules import queries
from webapp.schedules.inputs import CheckInput, TimesInput
from webapp.schedules.models import Scope
from webapp.schedules.overlaps import Overlap, free_slots, may_be_named, overlaps
from webapp.schedules.participants import Party, names_of
from webapp.schedules.slots import Slot

SHOWN = 5


@dataclass(frozen=True)
class Line:
    """One overlap in words: what it is, as far as the reader may know, and for whom."""

    title: str
    slot: Slot
    is_own: bool
    students: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """What is in the way, and three times that are free. `ids` names what is accepted by saving anyway."""

    lines: Sequence[Line]
    more: int
    ids: Sequence[int]
    free: Sequence[Slot]
    is_past: bool
    participants: int
    slot: Slot


def whom(by: User, given: TimesInput) -> User | Cohort:
    """The student or cohort that is meant, if this person may plan with them. Raises `Invalid`."""
    try:
        if given.kind_of_whom == "cohort":
            return accounts.cohort_run_by(by, given.whom_id)
        return courses.student_of(by, given.whom_id)
    except NotFound as missing:
        raise Invalid.of({"whom": "Choose a student or a cohort of yours."}) from missing


def advice_on(by: User, form: "MultiDict[str, str]") -> Advice | None:
    """None while there is not enough filled in to say anything."""
    try:
        given = CheckInput.read(form)
        slots, party = given.slots, Party.of(whom(by, given))
        mentor_id, but = by.id, []
        if given.schedule_id:
            schedule = queries.planned_by(by, given.schedule_id)
            mentor_id = schedule.mentor_id
            scope = Scope(form["scope"]) if form.get("scope") in set(Scope) else Scope.this
            but = [one.id for one in queries.series_of(schedule, scope)]
    except Problem:
        return None
    found = overlaps(mentor_id, party, slots, but=but)
    return Advice(
        lines=[_line(overlap, by, slots[0].time_zone) for overlap in found[:SHOWN]],
        more=max(0, len(found) - SHOWN),
        ids=[overlap.schedule.id for overlap in found],
        free=free_slots(mentor_id, party, slots[0], but=but) if found else [],
        is_past=slots[0].starts_at < clock.now(),
        participants=len(names_of(party)),
        slot=slots[0],
    )


def _line(overlap: Overlap, reader: User, zone_name: str) -> Line:
    other = overlap.schedule
    title = other.title if may_be_named(overlap, reader) else "A session with another mentor"
    return Line(title, Slot(other.starts_at, other.ends_at, zone_name), overlap.is_mentors, overlap.students)
