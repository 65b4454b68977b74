"""What the teacher's side announces."""

from dataclasses import dataclass
from typing import Self

from webapp.courses.authoring.regions import course_plan
from webapp.courses.models import Course
from webapp.flow import Audience, Event, user_channel


@dataclass(frozen=True, kw_only=True)
class CourseEdited(Event):
    """A teacher changed a course. Its teachers see the plan move; students meet it on their next page."""

    name = "course:edited"

    course_id: int
    teacher_ids: list[int]

    @classmethod
    def of(cls, course: Course) -> Self:
        return cls(course_id=course.id, teacher_ids=[teacher.id for teacher in course.teachers])

    def audience(self) -> Audience:
        return {user_channel(teacher_id): [course_plan(self.course_id)] for teacher_id in self.teacher_ids}
