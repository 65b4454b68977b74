"""What remains of sessions that are over: the table of a course, and each student's own record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from webapp.accounts import User
from webapp.attendance.models import (
    AttendanceMark,
    AttendanceSession,
    Excuse,
    MarkChange,
    MarkSource,
    MarkStatus,
)
from webapp.attendance.tallies import (
    IS_EXPECTED,
    IS_HERE,
    NONE,
    OwnTally,
    StudentTally,
    own_tallies,
    share_of,
    sum_of,
    tallies_of,
)
from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.courses import OPEN, Course, Enrollment
from webapp.courses.queries import taught_ids

COLUMNS = 12
LINES = 60

S, M = AttendanceSession, AttendanceMark


@dataclass(frozen=True)
class Row:
    """A student in the table: their marks by session, the share of all sessions, and of the last five."""

    student_id: int
    name: str
    marks: dict[int, MarkStatus]
    share: int | None
    lately: int | None

    @property
    def trend(self) -> str:
        if self.share is None or self.lately is None or abs(self.lately - self.share) < 10:
            return ""
        return "up" if self.lately > self.share else "down"


@dataclass(frozen=True)
class CourseRecord:
    """Sessions × students. `older` is the id to ask for earlier sessions before."""

    course: Course
    sessions: Sequence[AttendanceSession]
    rows: Sequence[Row]
    older: int | None
    share: int | None


@dataclass(frozen=True)
class OwnLine:
    """One session in a student's record, with the last correction of their mark."""

    session: AttendanceSession
    status: MarkStatus
    source: MarkSource
    arrived_at: datetime | None
    change: MarkChange | None


@dataclass(frozen=True)
class OwnCourse:
    """A student in one course: their last sessions, how all of them stand, and what is excused ahead."""

    course: Course
    lines: Sequence[OwnLine]
    tally: OwnTally
    excuses: Sequence[Excuse]


@dataclass(frozen=True)
class OwnRecord:
    """A student's record. `has_begun` also before their first session is over, once they have a mark in it."""

    courses: Sequence[OwnCourse]
    has_begun: bool


@dataclass(frozen=True)
class CourseShare:
    """How often a student was there in one course. `share` is None where they were expected in none of the sessions."""

    course_id: int
    title: str
    share: int | None
    sessions: int


def course_record(course_id: int, before: int | None = None) -> CourseRecord:
    """The newest sessions of a course, or those before one of them, with all who have a mark in any."""
    course = db.session.get_one(Course, course_id)
    ended = sa.select(S).where(S.course_id == course_id, S.ended_at.is_not(None))
    if before is not None:
        ended = ended.where(S.id < before)
    found = list(db.session.scalars(ended.order_by(S.id.desc()).limit(COLUMNS + 1)))
    sessions = found[:COLUMNS]
    older = sessions[-1].id if len(found) > COLUMNS else None
    tallies = tallies_of(course_id)
    rows = _rows(tallies, _marks_in([session.id for session in sessions]))
    share = share_of(sum(tally.here for tally in tallies), sum(tally.expected for tally in tallies))
    return CourseRecord(course, sessions[::-1], rows, older, share)


def own_record(student_id: int) -> OwnRecord:
    """A student's record, by course; courses without a session yet are left out."""
    tallies = own_tallies(student_id)
    lines = _own_lines(student_id)
    ahead = _excuses_of(student_id)
    courses_in = tallies.keys() | ahead.keys()
    found = db.session.scalars(sa.select(Course).where(Course.id.in_(courses_in)).order_by(Course.title))
    own = [
        OwnCourse(course, lines.get(course.id, []), tallies.get(course.id, NONE), ahead.get(course.id, []))
        for course in found
    ]
    return OwnRecord(own, bool(own) or _is_marked_now(student_id))


def shares_seen_by(viewer: User, student_id: int) -> Sequence[CourseShare]:
    """How often a student was there, in each course that this person teaches: those they are in, or were marked in."""
    theirs = sa.select(Enrollment.course_id).where(
        Enrollment.student_id == student_id, Enrollment.status.in_(OPEN)
    )
    taught = Course.id.in_(taught_ids(viewer))
    return _shares(student_id, sa.and_(taught, sa.or_(M.student_id.is_not(None), Course.id.in_(theirs))))


def share_in(course_id: int, student_id: int) -> CourseShare:
    """The same of one course."""
    (share,) = _shares(student_id, Course.id == course_id)
    return share


def _shares(student_id: int, wanted: sa.ColumnElement[bool]) -> Sequence[CourseShare]:
    query = (
        sa.select(Course.id, Course.title, sum_of(IS_HERE), sum_of(IS_EXPECTED), sa.func.count(M.student_id))
        .outerjoin(S, sa.and_(S.course_id == Course.id, S.ended_at.is_not(None)))
        .outerjoin(M, sa.and_(M.session_id == S.id, M.student_id == student_id))
        .where(wanted)
        .group_by(Course.id, Course.title)
        .order_by(Course.title, Course.id)
    )
    return [
        CourseShare(course_id, title, share_of(here, expected), sessions)
        for course_id, title, here, expected, sessions in db.session.execute(query)
    ]


