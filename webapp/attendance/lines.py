"""The courses that a person takes attendance in, as lines: what is open, and what was last."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from webapp import courses
from webapp.accounts import User
from webapp.attendance.models import HERE, AttendanceMark, AttendanceSession
from webapp.core.stores import db
from webapp.courses import OPEN, Course, Enrollment

MOST = 150
"""More courses than that are not listed at once: a page shows only so many live parts."""

S, M = AttendanceSession, AttendanceMark


@dataclass(frozen=True)
class CourseLine:
    """`running` are pairs of an open session and how many are here; `last` the session that ended last."""

    course: Course
    students: int
    running: Sequence[tuple[AttendanceSession, int]]
    last: AttendanceSession | None


def taught_lines(user: User) -> list[CourseLine]:
    """The published courses that this person teaches, by title: those with an open session first."""
    taught = courses.taught_ids(user)
    query = sa.select(Course).where(Course.id.in_(taught), Course.is_published)
    found = _lines(query.order_by(Course.title, Course.id).limit(MOST))
    return sorted(found, key=lambda line: not line.running)


def course_line(course_id: int) -> CourseLine:
    (line,) = _lines(sa.select(Course).where(Course.id == course_id))
    return line


def _lines(query: sa.Select[Course]) -> list[CourseLine]:
    """Four statements, however many courses."""
    listed = db.session.scalars(query).all()
    ids = [course.id for course in listed]
    students = dict(
        db.session.execute(
            sa.select(Enrollment.course_id, sa.func.count())
            .where(Enrollment.course_id.in_(ids), Enrollment.status.in_(OPEN))
            .group_by(Enrollment.course_id)
        ).all()
    )
    here = (
        sa.select(sa.func.count())
        .select_from(M)
        .where(M.session_id == S.id, M.status.in_(HERE))
        .scalar_subquery()
    )
    newest = sa.select(sa.func.max(S.id)).where(S.course_id.in_(ids), S.ended_at.is_not(None))
    wanted = sa.select(S, here).where(S.course_id.in_(ids))
    wanted = wanted.where(sa.or_(S.ended_at.is_(None), S.id.in_(newest.group_by(S.course_id))))
    running: dict[int, list[tuple[AttendanceSession, int]]] = {}
    last: dict[int, AttendanceSession] = {}
    for session, number in db.session.execute(wanted.order_by(S.id).options(joinedload(S.teacher))):
        if session.is_running:
            running.setdefault(session.course_id, []).append((session, number))
        else:
            last[session.course_id] = session
    return [
        CourseLine(course, students.get(course.id, 0), running.get(course.id, []), last.get(course.id))
        for course in listed
    ]
