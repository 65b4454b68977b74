"""The dashboard of those who see students: what other rooms draw of it, put together, and the part that is its own."""

from collections.abc import Sequence
from functools import partial

from webapp import accounts, analytics, courses, entries, tracking
from webapp.accounts import Cohort
from webapp.live import Region


def beginning(scope: int | None) -> Region:
    """How to come by students, where there are none yet."""
    return Region(
        f"beginning-{scope or 'all'}", "dashboard/_partials/beginning.html", way=partial(_way, scope)
    )


def students_said(scope: int | None) -> Region:
    """In which cohorts how many students are, in words: beneath the greeting."""
    return Region(
        f"students-said-{scope or 'all'}",
        "dashboard/_partials/students_said.html",
        cohorts=partial(_cohorts, scope),
        students=partial(courses.number_of_students, scope),
    )


def of_students(scope: int | None) -> list[Region]:
    """Everything that follows from which students are in that scope."""
    shown = [
        beginning(scope),
        students_said(scope),
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
    return "Share a join link" if _cohorts(scope) else "Create a cohort"


def _cohorts(scope: int | None) -> Sequence[tuple[Cohort, int]]:
    return accounts.cohorts(of=None if scope is None else accounts.get(scope))
