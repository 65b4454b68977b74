"""Words that are at hand for the next verdict: saved replies, and those of a verdict that was taken back."""

from collections.abc import Sequence

import sqlalchemy as sa

from webapp.accounts import User
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.entries.models import Entry, EntryStep, SavedReply
from webapp.entries.standing import DECIDED, EntryStatus


def replies_of(mentor_id: int) -> Sequence[SavedReply]:
    """A mentor's saved replies by name."""
    query = sa.select(SavedReply).where(SavedReply.mentor_id == mentor_id)
    return db.session.scalars(query.order_by(SavedReply.name, SavedReply.id)).all()


def reply_of(mentor: User, reply_id: int) -> SavedReply:
    """The mentor's own reply. Raises `NotFound`."""
    mine = sa.select(SavedReply).where(SavedReply.id == reply_id, SavedReply.mentor_id == mentor.id)
    found = db.session.scalar(mine) if 0 < reply_id < 2**31 else None
    if found is None:
        raise NotFound("There is no such reply.")
    return found


def withdrawn_remarks(entry: Entry, reviewer: User) -> str:
    """What this person wrote with the verdict that they took back, to be put right."""
    if entry.status is not EntryStatus.in_review or entry.reviewer_id != reviewer.id:
        return ""
    steps = sa.select(EntryStep).where(EntryStep.entry_id == entry.id, EntryStep.after.in_(DECIDED))
    last = db.session.scalar(steps.order_by(EntryStep.id.desc()).limit(1))
    is_withdrawn = last is not None and last.taken_back_at is not None and last.by_id == reviewer.id
    return last.remarks if last is not None and is_withdrawn else ""
