"""Taking part in leaderboards, hiding from them, and what moves them."""

from webapp.accounts import AccessChanged, MembersChanged, PersonLeft, RoleChanged, User
from webapp.analytics.board_models import BoardEntry
from webapp.analytics.boards import groups_moved_by, takes_part
from webapp.analytics.events import BoardsMoved
from webapp.analytics.measures import Measure, chosen
from webapp.attendance import Marked, MarkStatus
from webapp.core import clock
from webapp.core.errors import NotAllowed
from webapp.core.stores import db
from webapp.courses import Left
from webapp.flow import record


def take_part(student: User) -> None:
    """Be seen in the leaderboards of one's cohorts and courses, with what is counted there now and nothing else."""
    if not student.is_student:
        raise NotAllowed("Only students are on leaderboards.")
    entry = db.session.get(BoardEntry, student.id)
    if entry is None:
        entry = BoardEntry(student_id=student.id, since=clock.now(), measure=chosen())
        db.session.add(entry)
    elif entry.measure is not chosen():
        entry.since, entry.measure = clock.now(), chosen()
    db.session.flush()
    _moved(groups_moved_by(student.id))


def hide(student: User) -> None:
    """Be seen in none of them."""
    entry = db.session.get(BoardEntry, student.id)
    if entry is not None:
        _moved(groups_moved_by(student.id))
        db.session.delete(entry)
        db.session.flush()


def move_boards(event: Marked) -> None:
    """Where sessions on time are counted, a mark moves the boards of its student. One that is the first, and is not
    that they are here in time, counts for as little as none.
    """
    is_first = event.by_id is None
    if chosen() is not Measure.sessions or (is_first and event.status is not MarkStatus.present):
        return
    _moved(groups_moved_by(event.student.id))


def follow_members(event: MembersChanged) -> None:
    """Who came into a cohort and takes part is on its board, and who left it is not."""
    if takes_part(event.user_id):
        _moved([f"cohort:{event.cohort_id}"])


def follow_leaving(event: Left) -> None:
    """Who left a course is not on its board any more. Coming into one moves their figures, and with them its board."""
    if takes_part(event.student_id):
        _moved([f"course:{event.course_id}"])


def follow_person(event: PersonLeft | RoleChanged | AccessChanged) -> None:
    """Who is shut out, gone for good or no student any more is on no board. Asked before what is theirs goes."""
    _moved(groups_moved_by(event.user_id))


def _moved(channels: list[str]) -> None:
    if channels:
        record(BoardsMoved(channels=channels))
