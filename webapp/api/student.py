"""`/api/student/…`: what the student who asks has learned (contract, section 5)."""

from datetime import date
from typing import Any, ClassVar

from pydantic import ConfigDict

from webapp import accounts, courses
from webapp.accounts import Role
from webapp.analytics.forms import figures_form
from webapp.analytics.queries import Earned, achievements
from webapp.api import door
from webapp.api.shapes import Answer, Listed
from webapp.core.paging import PageInput, piece
from webapp.courses.overviews import CourseLine, my_courses


class DayAnswer(Answer):
    """One local day. `minutes` are nominal learning time, `activeMinutes` were measured."""

    day: date
    events: int
    minutes: int
    active_minutes: int

    example: ClassVar[Any] = {"day": "2026-11-20", "events": 4, "minutes": 45, "activeMinutes": 31}


class UnlockedAnswer(Answer):
    key: str
    unlocked_on: date


class StatsAnswer(Answer):
    """The figures of contract section 3. Learned time is nominal, in hours; active time is measured, in seconds."""

    model_config = ConfigDict(extra="allow")

    enrolled_courses: int
    completed_courses: int
    hours_learned: float
    active_time: int
    certificates: int
    learning_streak: int
    longest_streak: int
    average_progress: float
    logs_created: int
    goals_completed: int
    skills_added: int
    weekly: list[DayAnswer]
    achievements: list[UnlockedAnswer]

    example: ClassVar[Any] = {
        "enrolledCourses": 2,
        "completedCourses": 1,
        "hoursLearned": 12.5,
        "activeTime": 39840,
        "certificates": 1,
        "learningStreak": 4,
        "longestStreak": 9,
        "averageProgress": 61,
        "logsCreated": 7,
        "goalsCompleted": 2,
        "skillsAdded": 3,
        "weekly": [DayAnswer.example],
        "achievements": [{"key": "first-lesson", "unlockedOn": "2026-10-02"}],
    }


class NextUnitAnswer(Answer):
    """Where Continue goes."""

    title: str
    kind: str
    minutes: int | None
    url: str


class MyCourseAnswer(Answer):
    """A course that the student is in. `progress` is in percent."""

    course_id: int
    title: str
    status: str
    progress: int
    completed_on: date | None
    next_unit: NextUnitAnswer | None
    certificate_url: str | None

    example: ClassVar[Any] = {
        "courseId": 3,
        "title": "Knots",
        "status": "active",
        "progress": 40,
        "completedOn": None,
        "nextUnit": {"title": "Bends", "kind": "lesson", "minutes": 10, "url": "/units/12"},
        "certificateUrl": None,
    }

    @classmethod
    def of(cls, line: CourseLine) -> "MyCourseAnswer":
        way_on = line.next_unit
        return cls(
            course_id=line.course.id,
            title=line.course.title,
            status="completed" if line.is_completed else "active",
            progress=line.progress,
            completed_on=line.completed_on,
            next_unit=NextUnitAnswer(**vars(way_on)) if way_on else None,
            certificate_url=line.certificate_url,
        )


class ProgressAnswer(Answer):
    """How far the student is, over all courses and in each."""

    average_progress: float
    courses: list[MyCourseAnswer]

    example: ClassVar[Any] = {"averageProgress": 40, "courses": [MyCourseAnswer.example]}


class AchievementAnswer(Answer):
    """An achievement: unlocked on a day, or how far it is from `target`."""

    key: str
    name: str
    unlocked_on: date | None
    value: float
    target: int
    unit: str

    example: ClassVar[Any] = {
        "key": "ten-lessons",
        "name": "Ten lessons",
        "unlockedOn": None,
        "value": 7,
        "target": 10,
        "unit": "lesson",
    }

    @classmethod
    def of(cls, earned: Earned) -> "AchievementAnswer":
        told = {name: value for name, value in vars(earned).items() if name != "icon"}
        return cls(**told)


@door.get("/api/student/stats", roles=[Role.student], gives={200: StatsAnswer})
def student_stats() -> dict[str, Any]:
    """All figures of the student. Each follows from what was recorded."""
    return figures_form(accounts.me().id)


@door.get("/api/student/courses", roles=[Role.student], asks=PageInput, gives={200: Listed[MyCourseAnswer]})
def student_courses(wanted: PageInput) -> Listed[MyCourseAnswer]:
    """The courses that the student is in: active ones first, those begun last on top."""
    lines = piece(my_courses(accounts.me().id), wanted, lambda line: line.course.id)
    return Listed[MyCourseAnswer].of(lines, MyCourseAnswer.of)


@door.get("/api/student/progress", roles=[Role.student], gives={200: ProgressAnswer})
def student_progress() -> ProgressAnswer:
    """How far the student is: the mean of all active and completed courses, and each of them."""
    student_id = accounts.me().id
    return ProgressAnswer(
        average_progress=courses.standing_of(student_id).average_progress,
        courses=[MyCourseAnswer.of(line) for line in my_courses(student_id)],
    )


@door.get(
    "/api/student/achievements",
    roles=[Role.student],
    asks=PageInput,
    gives={200: Listed[AchievementAnswer]},
)
def student_achievements(wanted: PageInput) -> Listed[AchievementAnswer]:
    """All achievements: the unlocked ones first, newest on top; then the nearest."""
    earned = piece(achievements(accounts.me().id), wanted, lambda one: one.key)
    return Listed[AchievementAnswer].of(earned, AchievementAnswer.of)