def excuses_in(course_id: int) -> Sequence[Excuse]:
    """Who has said in advance that they will not come, from today on."""
    today = clock.now().date()
    query = sa.select(Excuse).where(Excuse.course_id == course_id, Excuse.last_on >= today)
    return db.session.scalars(
        query.order_by(Excuse.first_on, Excuse.id).options(joinedload(Excuse.student))
    ).all()


def excuse_in(course_id: int, excuse_id: int) -> Excuse:
    """Raises `NotFound`."""
    found = db.session.get(Excuse, excuse_id)
    if found is None or found.course_id != course_id:
        raise NotFound("There is no such excuse.")
    return found


def changes_in(session_id: int) -> Sequence[tuple[MarkChange, str]]:
    """The trail of a session, newest first, with the names of the students."""
    student = aliased(User)
    query = sa.select(MarkChange, student.name).join(student, student.id == MarkChange.student_id)
    query = query.where(MarkChange.session_id == session_id).order_by(MarkChange.id.desc())
    rows = db.session.execute(query.options(joinedload(MarkChange.by)))
    return [(change, name) for change, name in rows]


def has_sessions(user: User) -> bool:
    """Whether this student has ever been in a course where attendance was taken."""
    mine = sa.select(Enrollment.course_id).where(
        Enrollment.student_id == user.id, Enrollment.status.in_(OPEN)
    )
    return bool(db.session.scalar(sa.select(sa.exists().where(S.course_id.in_(mine)))))


def _marks_in(session_ids: Sequence[int]) -> dict[int, dict[int, MarkStatus]]:
    """The marks of these sessions, by student and session."""
    query = sa.select(M.student_id, M.session_id, M.status).where(M.session_id.in_(session_ids))
    marks: dict[int, dict[int, MarkStatus]] = {}
    for student_id, session_id, status in db.session.execute(query):
        marks.setdefault(student_id, {})[session_id] = status
    return marks


def _rows(tallies: Sequence[StudentTally], marks: dict[int, dict[int, MarkStatus]]) -> list[Row]:
    return [
        Row(tally.student_id, tally.name, marks.get(tally.student_id, {}), tally.share, tally.lately)
        for tally in tallies
    ]


def _own_lines(student_id: int) -> dict[int, list[OwnLine]]:
    """The last sessions of each course that a student has a mark in, the newest first."""
    place = sa.func.row_number().over(partition_by=S.course_id, order_by=S.id.desc())
    mine = sa.select(S.id, place.label("place")).join(M, M.session_id == S.id)
    mine = mine.where(M.student_id == student_id, S.ended_at.is_not(None))
    shown = mine.subquery()
    query = (
        sa.select(S, M)
        .join(shown, sa.and_(shown.c.id == S.id, shown.c.place <= LINES))
        .join(M, sa.and_(M.session_id == S.id, M.student_id == student_id))
        .order_by(S.id.desc())
        .options(joinedload(S.course))
    )
    rows = db.session.execute(query).all()
    changes = _last_changes(student_id, [session.id for session, _ in rows])
    lines: dict[int, list[OwnLine]] = {}
    for session, mark in rows:
        line = OwnLine(session, mark.status, mark.source, mark.arrived_at, changes.get(session.id))
        lines.setdefault(session.course_id, []).append(line)
    return lines


def _last_changes(student_id: int, session_ids: Sequence[int]) -> dict[int, MarkChange]:
    """The last correction of a student's mark in each of these sessions."""
    last = sa.select(sa.func.max(MarkChange.id)).where(
        MarkChange.student_id == student_id, MarkChange.session_id.in_(session_ids)
    )
    query = sa.select(MarkChange).where(MarkChange.id.in_(last.group_by(MarkChange.session_id)))
    found = db.session.scalars(query.options(joinedload(MarkChange.by)))
    return {change.session_id: change for change in found}


def _is_marked_now(student_id: int) -> bool:
    """Whether they have a mark in a session that is open."""
    query = sa.select(M.session_id).join(S, S.id == M.session_id)
    found = query.where(M.student_id == student_id, S.ended_at.is_(None)).limit(1)
    return db.session.scalar(found) is not None


def _excuses_of(student_id: int) -> dict[int, list[Excuse]]:
    today: date = clock.now().date()
    query = sa.select(Excuse).where(Excuse.student_id == student_id, Excuse.last_on >= today)
    ahead: dict[int, list[Excuse]] = {}
    for excuse in db.session.scalars(query.order_by(Excuse.first_on, Excuse.id)):
        ahead.setdefault(excuse.course_id, []).append(excuse)
    return ahead
