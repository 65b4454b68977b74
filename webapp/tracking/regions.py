"""The parts of pages that show activities."""

from functools import partial

from webapp.live import Region
from webapp.tracking import feed_lines, students_feed


def feed(student_id: int) -> Region:
    """The newest activities of a student."""
    return Region(
        f"feed-{student_id}", "tracking/_partials/feed.html", page=partial(feed_lines.page, student_id)
    )


def feed_seen(student_id: int) -> Region:
    """The newest activities of a student, as those who may see the student read them."""
    return Region(
        f"feed-seen-{student_id}",
        "tracking/_partials/feed_seen.html",
        page=partial(feed_lines.page, student_id),
        student_id=student_id,
    )


def feed_of_students(scope: int | None, kind: str = "all") -> Region:
    """The newest activities of the students of that scope, of one kind or of all."""
    return Region(
        f"students-feed-{scope or 'all'}-{kind}",
        "tracking/_partials/feed_of_students.html",
        page=partial(students_feed.page, scope, kind),
        kinds=students_feed.KINDS,
    )


def tape(scope: int | None) -> Region:
    """The last hour of the students of that scope, minute by minute."""
    return Region(
        f"tape-{scope or 'all'}", "tracking/_partials/tape.html", tape=partial(students_feed.tape, scope)
    )


def last_activity(scope: int | None) -> Region:
    """Who of the students of that scope did something last, and when: for a quiet hour."""
    return Region(
        f"last-activity-{scope or 'all'}",
        "tracking/_partials/last_activity.html",
        line=partial(students_feed.newest, scope),
    )


def of_students(scope: int | None) -> list[Region]:
    """Everything that an activity moves on the dashboard of those who may see the student."""
    return [
        tape(scope),
        last_activity(scope),
        *(feed_of_students(scope, kind) for kind in students_feed.KINDS),
    ]
