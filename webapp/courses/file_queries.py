"""Questions about the files of a course."""

import re
from collections.abc import Sequence

import sqlalchemy as sa

from webapp.accounts import User
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.courses.models import Course, CourseFile
from webapp.courses.queries import enrollment_of, teaches, visible_to


def file_open_to(user: User, course_id: int, name: str) -> CourseFile:
    """The file of that name, if this person learns or teaches in the course, or reads a summary that shows it."""
    course = visible_to(user, course_id)
    if not (teaches(user, course) or _learns_in(user, course) or _shows(course.summary, name)):
        raise NotFound("There is no such file.")
    found = file_named(course.id, name)
    if found is None:
        raise NotFound("There is no such file.")
    return found


def file_named(course_id: int, name: str) -> CourseFile | None:
    named = sa.select(CourseFile).where(CourseFile.course_id == course_id, CourseFile.name == name)
    return db.session.scalar(named)


def files_of(course_id: int) -> Sequence[CourseFile]:
    """All files of a course by name."""
    return db.session.scalars(
        sa.select(CourseFile).where(CourseFile.course_id == course_id).order_by(CourseFile.name)
    ).all()


def _learns_in(user: User, course: Course) -> bool:
    enrollment = enrollment_of(user.id, course.id)
    return enrollment is not None and enrollment.is_open


def _shows(text: str, name: str) -> bool:
    return re.search(rf"asset:{re.escape(name)}(?![\w.-])", text) is not None
