"""What the courses room announces."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from webapp import accounts
from webapp.core.stores import db
from webapp.courses.models import Course
from webapp.courses.regions import course_cards, course_outline, my_courses, unit_list, unit_state
from webapp.flow import Audience, Event, Notice, NoticeKind, Several, Topic, user_channel


@dataclass(frozen=True, kw_only=True)
class CourseEvent(Event):
    """Something a student did or reached in a course; they redraw what shows it."""

    is_told = False

    student_id: int
    course_id: int
    at: datetime

    def audience(self) -> Audience:
        return {
            user_channel(self.student_id): [
                my_courses(self.student_id),
                course_cards(self.student_id),
                course_outline(self.student_id, self.course_id),
            ]
        }


@dataclass(frozen=True, kw_only=True)
class Enrolled(CourseEvent):
    """A student joined a course."""

    name = "course:enrolled"

    def notices(self) -> Iterable[Notice]:
        """To those who teach it; many who come one after the other are one line."""
        course, student = db.session.get_one(Course, self.course_id), accounts.get(self.student_id)
        for teacher in course.teachers:
            yield Notice(
                to=teacher.id,
                kind=NoticeKind.social,
                topic=Topic.school,
                title=f"{student.name} enrolled in {course.title}",
                link=url_for("dashboard.student", student_id=self.student_id),
                about=f"student:{self.student_id}",
                several=Several(
                    title=f"{{n}} students enrolled in {course.title}", link=url_for("dashboard.students")
                ),
            )


@dataclass(frozen=True, kw_only=True)
class Left(CourseEvent):
    """A student left a course; what they did in it stays."""

    name = "course:left"


@dataclass(frozen=True, kw_only=True)
class TeachersChanged(Event):
    """Somebody teaches a course from now on, or not any more. Told to nobody; they find a line about it."""

    name = "course:teachersChanged"
    is_told = False

    course_id: int
    course_title: str
    teacher_id: int
    is_one: bool
    by_id: int
    by_name: str

    def notices(self) -> Iterable[Notice]:
        title = f"{self.by_name} made you a teacher of {self.course_title}"
        gone = f"You do not teach {self.course_title} any more"
        yield Notice(
            to=self.teacher_id,
            kind=NoticeKind.system,
            topic=Topic.school,
            title=title if self.is_one else gone,
            message="" if self.is_one else f"{self.by_name} took you off the course.",
            link=url_for("courses.editor", course_id=self.course_id)
            if self.is_one
            else url_for("courses.taught"),
            by=self.by_id,
            about=f"teaching:{self.course_id}",
        )


@dataclass(frozen=True, kw_only=True)
class ProgressMade(CourseEvent):
    """A student finished units of a course."""

    name = "course:progressed"

    progress: int
    unit_ids: list[int]

    def audience(self) -> Audience:
        units = [
            region(self.student_id, unit_id)
            for unit_id in self.unit_ids
            for region in (unit_state, unit_list)
        ]
        return {channel: [*regions, *units] for channel, regions in super().audience().items()}


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(CourseEvent):
    """A student completed a course and has its certificate."""

    name = "course:certificateIssued"

    serial: str

    def notices(self) -> Iterable[Notice]:
        course = db.session.get_one(Course, self.course_id)
        yield Notice(
            to=self.student_id,
            kind=NoticeKind.milestone,
            topic=Topic.achievements,
            title=f"You completed {course.title}",
            message="Your certificate is ready: view it, print it, or share its address.",
            link=url_for("courses.certificate", serial=self.serial),
            about=f"course:{self.course_id}",
        )


@dataclass(frozen=True, kw_only=True)
class LessonFinished(CourseEvent):
    """A student pressed "Mark as done". `unit_kind` tells a lesson from a video."""

    name = "course:lessonFinished"

    module_id: int
    unit_id: int
    unit_kind: str

    def audience(self) -> Audience:
        return {}


@dataclass(frozen=True, kw_only=True)
class QuizMarked(LessonFinished):
    """A student's answers were marked here. Only a passed one finishes its unit."""

    name = "course:quizMarked"

    attempt_id: int
    score: int
    total: int
    is_passed: bool

    def audience(self) -> Audience:
        return {user_channel(self.student_id): [unit_state(self.student_id, self.unit_id)]}


@dataclass(frozen=True, kw_only=True)
class AssignmentSubmitted(LessonFinished):
    """A student handed in work."""

    name = "course:assignmentSubmitted"

    submission_id: int

    def audience(self) -> Audience:
        return {user_channel(self.student_id): [unit_state(self.student_id, self.unit_id)]}
