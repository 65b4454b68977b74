"""The dashboard of those who see students: what other rooms draw of it, put together, and the part that is its own."""

from functools import partial

from webapp import accounts, analytics, courses, entries, tracking
from webapp.live import Region


def beginning(scope: int | None) -> Region:
    """How to come by students, where there are none yet."""
    return Region(
        f"beginning-{scope or 'all'}", "dashboard/_partials/beginning.html", way=partial(_way, scope)
    )


def of_students(scope: int | None) -> list[Region]:
    """Everything that follows from which students are in that scope."""
    shown = [
        beginning(scope),
        courses.right_now(scope),
        analytics.progress_of_students(scope),
        analytics.concerns(scope),
        *tracking.of_students(scope),
    ]
    return shown if scope is None else [*shown, *entries.queues_of(scope)]


def _way(scope: int | None) -> str:
    """What comes first for who has no students yet: a cohort, or its join link; "" for who has some."""
    if courses.has_students(scope):
        return ""
    cohorts = accounts.cohorts(of=None if scope is None else accounts.get(scope))
    return "Share a join link" if cohorts else "Create a cohort"
