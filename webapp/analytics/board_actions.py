"""Taking part in leaderboards, hiding from them, and what moves them."""

from webapp.accounts import User
from webapp.analytics.board_models import BoardEntry
from webapp.analytics.boards import groups_moved_by
from webapp.analytics.events import BoardsMoved
from webapp.analytics.measures import Measure, chosen
from webapp.attendance import Marked, MarkStatus
from webapp.core import clock
from webapp.core.errors import NotAllowed
from webapp.core.stores import db
from webapp.flow import record


def take_part(student: User) -> None:
    """Be seen in the leaderboards of one's cohorts and courses."""
    if not student.is_student:
        raise NotAllowed("Only students are on leaderboards.")
    if db.session.get(BoardEntry, student.id) is None:
        db.session.add(BoardEntry(student_id=student.id, since=clock.now()))
        db.session.flush()
    record(BoardsMoved(channels=groups_moved_by(student.id)))


def hide(student: User) -> None:
    """Be seen in none of them."""
    entry = db.session.get(BoardEntry, student.id)
    if entry is not None:
        record(BoardsMoved(channels=groups_moved_by(student.id)))
        db.session.delete(entry)
        db.session.flush()


def move_boards(event: Marked) -> None:
    """Where sessions on time are counted, a mark moves the boards of its student. One that is the first, and is not
    that they are here in time, counts for as little as none.
    """
    is_first = event.by_id is None
    if chosen() is not Measure.sessions or (is_first and event.status is not MarkStatus.present):
        return
    channels = groups_moved_by(event.student.id)
    if channels:
        record(BoardsMoved(channels=channels))
