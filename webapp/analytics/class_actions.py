"""What moves the figures of many students at once."""

from webapp.analytics.events import AttendanceCounted
from webapp.attendance import Marked, SessionChanged, SessionEnded
from webapp.flow import record


def count_session(event: SessionEnded | SessionChanged) -> None:
    """A session is over, or is not over any more."""
    record(AttendanceCounted(student_ids=event.student_ids))


def count_mark(event: Marked) -> None:
    """A mark was set right after the end; before it, none counts."""
    if event.is_final:
        record(AttendanceCounted(student_ids=[event.student.id]))
