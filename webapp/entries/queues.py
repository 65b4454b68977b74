"""Who waits for whom: a reviewer's queue by longest wait, and what a student may expect."""

import statistics
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, load_only

from webapp import accounts
from webapp.accounts import Role, User
from webapp.accounts.queries import in_cohorts_of
from webapp.core.stores import db
from webapp.entries.models import Entry, EntryReading, EntryStep
from webapp.entries.queries import WITH_READERS, answerers_of, has_mentor, students_of
from webapp.entries.standing import DECIDED, OPEN

LONGEST_LIST = 50
LATEST = 5
MOST_BEHIND = 100
SAMPLES = 30
FEWEST_SAMPLES = 5


@dataclass(frozen=True)
class Waiting:
    """How many entries wait for a reviewer, and since when the first of them does."""

    count: int
    oldest_at: datetime | None


@dataclass(frozen=True)
class Queue:
    """Entries in the order in which they are shown, and how many more there are than are listed."""

    listed: Sequence[Entry]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.listed)


@dataclass(frozen=True)
class Outlook:
    """What a student whose entries wait may expect: how many are answered before each, and the usual wait.

    `usual_seconds` is None while too few were answered to say.
    """

    ahead: Mapping[int, int]
    usual_seconds: int | None


def waiting(reviewer: User) -> Waiting:
    """How many entries wait for this person, and since when."""
    figures = sa.select(sa.func.count(Entry.id), sa.func.min(Entry.submitted_at))
    count, oldest_at = db.session.execute(figures.where(*_in_queue(reviewer))).one()
    return Waiting(count, oldest_at)


def waiting_of(reviewer_id: int) -> Waiting:
    """The same, by the id of that person."""
    return waiting(accounts.get(reviewer_id))


def waiting_count(reviewer: User) -> int:
    """How many entries wait for this person."""
    return waiting(reviewer).count


def oldest_wait(reviewer: User) -> datetime | None:
    """Since when the entry waits that has waited longest for this person."""
    return waiting(reviewer).oldest_at


def queue_of(reviewer_id: int, limit: int = LONGEST_LIST) -> Queue:
    """What waits for this person, longest wait first."""
    reviewer = accounts.get(reviewer_id)
    all_of_them = sa.func.count().over()
    people = (joinedload(Entry.student), joinedload(Entry.reviewer), joinedload(Entry.course), WITH_READERS)
    brief = load_only(Entry.title, Entry.status, Entry.submitted_at, Entry.version, Entry.held_until)
    query = sa.select(Entry, all_of_them).where(*_in_queue(reviewer)).options(*people, brief)
    rows = db.session.execute(query.order_by(Entry.submitted_at, Entry.id).limit(limit)).all()
    return Queue([entry for entry, _ in rows], rows[0][1] if rows else 0)


def latest_of(student_id: int, limit: int = LATEST) -> Queue:
    """What a student wrote last, the newest first, however it stands; for those who review it."""
    query = sa.select(Entry, sa.func.count().over()).where(Entry.student_id == student_id)
    brief = load_only(Entry.title, Entry.status, Entry.submitted_at, Entry.decided_at)
    with_people = query.options(joinedload(Entry.reviewer), joinedload(Entry.course), WITH_READERS, brief)
    rows = db.session.execute(with_people.order_by(Entry.id.desc()).limit(limit)).all()
    return Queue([entry for entry, _ in rows], rows[0][1] if rows else 0)


def next_in_queue(reviewer: User, *, but: int, at: datetime) -> int | None:
    """The entry to go on with: the longest waiting that nobody else is reviewing or reading."""
    is_free = sa.or_(Entry.reviewer_id.is_(None), Entry.reviewer_id == reviewer.id, Entry.held_until <= at)
    others = (
        EntryReading.entry_id == Entry.id,
        EntryReading.reader_id != reviewer.id,
        EntryReading.until > at,
    )
    is_unread = ~sa.exists().where(*others)
    query = sa.select(Entry.id).where(*_in_queue(reviewer), Entry.id != but, is_free, is_unread)
    return db.session.scalar(query.order_by(Entry.submitted_at, Entry.id).limit(1))


def decided_by(reviewer: User, limit: int = LONGEST_LIST) -> Sequence[Entry]:
    """What this person decided last and still may read."""
    mine = (Entry.reviewer_id == reviewer.id, Entry.student_id.in_(students_of(reviewer)))
    query = sa.select(Entry).where(*mine, Entry.status.in_(DECIDED)).order_by(Entry.decided_at.desc())
    people = (joinedload(Entry.student), joinedload(Entry.course))
    return db.session.scalars(query.options(*people).limit(limit)).all()


