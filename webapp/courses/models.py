"""Courses and what students have done in them."""

import enum
from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.accounts import User
from webapp.core.stores import ExactLine, LongText, Model


class UnitKind(enum.StrEnum):
    """What a student does in a unit, and so what finishes it."""

    lesson = "lesson"
    video = "video"
    quiz = "quiz"
    assignment = "assignment"


class EnrollmentStatus(enum.StrEnum):
    active = "active"
    completed = "completed"
    dropped = "dropped"


class QuestionKind(enum.StrEnum):
    """How a question is answered: one choice, several, a text, or a number."""

    single = "single"
    multiple = "multiple"
    text = "text"
    number = "number"


course_teachers = sa.Table(
    "course_teachers",
    Model.metadata,
    sa.Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Course(Model):
    """Modules of units in order, taught by mentors. Students see it once it is published."""

    __tablename__ = "courses"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(LongText, default="")
    is_published: Mapped[bool] = mapped_column(default=False)
    source_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    """Where it was imported from: a second import of the same source updates it."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    teachers: Mapped[list[User]] = relationship(secondary=course_teachers, order_by=User.name)
    modules: Mapped[list["Module"]] = relationship(
        back_populates="course", order_by="Module.position", cascade="all, delete-orphan"
    )


class Module(Model):
    """A chapter of a course."""

    __tablename__ = "modules"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    source_key: Mapped[str | None] = mapped_column(String(200))

    course: Mapped[Course] = relationship(back_populates="modules")
    units: Mapped[list["Unit"]] = relationship(
        back_populates="module", order_by="Unit.position", cascade="all, delete-orphan"
    )


class Unit(Model):
    """One thing to do: a lesson, a video, a quiz or an assignment.

    A unit taken out of the course is archived, not deleted: what students did in it stays true.
    """

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[UnitKind]
    section: Mapped[str] = mapped_column(String(200), default="")
    """The sub-heading it stands under inside its module."""
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(LongText, default="")
    minutes: Mapped[int | None]
    """How long it takes, as its author says."""
    is_required: Mapped[bool] = mapped_column(default=True)
    video_url: Mapped[str] = mapped_column(String(1000), default="")
    video_file: Mapped[str] = mapped_column(String(100), default="")
    """The name of an uploaded file among the course's files."""
    transcript: Mapped[str] = mapped_column(LongText, default="")
    source_key: Mapped[str | None] = mapped_column(String(200))
    archived_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship()
    module: Mapped[Module] = relationship(back_populates="units")
    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position", cascade="all, delete-orphan"
    )


class Question(Model):
    """One question of a quiz. `choices` are {text, is_correct, feedback}; `answers` the accepted texts or numbers."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[QuestionKind]
    prompt: Mapped[str] = mapped_column(LongText)
    choices: Mapped[list[dict[str, object]]] = mapped_column(sa.JSON, default=list)
    answers: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    tolerance: Mapped[float] = mapped_column(default=0.0)
    explanation: Mapped[str] = mapped_column(LongText, default="")
    source_key: Mapped[str | None] = mapped_column(String(200))


class CourseFile(Model):
    """A picture or document that a course shows, by the name its text uses. `key` names the stored file."""

    __tablename__ = "course_files"
    __table_args__ = (UniqueConstraint("course_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(ExactLine)
    key: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), default="")
    """The SHA-256 of its contents. Files of one course that say the same share a stored file."""
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]


class Enrollment(Model):
    """A student in a course. Progress follows from finished units and never goes back; completion stays."""

    __tablename__ = "enrollments"
    __table_args__ = (UniqueConstraint("student_id", "course_id"),)
    leaves_trail: ClassVar[bool] = False
    stays_without_name: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    status: Mapped[EnrollmentStatus] = mapped_column(default=EnrollmentStatus.active)
    progress: Mapped[int] = mapped_column(default=0)
    """Percent of the required units that are finished, rounded down."""
    enrolled_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship()
    certificate: Mapped["Certificate | None"] = relationship(back_populates="enrollment")

    @property
    def is_open(self) -> bool:
        return self.status is not EnrollmentStatus.dropped

    @property
    def is_completed(self) -> bool:
        return self.status is EnrollmentStatus.completed


class UnitCompletion(Model):
    """That a student finished a unit, and when first. Set from the activity log."""

    __tablename__ = "unit_completions"
    leaves_trail: ClassVar[bool] = False

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    completed_at: Mapped[datetime]


class Certificate(Model):
    """Says once and for good that a student completed a course. Names are as they were on that day."""

    __tablename__ = "certificates"
    leaves_trail: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    enrollment_id: Mapped[int] = mapped_column(ForeignKey("enrollments.id", ondelete="CASCADE"), unique=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    serial: Mapped[str] = mapped_column(String(20), unique=True)
    student_name: Mapped[str] = mapped_column(String(200))
    course_title: Mapped[str] = mapped_column(String(200))
    issued_at: Mapped[datetime]
    issued_on: Mapped[str] = mapped_column(String(10))
    """The student's local day of issue, as YYYY-MM-DD."""

    enrollment: Mapped[Enrollment] = relationship(back_populates="certificate")

    @property
    def issued_date(self) -> date:
        return date.fromisoformat(self.issued_on)


class QuizAttempt(Model):
    """One marked try at a quiz. `answers` maps question ids to what was given."""

    __tablename__ = "quiz_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"), index=True)
    answers: Mapped[dict[str, list[str]]] = mapped_column(sa.JSON)
    score: Mapped[int]
    total: Mapped[int]
    is_passed: Mapped[bool]
    marked_at: Mapped[datetime]

    __table_args__ = (sa.Index("ix_quiz_attempts_student_unit", "student_id", "unit_id"),)


class Submission(Model):
    """What a student handed in for an assignment. A later one stands beside it, not in its place."""

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(LongText, default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    file_key: Mapped[str] = mapped_column(String(64), default="")
    file_size: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime]

    __table_args__ = (sa.Index("ix_submissions_student_unit", "student_id", "unit_id"),)
