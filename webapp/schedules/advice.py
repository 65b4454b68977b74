"""What the form says of the time that is chosen, before and when it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from webapp import accounts, courses
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Invalid, NotFound, Problem
from webapp.schedules import queries
from webapp.schedules.inputs import SEVERAL, CheckInput, TimesInput
from webapp.schedules.models import Schedule, Scope
from webapp.schedules.overlaps import Overlap, free_slots, may_be_named, overlaps
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
    """What is in the way, and three times that are free. `ids` names what is accepted by saving anyway."""

    lines: Sequence[Line]
    more: int
    ids: Sequence[int]
    free: Sequence[Slot]
    is_past: bool
    participants: int
    slot: Slot


def whom(by: User, given: TimesInput, now: Schedule | None = None) -> Whom:
    """Those who are meant, if this person may plan with them: their own students, a cohort of theirs, and whoever takes
    part in it `now`. Raises `Invalid`.
    """
    if given.cohort_id is not None:
        try:
            return accounts.cohort_run_by(by, given.cohort_id)
        except NotFound as missing:
            raise Invalid.of({"whom": NOT_YOURS}) from missing
    ids = given.student_ids
    found = courses.students_among(by, ids.difference(now.student_ids) if now else ids)
    if now:
        found += [accounts.get(id) for id in now.student_ids if id in ids]
    if len(found) != len(ids):
        raise Invalid.of({"students": NOT_ALL_YOURS} if given.whom == SEVERAL else {"whom": NOT_YOURS})
    return found


def advice_on(by: User, form: "MultiDict[str, str]") -> Advice | None:
    """None while there is not enough filled in to say anything."""
    try:
        given = CheckInput.read(form)
        slots, mentor_id, but = given.slots, by.id, []
        schedule = queries.planned_by(by, given.schedule_id) if given.schedule_id else None
        party = Party.of(whom(by, given, schedule))
        if schedule:
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
