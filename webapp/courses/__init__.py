"""Courses: what there is to learn, who is in it, and how far they are."""

from webapp.courses.actions import enroll, finish, forget, leave, recount_all
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
    TeachersChanged,
)
from webapp.courses.models import Certificate, Course, Enrollment, EnrollmentStatus, Module, Unit, UnitKind
from webapp.courses.outlines import outline
from webapp.courses.places import Places, places_open_to, titles_of, titles_of_units
from webapp.courses.presence import count_heads, seen
from webapp.courses.presence_events import HeadCountChanged, UsersStatus
from webapp.courses.presence_queries import active_count, here, states_of
from webapp.courses.presence_regions import active_now, right_now
from webapp.courses.progress import advance
from webapp.courses.queries import (
    OPEN,
    channels_of,
    enrollment_of,
    heard_by,
    narrow_channels,
    staff_channel,
    student_channel,
    taught_by,
    taught_ids,
    teachers_of,
    teaches,
    unit_open_to,
    visible_to,
)
from webapp.courses.regions import courses_seen, my_courses
from webapp.courses.standing import STANDING, Standing, standing_from, standing_of
from webapp.courses.students import (
    channels_of_scopes,
    has_students,
    mentors_around,
    mentors_of,
    mentors_of_any,
    mentors_who_see,
    scope_of,
    student_of,
    students_among,
    students_in,
    students_of,
    watchers_of,
)
from webapp.courses.submission_queries import files_handed_in

__all__ = [
    "OPEN",
    "STANDING",
    "AssignmentSubmitted",
    "Certificate",
    "CertificateIssued",
    "Course",
    "Enrolled",
    "Enrollment",
    "EnrollmentStatus",
    "HeadCountChanged",
    "Left",
    "LessonFinished",
    "Module",
    "Places",
    "ProgressMade",
    "QuizMarked",
    "Standing",
    "TeachersChanged",
    "Unit",
    "UnitKind",
    "UsersStatus",
    "active_count",
    "active_now",
    "advance",
    "answer_quiz",
    "bp",
    "channels_of",
    "channels_of_scopes",
    "count_heads",
    "courses_seen",
    "enroll",
    "enrollment_of",
    "files_handed_in",
    "finish",
    "forget",
    "hand_in",
    "has_students",
    "heard_by",
    "here",
    "leave",
    "mentors_around",
    "mentors_of",
    "mentors_of_any",
    "mentors_who_see",
    "my_courses",
    "narrow_channels",
    "outline",
    "places_open_to",
    "recount_all",
    "right_now",
    "scope_of",
    "seen",
    "staff_channel",
    "standing_from",
    "standing_of",
    "states_of",
    "student_channel",
    "student_of",
    "students_among",
    "students_in",
    "students_of",
    "taught_by",
    "taught_ids",
    "teachers_of",
    "teaches",
    "titles_of",
    "titles_of_units",
    "unit_open_to",
    "visible_to",
    "watchers_of",
]