def outlook_of(student_id: int) -> Outlook:
    """Where this student's waiting entries stand in the queue, by id, and how long it usually takes."""
    students = _one_queue_with(student_id)
    usual = usual_wait(answerers_of(student_id))
    if students is None:
        return Outlook({}, usual)
    in_turn = sa.select(Entry.id, Entry.student_id).where(
        Entry.status.in_(OPEN), Entry.student_id.in_(students)
    )
    rows = db.session.execute(in_turn.order_by(Entry.submitted_at, Entry.id))
    return Outlook({row.id: place for place, row in enumerate(rows) if row.student_id == student_id}, usual)


def usual_wait(reviewer_ids: Collection[int]) -> int | None:
    """The median of the last 30 waits for a verdict of these people, in seconds; none below 5 of them."""
    last = (
        sa.select(EntryStep.waited_seconds)
        .where(
            EntryStep.by_id.in_(reviewer_ids),
            EntryStep.waited_seconds.is_not(None),
            EntryStep.taken_back_at.is_(None),
        )
        .order_by(EntryStep.at.desc(), EntryStep.id.desc())
        .limit(SAMPLES)
    )
    waits = [seconds for seconds in db.session.scalars(last) if seconds is not None]
    return int(statistics.median(waits)) if len(waits) >= FEWEST_SAMPLES else None


def behind(entry: Entry) -> list[tuple[int, int]]:
    """The entries that wait in one queue with this one, after it, each with its student."""
    students = _one_queue_with(entry.student_id)
    if students is None:
        return []
    later = sa.select(Entry.id, Entry.student_id).where(
        Entry.status.in_(OPEN), Entry.submitted_at >= entry.submitted_at, Entry.id != entry.id
    )
    rows = later.where(Entry.student_id.in_(students)).order_by(Entry.submitted_at).limit(MOST_BEHIND)
    return [(id, student_id) for id, student_id in db.session.execute(rows)]


def behind_all_of(student_id: int) -> list[tuple[int, int]]:
    """The same of all that this student has waiting: the entries of others after the first of them."""
    mine = sa.select(Entry).where(Entry.student_id == student_id, Entry.status.in_(OPEN))
    first = db.session.scalar(mine.order_by(Entry.submitted_at, Entry.id).limit(1))
    return [] if first is None else [pair for pair in behind(first) if pair[1] != student_id]


def moved_with(student: User, reviewer_ids: Collection[int]) -> list[tuple[int, int]]:
    """Whose place is another one when this student comes to these reviewers or goes from them, each with its student:
    the entries of theirs that wait, and those after them that the same people answer, or others of their cohorts.
    """
    of_theirs = sa.select(sa.func.min(Entry.submitted_at)).where(Entry.student_id == student.id)
    first = db.session.scalar(of_theirs.where(Entry.status.in_(OPEN)))
    if first is None:
        return []
    around = [students_of(accounts.get(id)) for id in reviewer_ids] + [_left_to_cohorts_of(student)]
    later = sa.select(Entry.id, Entry.student_id).where(Entry.status.in_(OPEN), Entry.submitted_at >= first)
    is_near = sa.or_(Entry.student_id == student.id, *(Entry.student_id.in_(some) for some in around))
    rows = later.where(is_near).order_by(Entry.submitted_at, Entry.id).limit(MOST_BEHIND)
    return [(id, student_id) for id, student_id in db.session.execute(rows)]


def _in_queue(reviewer: User) -> tuple[sa.ColumnElement[bool], ...]:
    return Entry.status.in_(OPEN), Entry.student_id.in_(students_of(reviewer))


def _one_queue_with(student_id: int) -> sa.Select[int] | None:
    """The students whose entries are answered in turn with this one's: those of the same mentor; without one who is
    there, those of the cohorts who have none either. None where only admins could answer.
    """
    student = accounts.get(student_id)
    answerers = answerers_of(student_id)
    if answerers == [student.mentor_id]:
        return students_of(accounts.get(answerers[0]))
    return _left_to_cohorts_of(student) if student.cohorts else None


def _left_to_cohorts_of(student: User) -> sa.Select[int]:
    """The students of the same cohorts who have no mentor of their own who is there."""
    there = (User.role == Role.student, User.id.in_(in_cohorts_of(student)))
    return sa.select(User.id).where(*there, ~has_mentor())
