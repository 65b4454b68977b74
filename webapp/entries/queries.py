"""Finders and counts. All go through the person: an entry that is not theirs to read does not exist.

A student's entries are reviewed by their mentor; where there is none, by the mentors of their cohorts; and by admins.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from webapp import accounts
from webapp.accounts import Role, User
from webapp.accounts.queries import in_cohorts_of
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.courses import Course, Enrollment, EnrollmentStatus, Unit
from webapp.courses.models import UnitCompletion
from webapp.entries.models import Entry, EntryDraft, EntryReading, EntryVersion
from webapp.entries.standing import EntryStatus

MOST_LISTED = 30

_Mentor = aliased(User)
WITH_READERS = selectinload(Entry.readings).joinedload(EntryReading.reader)
_WITH_PEOPLE = (joinedload(Entry.student), joinedload(Entry.reviewer), joinedload(Entry.course))


def get(entry_id: int) -> Entry:
    """That entry. For code that already knows it may: nothing is checked."""
    return db.session.get_one(Entry, entry_id, options=(*_WITH_PEOPLE, WITH_READERS))


def written_by(student: User, entry_id: int) -> Entry:
    """The student's own entry. Raises `NotFound`."""
    mine = sa.select(Entry).where(Entry.id == entry_id, Entry.student_id == student.id)
    return _found(mine)


def reviewable_by(reviewer: User, entry_id: int) -> Entry:
    """The entry, if this person reviews its student's. Raises `NotFound`."""
    theirs = sa.select(Entry).where(Entry.id == entry_id, Entry.student_id.in_(students_of(reviewer)))
    return _found(theirs)


def visible_to(reader: User, entry_id: int) -> Entry:
    """The entry, for its student and those who review it. Raises `NotFound`."""
    return written_by(reader, entry_id) if reader.is_student else reviewable_by(reader, entry_id)


def _found(query: sa.Select[Entry]) -> Entry:
    entry = db.session.scalar(query.options(*_WITH_PEOPLE, joinedload(Entry.unit)))
    if entry is None:
        raise NotFound("There is no such entry.")
    return entry


def students_of(reviewer: User) -> sa.Select[int]:
    """The ids of the students whose entries this person reviews."""
    students = sa.select(User.id).where(User.role == Role.student)
    if reviewer.is_admin:
        return students
    if not reviewer.is_staff:
        return students.where(sa.false())
    shared = sa.and_(User.id.in_(in_cohorts_of(reviewer)), ~has_mentor())
    return students.where(sa.or_(User.mentor_id == reviewer.id, shared))


def has_mentor() -> sa.ColumnElement[bool]:
    """Whether that student has a mentor who is there: one whose account is closed reviews nothing."""
    return sa.exists().where(_Mentor.id == User.mentor_id, _Mentor.closed_at.is_(None))


def answerers_of(student_id: int) -> list[int]:
    """Who is expected to answer this student: the mentor, else the mentors of the cohorts, else the admins."""
    student = accounts.get(student_id)
    staff = sa.select(User.id).where(User.closed_at.is_(None)).order_by(User.id)
    mentor = db.session.scalars(staff.where(User.id == student.mentor_id)).all()
    if mentor:
        return list(mentor)
    return cohort_mentors_of(student) or accounts.admin_ids()


def cohort_mentors_of(student: User) -> list[int]:
    """The mentors of a student's cohorts, who review where there is no mentor of their own."""
    there = (User.role == Role.mentor, User.closed_at.is_(None), User.id.in_(in_cohorts_of(student)))
    return list(db.session.scalars(sa.select(User.id).where(*there).order_by(User.id)))


NUMBER = (
    sa.select(sa.func.count(Entry.id)).where(Entry.student_id == sa.bindparam("student")).scalar_subquery()
)
"""How many entries the student `:student` has written."""


def entries_of(student_id: int, *, before: int | None = None, limit: int = MOST_LISTED) -> Sequence[Entry]:
    """A student's entries, the latest first, older than `before`."""
    query = sa.select(Entry).where(Entry.student_id == student_id).order_by(Entry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Entry.id < before)
    people = (joinedload(Entry.course), joinedload(Entry.reviewer), WITH_READERS)
    return db.session.scalars(query.options(*people)).all()


