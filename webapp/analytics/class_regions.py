"""The parts of the dashboard that figures of many students are shown in."""

from functools import partial

from webapp.analytics import class_queries, concern_queries
from webapp.live import Region


def progress_of_students(scope: int | None) -> Region:
    """How far the students of that scope are in their courses, and what they learned today."""
    return Region(
        f"progress-{scope or 'all'}",
        "analytics/_partials/progress_of_students.html",
        figures=partial(class_queries.class_figures, scope),
    )


def concerns(scope: int | None) -> Region:
    """Who of the students of that scope may need a hand."""
    return Region(
        f"concerns-{scope or 'all'}",
        "analytics/_partials/concerns.html",
        concerns=partial(concern_queries.concerns, scope),
    )
