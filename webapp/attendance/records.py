"""What remains of sessions that are over: the table of a course, and each student's own record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from webapp.accounts import User
from webapp.attendance.models import (
    HERE,
    AttendanceMark,
    AttendanceSession,
    Excuse,
    MarkChange,
    MarkSource,
    MarkStatus,
)
from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.courses import OPEN, Course, Enrollment
from webapp.courses.queries import taught_ids

COLUMNS = 12
LATELY = 5
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
    """A student in one course: their share, how many sessions in a row they were here, and what is excused ahead."""

    course: Course
    lines: Sequence[OwnLine]
    share: int | None
    in_a_row: int
    excuses: Sequence[Excuse]


@dataclass(frozen=True)
class CourseShare:
    """How often a student was there in one course. `share` is None while they were excused from all of it."""

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
    marks = _marks(course_id)
    rows = _rows(marks, [session.id for session in sessions])
    everyone = [status for _, _, _, status in marks]
    return CourseRecord(course, sessions[::-1], rows, older, share_of(everyone))


def own_record(student_id: int) -> Sequence[OwnCourse]:
    """A student's record, by course; courses without a session yet are left out."""
    query = (
        sa.select(S, M)
        .join(M, sa.and_(M.session_id == S.id, M.student_id == student_id))
        .where(S.ended_at.is_not(None))
        .order_by(S.started_at.desc(), S.id.desc())
        .options(joinedload(S.course))
    )
    changes = {
        change.session_id: change
        for change in db.session.scalars(
            sa.select(MarkChange)
            .where(MarkChange.student_id == student_id)
            .order_by(MarkChange.id)
            .options(joinedload(MarkChange.by))
        )
    }
    by_course: dict[int, list[OwnLine]] = {}
    for session, mark in db.session.execute(query):
        line = OwnLine(session, mark.status, mark.source, mark.arrived_at, changes.get(session.id))
        by_course.setdefault(session.course_id, []).append(line)
    ahead = _excuses_of(student_id)
    courses_in = [*by_course, *(course_id for course_id in ahead if course_id not in by_course)]
    titles = {
        course.id: course for course in db.session.scalars(sa.select(Course).where(Course.id.in_(courses_in)))
    }
    return [
        OwnCourse(
            titles[course_id],
            (lines := by_course.get(course_id, []))[:LINES],
            share_of([line.status for line in lines]),
            _in_a_row([line.status for line in lines]),
            ahead.get(course_id, []),
        )
        for course_id in sorted(courses_in, key=lambda id: titles[id].title)
    ]


def shares_seen_by(viewer: User, student_id: int) -> Sequence[CourseShare]:
    """How often a student was there, in each course that this person teaches and took attendance in."""
    query = (
        sa.select(Course.id, Course.title, M.status)
        .join(S, S.id == M.session_id)
        .join(Course, Course.id == S.course_id)
        .where(M.student_id == student_id, S.ended_at.is_not(None), Course.id.in_(taught_ids(viewer)))
        .order_by(Course.title, Course.id)
    )
    by_course = groupby(db.session.execute(query), key=lambda row: (row[0], row[1]))
    shares = [(course, [status for *_, status in rows]) for course, rows in by_course]
    return [CourseShare(*course, share_of(statuses), len(statuses)) for course, statuses in shares]


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


def share_of(statuses: Sequence[MarkStatus]) -> int | None:
    """Percent of the sessions that somebody was expected in; being excused takes one out of the count."""
    expected = [status for status in statuses if status is not MarkStatus.excused]
    if not expected:
        return None
    return round(100 * sum(status in HERE for status in expected) / len(expected))


def has_sessions(user: User) -> bool:
    """Whether this student has ever been in a course where attendance was taken."""
    mine = sa.select(Enrollment.course_id).where(
        Enrollment.student_id == user.id, Enrollment.status.in_(OPEN)
    )
    return bool(db.session.scalar(sa.select(sa.exists().where(S.course_id.in_(mine)))))


def _marks(course_id: int) -> list[tuple[int, str, int, MarkStatus]]:
    """Student, name, session and mark of all sessions of a course that are over, newest session first."""
    query = (
        sa.select(M.student_id, User.name, M.session_id, M.status)
        .join(S, S.id == M.session_id)
        .join(User, User.id == M.student_id)
        .where(S.course_id == course_id, S.ended_at.is_not(None))
        .order_by(User.name, M.student_id, S.id.desc())
    )
    return list(db.session.execute(query))


def _rows(marks: Sequence[tuple[int, str, int, MarkStatus]], shown: Sequence[int]) -> list[Row]:
    people: dict[tuple[int, str], dict[int, MarkStatus]] = {}
    for student_id, name, session_id, status in marks:
        people.setdefault((student_id, name), {})[session_id] = status
    rows = []
    for (student_id, name), theirs in people.items():
        every = list(theirs.values())
        cells = {session_id: theirs[session_id] for session_id in shown if session_id in theirs}
        rows.append(Row(student_id, name, cells, share_of(every), share_of(every[:LATELY])))
    return rows


def _excuses_of(student_id: int) -> dict[int, list[Excuse]]:
    today: date = clock.now().date()
    query = sa.select(Excuse).where(Excuse.student_id == student_id, Excuse.last_on >= today)
    ahead: dict[int, list[Excuse]] = {}
    for excuse in db.session.scalars(query.order_by(Excuse.first_on, Excuse.id)):
        ahead.setdefault(excuse.course_id, []).append(excuse)
    return ahead


def _in_a_row(statuses: Sequence[MarkStatus]) -> int:
    """Sessions attended one after another, up to the last; an excused one neither counts nor breaks it."""
    number = 0
    for status in statuses:
        if status is MarkStatus.absent:
            break
        number += status in HERE
    return number
