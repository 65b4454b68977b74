"""`/api/courses…`: what there is to learn, and enrolling (contract, section 5)."""

from typing import Any, ClassVar

from webapp import accounts
from webapp import courses as room
from webapp.accounts import Role
from webapp.api import door
from webapp.api.shapes import Answer, Listed
from webapp.core.paging import PageInput, piece
from webapp.courses import Course, Enrollment
from webapp.courses.outlines import Outline, OutlineModule, OutlineUnit
from webapp.courses.overviews import catalogue
from webapp.flow import commit


class EnrollmentAnswer(Answer):
    """That a student is in a course: active, completed, or dropped. `progress` is in percent."""

    course_id: int
    status: str
    progress: int

    example: ClassVar[Any] = {"courseId": 3, "status": "active", "progress": 40}

    @classmethod
    def of(cls, enrollment: Enrollment) -> "EnrollmentAnswer":
        return cls(
            course_id=enrollment.course_id, status=enrollment.status.value, progress=enrollment.progress
        )


class CourseAnswer(Answer):
    """A course. `summary` is Markdown; `enrollment` is that of the student who asks."""

    id: int
    title: str
    summary: str
    is_published: bool
    teachers: list[str]
    enrollment: EnrollmentAnswer | None

    example: ClassVar[Any] = {
        "id": 3,
        "title": "Knots",
        "summary": "What holds, and **why**.",
        "isPublished": True,
        "teachers": ["Mira"],
        "enrollment": EnrollmentAnswer.example,
    }

    @classmethod
    def of(cls, row: tuple[Course, Enrollment | None, int]) -> "CourseAnswer":
        course, enrollment, _ = row
        return cls(**_told(course, enrollment))


class UnitAnswer(Answer):
    """A unit: lesson, video, quiz or assignment. `state` is done, current (where Continue goes) or open."""

    id: int
    title: str
    kind: str
    minutes: int | None
    is_required: bool
    state: str

    @classmethod
    def of(cls, one: OutlineUnit) -> "UnitAnswer":
        unit = one.unit
        return cls(
            id=unit.id,
            title=unit.title,
            kind=unit.kind.value,
            minutes=unit.minutes,
            is_required=unit.is_required,
            state=one.state,
        )


class ModuleAnswer(Answer):
    id: int
    title: str
    units: list[UnitAnswer]

    @classmethod
    def of(cls, module: OutlineModule) -> "ModuleAnswer":
        units = [UnitAnswer.of(one) for _, some in module.sections for one in some]
        return cls(id=module.module.id, title=module.module.title, units=units)


class OutlineAnswer(CourseAnswer):
    """A course with its modules and units in order: these ids are what beacons name."""

    modules: list[ModuleAnswer]

    example: ClassVar[Any] = CourseAnswer.example | {
        "modules": [
            {
                "id": 7,
                "title": "Begin",
                "units": [
                    {
                        "id": 12,
                        "title": "Bends",
                        "kind": "lesson",
                        "minutes": 10,
                        "isRequired": True,
                        "state": "current",
                    }
                ],
            }
        ]
    }

    @classmethod
    def drawn(cls, outline: Outline) -> "OutlineAnswer":
        modules = [ModuleAnswer.of(module) for module in outline.modules]
        return cls(**_told(outline.course, outline.enrollment), modules=modules)


def _told(course: Course, enrollment: Enrollment | None) -> dict[str, Any]:
    return {
        "id": course.id,
        "title": course.title,
        "summary": course.summary,
        "is_published": course.is_published,
        "teachers": [teacher.name for teacher in course.teachers],
        "enrollment": EnrollmentAnswer.of(enrollment) if enrollment else None,
    }


@door.get("/api/courses", asks=PageInput, gives={200: Listed[CourseAnswer]})
def list_courses(wanted: PageInput) -> Listed[CourseAnswer]:
    """Every course that one may see, by title."""
    rows = piece(catalogue(accounts.me()), wanted, lambda row: row[0].id)
    return Listed[CourseAnswer].of(rows, CourseAnswer.of)


@door.get("/api/courses/<int:course_id>", gives={200: OutlineAnswer})
def show_course(course_id: int) -> OutlineAnswer:
    """A course with its outline. 403 for one that is not theirs to see, or that is not there."""
    user, course = accounts.me(), door.which(course_id)
    student_id = user.id if user.is_student else None
    return OutlineAnswer.drawn(room.outline(course.id, student_id))


@door.post(
    "/api/courses/<int:course_id>/enroll",
    roles=[Role.student],
    gives={201: EnrollmentAnswer, 200: EnrollmentAnswer},
    refuses=(409,),
)
def enroll_in_course(course_id: int) -> tuple[EnrollmentAnswer, int]:
    """Enrol: 201. Who is in the course already is answered the same with 200."""
    student, course = accounts.me(), door.which(course_id)
    before = room.enrollment_of(student.id, course.id)
    was_in = before is not None and before.is_open
    enrollment = room.enroll(student, course)
    commit()
    if not was_in:
        accounts.end_streams(student.id)
    return EnrollmentAnswer.of(enrollment), 200 if was_in else 201
