"""What the server itself knows to have happened, written to the log. Each is a reaction to another room's event."""

from datetime import datetime
from typing import Any, Protocol

from webapp import accounts, courses
from webapp.accounts import PersonLeft, SignedIn
from webapp.core import clock
from webapp.core.ids import deed_id
from webapp.courses import (
    AssignmentSubmitted,
    CertificateIssued,
    Enrolled,
    LessonFinished,
    QuizMarked,
    UnitKind,
)
from webapp.flow import record
from webapp.tracking.activity import Activity
from webapp.tracking.events import FeedChanged
from webapp.tracking.kinds import ActivityType
from webapp.tracking.log import log
from webapp.tracking.owed import refuse_without_log, state


def forget(event: PersonLeft) -> None:
    """Who left for good has no log. On MongoDB it is gone even if the rows are not: they ask again, and nothing is
    left to ask for.
    """
    if event.was_student:
        record(FeedChanged(student_id=event.user_id, mentor_ids=courses.mentors_of(event.user_id)))
        log().forget(event.user_id)


def log_sign_in(event: SignedIn) -> None:
    """A student signed in. A log that is away keeps nobody out."""
    if event.is_student:
        _state(event.user_id, ActivityType.login, event.at, event.sign_in_key)


def log_enrolment(event: Enrolled) -> None:
    """A student enrolled. Once for a course, also after leaving and coming back."""
    _state(event.student_id, ActivityType.course_enroll, event.at, event.course_id, course_id=event.course_id)


def log_certificate(event: CertificateIssued) -> None:
    """A certificate was issued."""
    _state(
        event.student_id, ActivityType.certificate_earned, event.at, event.serial, course_id=event.course_id
    )


def log_finish(event: LessonFinished) -> None:
    """A lesson or a video was marked as done. A video watched on the same day is the same deed. Raises `Unavailable`
    while the log is away: until it is back, nothing would show that the button was pressed.
    """
    refuse_without_log()
    is_video = event.unit_kind == UnitKind.video
    kind = ActivityType.video_watch if is_video else ActivityType.lesson_complete
    day = clock.local_day(event.at, accounts.get(event.student_id).time_zone)
    _state_of_unit(event, kind, is_finish=True, key=day if is_video else "done")


def log_quiz(event: QuizMarked) -> None:
    """A quiz was marked. Passing finishes its unit."""
    details = {"score": event.score, "total": event.total, "is_passed": event.is_passed}
    kind = ActivityType.quiz_complete
    _state_of_unit(event, kind, is_finish=event.is_passed, key=event.attempt_id, details=details)


def log_entry(event: Any) -> None:
    """A student wrote an entry. Its title is not kept here: who looks after a student need not be who reviews them."""
    kind = ActivityType.entry_create
    _state(event.student_id, kind, event.submitted_at, event.entry_id, course_id=event.course_id)


def log_submission(event: AssignmentSubmitted) -> None:
    """Work was handed in; that finishes its unit."""
    _state_of_unit(event, ActivityType.assignment_submit, is_finish=True, key=event.submission_id)


def log_goal(event: Any) -> None:
    """A goal was reached, once however often it is opened again."""
    details = {"title": event.title}
    _state(event.student_id, ActivityType.goal_complete, event.at, event.goal_id, details=details)


def log_skill(event: Any) -> None:
    """A skill was written down."""
    _state(event.student_id, ActivityType.skill_add, event.at, event.skill_id, details={"title": event.title})


class Attended(Protocol):
    """That a student attended a session, as the attendance room says it."""

    @property
    def student_id(self) -> int: ...

    @property
    def course_id(self) -> int: ...

    @property
    def session_id(self) -> int: ...

    @property
    def at(self) -> datetime: ...


def log_attendance(event: Attended) -> None:
    """A session was attended, once however often its mark changes."""
    _state(
        event.student_id, ActivityType.session_attend, event.at, event.session_id, course_id=event.course_id
    )


def _state_of_unit(
    event: LessonFinished,
    kind: ActivityType,
    *,
    is_finish: bool,
    key: object,
    details: dict[str, Any] | None = None,
) -> None:
    _state(
        event.student_id,
        kind,
        event.at,
        event.unit_id,
        key,
        course_id=event.course_id,
        module_id=event.module_id,
        unit_id=event.unit_id,
        is_finish=is_finish,
        details=details,
    )


def _state(
    student_id: int,
    kind: ActivityType,
    at: Any,
    *key: object,
    details: dict[str, Any] | None = None,
    **place: Any,
) -> None:
    student = accounts.get(student_id)
    activity = Activity(
        student_id=student_id,
        event_id=deed_id(student_id, kind, *key),
        type=kind,
        at=at,
        day=clock.local_day(at, student.time_zone).isoformat(),
        is_from_server=True,
        received_at=clock.now(),
        details=(details or {}) | courses.titles_of(place.get("course_id"), place.get("unit_id")),
        **place,
    )
    state(activity)
