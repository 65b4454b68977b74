"""Courses: what there is to learn, who is in it, and how far they are."""

from webapp.courses.actions import enroll, finish, leave, recount_all
from webapp.courses.coursework import answer_quiz, hand_in
from webapp.courses.doors import bp
from webapp.courses.events import (
    AssignmentSubmitted,
    CertificateIssued,
    Enrolled,
    Left,
    LessonFinished,
    ProgressMade,
    QuizMarked,
)
from webapp.courses.models import Certificate, Course, Enrollment, EnrollmentStatus, Module, Unit, UnitKind
from webapp.courses.outlines import outline
from webapp.courses.places import Places, places_open_to, titles_of
from webapp.courses.progress import advance
from webapp.courses.queries import (
    channels_of,
    enrollment_of,
    heard_by,
    taught_by,
    unit_open_to,
    visible_to,
)
from webapp.courses.regions import my_courses
from webapp.courses.standing import Standing, standing_of

__all__ = [
    "AssignmentSubmitted",
    "Certificate",
    "CertificateIssued",
    "Course",
    "Enrolled",
    "Enrollment",
    "EnrollmentStatus",
    "Left",
    "LessonFinished",
    "Module",
    "Places",
    "ProgressMade",
    "QuizMarked",
    "Standing",
    "Unit",
    "UnitKind",
    "advance",
    "answer_quiz",
    "bp",
    "channels_of",
    "enroll",
    "enrollment_of",
    "finish",
    "hand_in",
    "heard_by",
    "leave",
    "my_courses",
    "outline",
    "places_open_to",
    "recount_all",
    "standing_of",
    "taught_by",
    "titles_of",
    "unit_open_to",
    "visible_to",
]
