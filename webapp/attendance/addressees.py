"""Who is told of a student: people whose accounts are open."""

from collections.abc import Collection

import sqlalchemy as sa

from webapp.accounts import Role, User
from webapp.attendance.models import AttendanceSession
from webapp.core.stores import db
from webapp.courses import Course


def of_absences(student: User, course: Course) -> list[int]:
    """The student's mentor; where there is none, the course's teachers; where they are gone, the admins."""
    own = [student.mentor_id] if student.mentor_id else []
    return _open(own) or _teachers(course)


def of_questions(session: AttendanceSession) -> list[int]:
    """Whose session it was; where they are gone, the course's teachers, or the admins."""
    return _open([session.teacher_id]) or _teachers(session.course)


def _teachers(course: Course) -> list[int]:
    admins = sa.select(User.id).where(User.role == Role.admin, User.closed_at.is_(None)).order_by(User.id)
    return _open([teacher.id for teacher in course.teachers]) or list(db.session.scalars(admins))


def _open(user_ids: Collection[int]) -> list[int]:
    there = sa.select(User.id).where(User.id.in_(user_ids), User.closed_at.is_(None)).order_by(User.id)
    return list(db.session.scalars(there)) if user_ids else []
