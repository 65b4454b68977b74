"""What people do in courses."""

import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import PersonLeft, User
from webapp.core import clock
from webapp.core.errors import Conflict, NotAllowed
from webapp.core.stores import db
from webapp.courses import files
from webapp.courses.events import Enrolled, Left, LessonFinished
from webapp.courses.models import (
    Course,
    Enrollment,
    EnrollmentStatus,
    Submission,
    Unit,
    UnitCompletion,
    UnitKind,
)
from webapp.courses.progress import recount
from webapp.courses.queries import enrollment_of
from webapp.flow import record


def enroll(student: User, course: Course) -> Enrollment:
    """Take a student into a published course. Enrolling twice is enrolling once; leaving can be taken back."""
    if not student.is_student:
        raise NotAllowed("Only students enrol.")
    if not course.is_published:
        raise Conflict("This course is not open yet.")
    accounts.hold(student.id)
    enrollment = enrollment_of(student.id, course.id)
    if enrollment is not None and enrollment.is_open:
        return enrollment
    if enrollment is None:
        enrollment = Enrollment(
            student_id=student.id, course_id=course.id, enrolled_at=clock.now(), progress=0
        )
        db.session.add(enrollment)
    completed = enrollment.completed_at is not None
    enrollment.status = EnrollmentStatus.completed if completed else EnrollmentStatus.active
    db.session.flush()
    record(Enrolled(student_id=student.id, course_id=course.id, at=clock.now()))
    recount(student.id, {course.id: []})
    return enrollment


def leave(student: User, course: Course) -> None:
    """Leave a course. What was done in it is kept, and enrolling again goes on from there."""
    enrollment = enrollment_of(student.id, course.id)
    if enrollment is None or not enrollment.is_open:
        raise Conflict("You are not enrolled in this course.")
    enrollment.status = EnrollmentStatus.dropped
    record(Left(student_id=student.id, course_id=course.id, at=clock.now()))


def forget(event: PersonLeft) -> None:
    """Of who leaves for good, the files they handed in go; what they had not finished they are not in any more."""
    keys = sa.select(Submission.file_key).where(
        Submission.student_id == event.user_id, Submission.file_key != ""
    )
    for key in db.session.scalars(keys):
        files.drop(key)
    theirs = sa.select(Enrollment).where(
        Enrollment.student_id == event.user_id, Enrollment.status == EnrollmentStatus.active
    )
    for enrollment in db.session.scalars(theirs):
        enrollment.status = EnrollmentStatus.dropped


def finish(unit: Unit, *, by: User) -> None:
    """Mark a lesson or a video as done, once. Quizzes finish by passing, assignments by handing in."""
    if unit.kind not in (UnitKind.lesson, UnitKind.video):
        raise Conflict("This unit is finished by its answers, not by a mark.")
    enrollment = enrollment_of(by.id, unit.course_id)
    if enrollment is None or not enrollment.is_open:
        raise NotAllowed("Enrol in the course first.")
    accounts.hold(by.id)
    if db.session.get(UnitCompletion, (by.id, unit.id)) is not None:
        return
    record(
        LessonFinished(
            student_id=by.id,
            course_id=unit.course_id,
            at=clock.now(),
            module_id=unit.module_id,
            unit_id=unit.id,
            unit_kind=unit.kind.value,
        )
    )


def recount_all(course: Course) -> None:
    """After the course changed: bring every open enrollment to what its student has finished of it now."""
    students = sa.select(Enrollment.student_id).where(
        Enrollment.course_id == course.id, Enrollment.status == EnrollmentStatus.active
    )
    some = sa.select(UnitCompletion.student_id).where(UnitCompletion.course_id == course.id)
    for student_id in db.session.scalars(
        students.where(Enrollment.student_id.in_(some)).order_by(Enrollment.student_id)
    ).all():
        accounts.hold(student_id)
        recount(student_id, {course.id: []})
