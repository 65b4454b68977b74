"""What students hand in: answers to a quiz, work for an assignment."""

from collections.abc import Mapping, Sequence
from typing import IO

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict, Invalid, NotAllowed
from webapp.core.stores import db
from webapp.courses import files
from webapp.courses.events import AssignmentSubmitted, QuizMarked
from webapp.courses.file_kinds import WORK_KINDS
from webapp.courses.marking import mark
from webapp.courses.models import QuizAttempt, Submission, Unit, UnitKind
from webapp.courses.queries import enrollment_of
from webapp.flow import record


def answer_quiz(unit: Unit, *, by: User, answers: Mapping[int, Sequence[str]]) -> QuizAttempt:
    """Mark a student's answers. There may be any number of tries, and all are kept; a passed one finishes the unit."""
    _check(unit, by, UnitKind.quiz)
    if not unit.questions:
        raise Conflict("This quiz has no questions yet.")
    accounts.hold(by.id)
    marks = mark(unit.questions, answers)
    attempt = QuizAttempt(
        student_id=by.id,
        unit_id=unit.id,
        answers={str(question_id): list(given) for question_id, given in answers.items()},
        score=marks.score,
        total=marks.total,
        is_passed=marks.is_passed,
        marked_at=clock.now(),
    )
    db.session.add(attempt)
    db.session.flush()
    record(
        QuizMarked(
            student_id=by.id,
            course_id=unit.course_id,
            at=attempt.marked_at,
            module_id=unit.module_id,
            unit_id=unit.id,
            unit_kind=unit.kind.value,
            attempt_id=attempt.id,
            score=attempt.score,
            total=attempt.total,
            is_passed=attempt.is_passed,
        )
    )
    return attempt


def hand_in(unit: Unit, *, by: User, text: str = "", file: files.Kept | None = None) -> Submission:
    """Take in a student's work, a text or a file or both; that finishes the unit. Earlier work stays beside it."""
    _check(unit, by, UnitKind.assignment)
    if not text and file is None:
        raise Invalid.of({"text": "Write something or choose a file."})
    accounts.hold(by.id)
    submission = Submission(student_id=by.id, unit_id=unit.id, text=text, submitted_at=clock.now())
    if file is not None:
        submission.file_name, submission.file_key, submission.file_size = file.name, file.key, file.size
    db.session.add(submission)
    db.session.flush()
    record(
        AssignmentSubmitted(
            student_id=by.id,
            course_id=unit.course_id,
            at=submission.submitted_at,
            module_id=unit.module_id,
            unit_id=unit.id,
            unit_kind=unit.kind.value,
            submission_id=submission.id,
        )
    )
    return submission


def keep_work(source: IO[bytes], name: str, *, limit_mb: int) -> files.Kept:
    """Store a file that a student hands in, if it is of a kind that is taken and not too large. Raises `Invalid`."""
    return files.keep(source, name, limit_mb=limit_mb, kinds=WORK_KINDS)


def _check(unit: Unit, student: User, kind: UnitKind) -> None:
    if unit.kind is not kind:
        raise Conflict(f"This unit is no {kind}.")
    enrollment = enrollment_of(student.id, unit.course_id)
    if enrollment is None or not enrollment.is_open:
        raise NotAllowed("Enrol in the course first.")
