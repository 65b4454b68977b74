"""What teachers do with a course as a whole."""

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict, Invalid, NotAllowed
from webapp.core.stores import db
from webapp.courses import files
from webapp.courses.authoring.ownership import take
from webapp.courses.authoring.queries import (
    has_ever_had_learners,
    number_of_units,
    quizzes_without_questions,
)
from webapp.courses.authoring.versions import refuse_clash
from webapp.courses.events import TeachersChanged
from webapp.courses.file_queries import files_of
from webapp.courses.models import Course
from webapp.flow import record


def create_course(*, by: User, title: str, summary: str) -> Course:
    """A draft that nobody but its teacher sees."""
    if not by.is_staff:
        raise NotAllowed("Only mentors and admins make courses.")
    now = clock.now()
    course = Course(title=title, summary=summary, created_at=now, updated_at=now, teachers=[by])
    db.session.add(course)
    db.session.flush()
    accounts.end_streams(by.id)
    return course


def change_course(course: Course, *, by: User, title: str, summary: str, version: str) -> None:
    take(course, by)
    refuse_clash(course, version)
    course.title, course.summary = title, summary


def publish(course: Course, *, by: User) -> None:
    """Open it to students. A course without units is not ready, nor is one with a quiz that nobody could pass."""
    take(course, by)
    if not number_of_units(course.id):
        raise Conflict("Put at least one unit into the course first.")
    unready = ", ".join(f"“{unit.title}”" for unit in quizzes_without_questions(course.id))
    if unready:
        raise Conflict(f"Nobody could pass a quiz without questions. Write some, or take it out: {unready}.")
    course.is_published = True


def unpublish(course: Course, *, by: User) -> None:
    """Close it. Those enrolled keep what they did, and find it again when it is published."""
    take(course, by)
    course.is_published = False


def add_teacher(course: Course, *, by: User, email: str) -> User:
    """Let another mentor teach it too."""
    take(course, by)
    teacher = accounts.by_email(email)
    if teacher is None or not teacher.is_staff or not teacher.is_active:
        raise Invalid.of({"email": "No mentor has this address."})
    if teacher not in course.teachers:
        course.teachers.append(teacher)
        accounts.end_streams(teacher.id)
        _tell(course, teacher.id, by, is_one=True)
    return teacher


def remove_teacher(course: Course, teacher_id: int, *, by: User) -> None:
    """Somebody must stay: a course without teachers would be nobody's."""
    take(course, by)
    left = [teacher for teacher in course.teachers if teacher.id != teacher_id]
    if not left:
        raise Conflict("Somebody must teach the course. Add another mentor first.")
    if len(left) == len(course.teachers):
        return
    course.teachers = left
    accounts.end_streams(teacher_id)
    _tell(course, teacher_id, by, is_one=False)


def delete_course(course: Course, *, by: User) -> None:
    """For good. One that somebody has ever enrolled in is part of their record: it can only be unpublished."""
    take(course, by)
    if has_ever_had_learners(course.id):
        raise Conflict("Students have enrolled in this course. Unpublish it instead; their record stays.")
    for file in files_of(course.id):
        files.drop(file.key)
    db.session.delete(course)


def _tell(course: Course, teacher_id: int, by: User, *, is_one: bool) -> None:
    record(
        TeachersChanged(
            course_id=course.id,
            course_title=course.title,
            teacher_id=teacher_id,
            is_one=is_one,
            by_id=by.id,
            by_name=by.name,
        )
    )
