"""What a mentor answers to a concern."""

from webapp.accounts import User
from webapp.analytics.concern_models import SNOOZE, UNCONCERNED, AnswerKind, ConcernAnswer
from webapp.analytics.concern_queries import holding
from webapp.analytics.events import ConcernsMoved
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import record


def snooze(student: User, *, by: User) -> None:
    """Ask again in a week."""
    _answer(student, by, AnswerKind.snoozed, "")


def dismiss(student: User, *, by: User, reason: str) -> None:
    """There is no reason for concern, and why. It holds for four weeks."""
    _answer(student, by, AnswerKind.unconcerned, reason)


def ask_again(student: User) -> None:
    """Take back all that holds, whoever answered it: the student is among the others again."""
    for answer in holding([student.id]):
        answer.until = clock.now()
    record(ConcernsMoved(student_id=student.id))


def _answer(student: User, by: User, kind: AnswerKind, reason: str) -> None:
    at = clock.now()
    until = at + (SNOOZE if kind is AnswerKind.snoozed else UNCONCERNED)
    db.session.add(
        ConcernAnswer(
            student_id=student.id, by_id=by.id, kind=kind, reason=reason, answered_at=at, until=until
        )
    )
    record(ConcernsMoved(student_id=student.id))
