"""What happened to an entry, in order: versions sent, verdicts, comments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from webapp.accounts import User
from webapp.core.stores import db
from webapp.entries.models import Entry, EntryComment, EntryStep
from webapp.entries.queries import versions_of
from webapp.entries.standing import DECIDED, EntryStatus

GONE = "Somebody who has left"


@dataclass(frozen=True)
class Line:
    """One thing that happened: who, what in a few words, what was said, and when."""

    kind: str
    by: str
    words: str
    body: str
    at: datetime
    number: int = 0
    """Of a version."""
    is_taken_back: bool = False


@dataclass(frozen=True)
class Thread:
    """An entry's lines, the oldest first, and how many versions there are."""

    entry_id: int
    lines: Sequence[Line]
    versions: int


def thread_of(entry_id: int) -> Thread:
    """All that happened to the entry and is worth telling: who took it and put it back is not."""
    entry = db.session.get_one(Entry, entry_id)
    versions = versions_of(entry_id)
    steps = db.session.scalars(
        sa.select(EntryStep).where(EntryStep.entry_id == entry_id, EntryStep.after.in_(DECIDED))
    ).all()
    comments = db.session.scalars(sa.select(EntryComment).where(EntryComment.entry_id == entry_id)).all()
    names = _names({entry.student_id, *(one.by_id for one in steps), *(one.by_id for one in comments)})
    student = names[entry.student_id]
    lines = [
        Line(
            "sent",
            student,
            "sent a new version" if one.number > 1 else "sent it",
            "",
            one.sent_at,
            one.number,
        )
        for one in versions
    ]
    lines += [_verdict(step, names) for step in steps]
    lines += [Line("comment", names.get(one.by_id, GONE), "", one.body, one.at) for one in comments]
    return Thread(entry_id, sorted(lines, key=lambda line: line.at), len(versions))


def _verdict(step: EntryStep, names: Mapping[int | None, str]) -> Line:
    is_approval = step.after is EntryStatus.approved
    words = "approved it" if is_approval else "asked for changes"
    if step.taken_back_at:
        words += ", and took that back"
    kind = "approved" if is_approval else "returned"
    return Line(
        kind,
        names.get(step.by_id, GONE),
        words,
        "" if step.taken_back_at else step.remarks,
        step.at,
        is_taken_back=step.taken_back_at is not None,
    )


def _names(ids: set[int | None]) -> dict[int | None, str]:
    wanted = [id for id in ids if id is not None]
    rows = db.session.execute(sa.select(User.id, User.name).where(User.id.in_(wanted)))
    return {id: name for id, name in rows}  # noqa: C416 - a row is more than a pair
