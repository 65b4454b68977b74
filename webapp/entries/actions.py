"""What students do with their entries: send them, change them. And what both sides do: comment."""

import uuid

import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict, Invalid, NotAllowed, NotOpen
from webapp.core.stores import db
from webapp.entries import queries
from webapp.entries.drafts import drop_draft
from webapp.entries.events import EntryAmended, EntryCommented, EntryCreated, EntryStatusChanged
from webapp.entries.inputs import ChangesInput, EntryInput
from webapp.entries.models import Entry, EntryComment, EntryStep, EntryVersion
from webapp.entries.standing import DECIDED, Deed, EntryStatus, after
from webapp.flow import record


def submit(given: EntryInput, *, by: User) -> Entry:
    """Hand a new entry to who reviews. The same form sent twice is one entry."""
    if not by.is_student:
        raise NotAllowed("Only students write entries.")
    accounts.hold(by.id)
    key = given.key or str(uuid.uuid4())
    known = queries.sent_under(by.id, key)
    if known is not None:
        return known
    now = clock.now()
    entry = Entry(student_id=by.id, key=key, version=1, created_at=now, submitted_at=now)
    entry.status = EntryStatus.submitted
    _write(entry, given, by)
    db.session.add(entry)
    db.session.flush()
    _keep_version(entry)
    drop_draft(by.id, under=key)
    record(EntryCreated.of(entry))
    return entry


def change(entry: Entry, given: EntryInput, *, by: User) -> Entry:
    """A new version. Sends it again where changes were asked for; before anybody reviews it, it keeps its place."""
    return _rewrite(_held(entry, by), given, by)


def amend(entry: Entry, changes: ChangesInput, *, by: User) -> Entry:
    """A new version in which only that is another. The rest is as it stands by then, whatever was read before."""
    entry = _held(entry, by)
    return _rewrite(entry, changes.of_entry(entry), by)


def send_again(entry: Entry, *, by: User) -> Entry:
    """Send an entry again as it is, once, after changes were asked for."""
    entry = _held(entry, by)
    after(entry.status, Deed.resubmit)
    return _rewrite(entry, ChangesInput().of_entry(entry), by)


def comment(entry: Entry, words: str, *, by: User) -> EntryComment:
    """Say something about an entry, without a verdict."""
    said = EntryComment(entry_id=entry.id, by_id=by.id, body=words, at=clock.now())
    db.session.add(said)
    db.session.flush()
    record(EntryCommented.of(entry, comment_id=said.id, by_id=by.id, by_name=by.name, words=words))
    return said


def note_step(entry: Entry, before: EntryStatus, *, by: User | None, remarks: str = "") -> None:
    """Write the change of status into the entry's history; of a verdict also how long the student waited."""
    now = clock.now()
    waited = int((now - entry.submitted_at).total_seconds()) if entry.status in DECIDED else None
    step = EntryStep(
        entry_id=entry.id,
        before=before,
        after=entry.status,
        by_id=by.id if by else None,
        remarks=remarks,
        version=entry.version,
        waited_seconds=waited,
        at=now,
    )
    db.session.add(step)


def _rewrite(entry: Entry, given: EntryInput, by: User) -> Entry:
    """Of an entry that is held."""
    if entry.status is not EntryStatus.submitted:
        after(entry.status, Deed.resubmit)
    now, before = clock.now(), entry.status
    _write(entry, given, by)
    entry.version += 1
    if before is EntryStatus.changes_requested:
        entry.resubmit(at=now)
        _keep_version(entry)
        note_step(entry, before, by=by)
        record(EntryStatusChanged.of(entry, before=before, by_id=by.id, by_name=by.name))
    else:
        _keep_version(entry)
        record(EntryAmended.of(entry))
    drop_draft(by.id, entry.id)
    return entry


def _write(entry: Entry, given: EntryInput, by: User) -> None:
    course_id = given.course_id
    unit = queries.finished_unit(by.id, given.unit_id) if given.unit_id else None
    if given.unit_id and unit is None and given.unit_id != entry.unit_id:
        raise Invalid.of({"unit_id": "Choose a unit that you have finished."})
    if course_id is None and unit is not None:
        course_id = unit.course_id
    if course_id not in (None, entry.course_id) and course_id not in dict(queries.courses_of(by.id)):
        raise NotOpen.of({"course_id": "Choose a course that you are in."})
    entry.title, entry.body, entry.minutes = given.title, given.body, given.minutes
    entry.skills, entry.course_id, entry.unit_id = list(given.skills), course_id, given.unit_id


def _keep_version(entry: Entry) -> None:
    text = {"title": entry.title, "body": entry.body, "minutes": entry.minutes, "skills": entry.skills}
    sent = EntryVersion(entry_id=entry.id, number=entry.version, sent_at=clock.now(), **text)
    db.session.add(sent)


def _held(entry: Entry, by: User) -> Entry:
    """The student's entry as it is now, kept until the transaction ends."""
    mine = sa.select(Entry).where(Entry.id == entry.id, Entry.student_id == by.id)
    held = db.session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if held is None:
        raise Conflict("This entry is not here any more.")
    return held
