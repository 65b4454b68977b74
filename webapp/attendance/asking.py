"""A student asks for a correction of their mark."""

from webapp.accounts import User
from webapp.attendance import addressees, queries
from webapp.attendance.models import AttendanceSession
from webapp.attendance.quiet_events import CorrectionAsked
from webapp.core.errors import Conflict
from webapp.flow import record


def ask(session: AttendanceSession, *, by: User, words: str) -> None:
    """A line for the session's teacher, or for who is there in their place.

    Only of a session that is over: before that one can still check in.
    """
    if session.is_running or queries.mark_of(session.id, by.id) is None:
        raise Conflict("There is no mark of yours to correct in this session yet.")
    record(
        CorrectionAsked(
            session_id=session.id,
            student_id=by.id,
            student_name=by.name,
            teacher_ids=addressees.of_questions(session),
            course_title=session.course.title,
            words=words,
        )
    )
