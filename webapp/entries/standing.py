"""Where an entry stands, and what may be done with it there: the whole state machine, on one page.

submitted ─► in_review ─► approved
    ▲  ◄─────────┘  └───► changes_requested ─┐
    └────────────────────────────────────────┘
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from webapp.core.errors import Conflict


class EntryStatus(enum.StrEnum):
    """As the contract spells them."""

    submitted = "submitted"
    in_review = "in_review"
    approved = "approved"
    changes_requested = "changes_requested"


class Deed(enum.StrEnum):
    """What moves an entry on."""

    take = "take"
    put_back = "put_back"
    approve = "approve"
    ask_for_changes = "ask_for_changes"
    take_back = "take_back"
    resubmit = "resubmit"


@dataclass(frozen=True)
class Move:
    """From where it goes, and to where."""

    before: frozenset[EntryStatus]
    after: EntryStatus


S = EntryStatus

MOVES: Mapping[Deed, Move] = {
    Deed.take: Move(frozenset({S.submitted}), S.in_review),
    Deed.put_back: Move(frozenset({S.in_review}), S.submitted),
    Deed.approve: Move(frozenset({S.in_review}), S.approved),
    Deed.ask_for_changes: Move(frozenset({S.in_review}), S.changes_requested),
    Deed.take_back: Move(frozenset({S.approved, S.changes_requested}), S.in_review),
    Deed.resubmit: Move(frozenset({S.changes_requested}), S.submitted),
}
"""There is no other way from one to another. The last is the student's; the others are for those who review."""

OPEN = (S.submitted, S.in_review)
"""Waiting for a verdict."""

DECIDED = (S.approved, S.changes_requested)

_WORDS: Mapping[EntryStatus, str] = {
    S.submitted: "This entry is waiting; nobody is reviewing it.",
    S.in_review: "This entry is being reviewed.",
    S.approved: "This entry has been approved.",
    S.changes_requested: "Changes have been asked for; the entry is with its student.",
}


def after(status: EntryStatus, deed: Deed) -> EntryStatus:
    """Where that deed leads from there. Raises `Conflict` where it leads nowhere."""
    move = MOVES[deed]
    if status not in move.before:
        raise Conflict(_WORDS[status])
    return move.after
