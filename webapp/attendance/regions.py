"""The parts of pages that redraw themselves around attendance."""

from functools import partial

from webapp.accounts import User
from webapp.attendance import boards, lines, queries, records
from webapp.live import Region


def banner(student_id: int) -> Region:
    """The top of every page of a student: what is open in their courses, and how they stand in it."""
    return Region(
        f"attend-{student_id}",
        "attendance/_partials/banner.html",
        shown=partial(queries.shown_to, student_id),
    )


def own_record(student_id: int) -> Region:
    """A student's record, by course."""
    return Region(
        f"own-record-{student_id}",
        "attendance/_partials/own_record.html",
        record=partial(records.own_record, student_id),
    )


def session_head(session_id: int) -> Region:
    """What a session is and what can be done with it."""
    return Region(
        f"session-{session_id}",
        "attendance/_partials/session_head.html",
        head=partial(boards.head, session_id),
    )


def gate(session_id: int) -> Region:
    """The code, or what became of the session. For its teachers only: never on a channel that students hear."""
    return Region(
        f"gate-{session_id}", "attendance/_partials/gate.html", gate=partial(boards.gate, session_id)
    )


def tally(session_id: int) -> Region:
    """How many are here, when they came, and who came last."""
    return Region(
        f"tally-{session_id}", "attendance/_partials/tally.html", board=partial(boards.count, session_id)
    )


def screen_count(session_id: int) -> Region:
    """How many are here, large, for the projector."""
    return Region(
        f"count-{session_id}",
        "attendance/_partials/screen_count.html",
        board=partial(boards.count, session_id),
    )


def roster(session_id: int) -> Region:
    """Every student's seat, those who are not here yet first."""
    return Region(
        f"roster-{session_id}", "attendance/_partials/roster.html", board=partial(boards.board, session_id)
    )


def live_page(session_id: int) -> list[Region]:
    """All of a session's own page."""
    return [session_head(session_id), gate(session_id), tally(session_id), roster(session_id)]


def moved(session_id: int) -> list[Region]:
    """What one mark more changes while a session is open."""
    return [tally(session_id), roster(session_id), screen_count(session_id)]


def course_line(course_id: int, known: "lines.CourseLine | None" = None) -> Region:
    """A course in the list of those that a person teaches: what is open, and what was last."""
    return Region(
        f"attend-course-{course_id}",
        "attendance/_partials/course_line.html",
        line=known or partial(lines.course_line, course_id),
    )


def share(course_id: int, student_id: int, known: "records.CourseShare | None" = None) -> Region:
    """How often a student was there, as the teachers of that course read it beside the student's figures."""
    return Region(
        f"share-{course_id}-{student_id}",
        "attendance/_partials/share.html",
        known=known or partial(records.share_in, course_id, student_id),
    )


def shares_seen_by(viewer: User, student_id: int) -> list[Region]:
    """The same of each course that this person teaches."""
    found = records.shares_seen_by(viewer, student_id)
    return [share(known.course_id, student_id, known) for known in found]


def course_record(course_id: int, before: int | None = None) -> Region:
    """Sessions × students; earlier pages of it stay as they are."""
    return Region(
        f"record-{course_id}" if before is None else f"record-{course_id}-before-{before}",
        "attendance/_partials/course_record.html",
        record=partial(records.course_record, course_id, before),
    )


def excuses(course_id: int) -> Region:
    """Who will not come."""
    return Region(
        f"excuses-{course_id}",
        "attendance/_partials/excuses.html",
        course_id=course_id,
        excuses=partial(records.excuses_in, course_id),
    )