def all_visible_to(
    reader: User, *, status: EntryStatus | None = None, student_id: int | None = None
) -> sa.Select[Entry]:
    """A student's own entries; for who reviews, those of their students."""
    query = sa.select(Entry).options(*_WITH_PEOPLE)
    if reader.is_student:
        query = query.where(Entry.student_id == reader.id)
    else:
        query = query.where(Entry.student_id.in_(students_of(reader)))
    if status is not None:
        query = query.where(Entry.status == status)
    return query if student_id is None else query.where(Entry.student_id == student_id)


def reviews(reviewer: User, student_id: int) -> bool:
    """Whether this person reviews that student's entries."""
    theirs = students_of(reviewer).where(User.id == student_id)
    return db.session.scalar(theirs) is not None


def older_than(student_id: int, before: int | None = None) -> int | None:
    """Where the next page of a student's entries begins; none after the last."""
    ids = sa.select(Entry.id).where(Entry.student_id == student_id).order_by(Entry.id.desc())
    if before is not None:
        ids = ids.where(Entry.id < before)
    found = db.session.scalars(ids.limit(MOST_LISTED + 1)).all()
    return found[-2] if len(found) > MOST_LISTED else None


def sent_under(student_id: int, key: str | None) -> Entry | None:
    """The entry that this student sent under that key, if any."""
    mine = sa.select(Entry).where(Entry.student_id == student_id, Entry.key == key)
    return db.session.scalar(mine) if key else None


def versions_of(entry_id: int) -> Sequence[EntryVersion]:
    """Every version that was sent, in order."""
    query = sa.select(EntryVersion).where(EntryVersion.entry_id == entry_id).order_by(EntryVersion.number)
    return db.session.scalars(query).all()


_THEIR_COURSES = (
    sa.select(Course)
    .join(Enrollment, Enrollment.course_id == Course.id)
    .where(
        Course.is_published,
        Enrollment.status.in_((EnrollmentStatus.active, EnrollmentStatus.completed)),
    )
)


def courses_of(student_id: int) -> Sequence[tuple[int, str]]:
    """What a student may write about: courses they are in, by title."""
    query = _THEIR_COURSES.where(Enrollment.student_id == student_id).order_by(Course.title, Course.id)
    return [(id, title) for id, title in db.session.execute(query.with_only_columns(Course.id, Course.title))]


def starters_of(student_id: int, limit: int = 3) -> Sequence[Unit]:
    """The units a student finished last and has not written about."""
    about = sa.select(Entry.unit_id).where(Entry.student_id == student_id, Entry.unit_id.is_not(None))
    mine = _THEIR_COURSES.where(Enrollment.student_id == student_id).with_only_columns(Course.id)
    query = (
        sa.select(Unit)
        .join(UnitCompletion, UnitCompletion.unit_id == Unit.id)
        .where(UnitCompletion.student_id == student_id, Unit.id.not_in(about), Unit.course_id.in_(mine))
        .order_by(UnitCompletion.completed_at.desc(), Unit.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query.options(joinedload(Unit.course))).all()


def finished_unit(student_id: int, unit_id: int) -> Unit | None:
    """A unit that this student finished in a course they are in; none otherwise."""
    mine = _THEIR_COURSES.where(Enrollment.student_id == student_id).with_only_columns(Course.id)
    query = sa.select(Unit).join(UnitCompletion, UnitCompletion.unit_id == Unit.id)
    done = query.where(UnitCompletion.student_id == student_id, Unit.id == unit_id, Unit.course_id.in_(mine))
    return db.session.scalar(done.options(joinedload(Unit.course)))


NEW = "new"


def draft_of(student_id: int, entry_id: int | None = None) -> EntryDraft | None:
    """What a student has typed and not sent: for a new entry, or a change of that one."""
    return db.session.get(EntryDraft, (student_id, slot_of(entry_id)))


def new_draft_of(student_id: int) -> EntryDraft | None:
    return draft_of(student_id)


def slot_of(entry_id: int | None) -> str:
    return NEW if entry_id is None else f"entry-{entry_id}"
