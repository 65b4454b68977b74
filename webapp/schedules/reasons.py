"""Why a mentor holds two sessions at once.

Who saves a session at the time of another one of its mentor's says why, and the reason is kept with the one that was
saved. It stands until a change or a move of it leaves no other session of its mentor's at its time; undoing the move
brings it back. Where the other one goes elsewhere, pages stop showing the reason at once, and it goes with the next
change of its own, or as soon as a third one is put beside it. A move that meets no others than it has met already, for
a reason of either, needs no new one. What is put back where it was, or taken up again, is not asked for one.
"""

from collections.abc import Collection, Mapping, Sequence

from webapp.schedules.models import Schedule
from webapp.schedules.overlaps import Overlap, overlaps
from webapp.schedules.participants import Party
from webapp.schedules.slots import Slot


def reason_at(slot: Slot, found: Sequence[Overlap], reason: str) -> str:
    """What of it counts at that time: all, or "" where no other session of the same mentor is found then."""
    return reason if any(one.is_mentors and slot.meets(one.schedule) for one in found) else ""


def end_outlived(found: Sequence[Overlap], were: Sequence[Slot], *, but: Collection[int]) -> None:
    """What is put beside a session that nothing was beside any more ends the reason that this one had: it spoke of
    another. `were` is when what is put there was before, and `but` names it.
    """
    own = [one.schedule for one in found if one.is_mentors and one.schedule.overlap_reason]
    for other in own:
        slot = Slot(other.starts_at, other.ends_at, other.time_zone)
        was_met = any(was.meets(other) for was in were)
        if not was_met and not overlaps(other.mentor_id, Party(), [slot], but=[other.id, *but]):
            other.overlap_reason = ""


def still_hold(moved: Sequence[Schedule], slots: Mapping[int, Slot]) -> bool:
    """Whether no new reason is needed at their new times: each meets only those of its mentor's that it met before, and
    one of the two says why.
    """
    mentor_id, ids = moved[0].mentor_id, [one.id for one in moved]
    were = {one.id: Slot(one.starts_at, one.ends_at, one.time_zone) for one in moved}
    before, after = (_met_by(mentor_id, times, but=ids) for times in (were, slots))
    return all(
        other in before[one.id] and (one.overlap_reason or other.overlap_reason)
        for one in moved
        for other in after[one.id]
    )


def _met_by(mentor_id: int, slots: Mapping[int, Slot], *, but: Collection[int]) -> dict[int, list[Schedule]]:
    """A mentor's other sessions at each of these times."""
    found = [one.schedule for one in overlaps(mentor_id, Party(), list(slots.values()), but=but)]
    return {id: [other for other in found if slot.meets(other)] for id, slot in slots.items()}
