"""Reading an entry: who does is seen by the others while they do, and nothing about the entry changes by it."""

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import CursorResult

from webapp.accounts import User
from webapp.core import clock
from webapp.core.stores import db
from webapp.entries.events import EntryReadersChanged
from webapp.entries.models import HELD_FOR, READ_FOR, Entry, EntryReading
from webapp.entries.standing import EntryStatus
from webapp.flow import record

MOST_AT_ONCE = 200
_ENTRIES, _READINGS = cast(sa.Table, Entry.__table__), cast(sa.Table, EntryReading.__table__)
"""Written without the session: signs of life are no changes that the trail should keep."""


def read_on(entry: Entry, view: str, *, by: User) -> None:
    """A page says that the entry is read on it. What its reader has taken for review stays theirs."""
    if not entry.is_open:
        return
    now = clock.now()
    is_new = not _reads(entry, by)
    sign = sa.update(_READINGS).where(*_on(entry, view, by)).values(until=now + READ_FOR)
    if not cast("CursorResult[Any]", db.session.execute(sign)).rowcount:
        here = {"entry_id": entry.id, "reader_id": by.id, "view": view, "until": now + READ_FOR}
        db.session.execute(sa.insert(_READINGS).values(here))
    hold_on(entry, by=by)
    if is_new:
        record(EntryReadersChanged.of(entry))


def hold_on(entry: Entry, *, by: User) -> None:
    """A sign of life of its reviewer, if that is who gives it."""
    mine = (_ENTRIES.c.status == EntryStatus.in_review, _ENTRIES.c.reviewer_id == by.id)
    held = sa.update(_ENTRIES).where(_ENTRIES.c.id == entry.id, *mine)
    db.session.execute(held.values(held_until=clock.now() + HELD_FOR))


def stop_reading(entry: Entry, view: str, *, by: User) -> None:
    """That page was left."""
    was_reading = _reads(entry, by)
    db.session.execute(sa.delete(_READINGS).where(*_on(entry, view, by)))
    if was_reading and not _reads(entry, by):
        record(EntryReadersChanged.of(entry))


def forget_readers() -> int:
    """Who has fallen silent reads no more. For the ticker; says of how many entries."""
    is_over = _READINGS.c.until <= clock.now()
    ids = db.session.scalars(
        sa.select(_READINGS.c.entry_id).where(is_over).distinct().limit(MOST_AT_ONCE)
    ).all()
    if ids:
        db.session.execute(sa.delete(_READINGS).where(is_over, _READINGS.c.entry_id.in_(ids)))
    for entry in db.session.scalars(sa.select(Entry).where(Entry.id.in_(ids))) if ids else ():
        record(EntryReadersChanged.of(entry))
    return len(ids)


def _reads(entry: Entry, by: User) -> bool:
    """Whether this person reads it now, on whatever page."""
    theirs = (_READINGS.c.entry_id == entry.id, _READINGS.c.reader_id == by.id)
    now = sa.select(_READINGS.c.view).where(*theirs, _READINGS.c.until > clock.now()).limit(1)
    return db.session.scalar(now) is not None


def _on(entry: Entry, view: str, by: User) -> tuple[sa.ColumnElement[bool], ...]:
    return _READINGS.c.entry_id == entry.id, _READINGS.c.reader_id == by.id, _READINGS.c.view == view
