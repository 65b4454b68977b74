"""The parts of the dashboard that show who is here."""

from functools import partial

from webapp.courses import presence_queries
from webapp.live import Region


def active_now() -> Region:
    """How many students are active, of how many are registered. The same for all mentors and admins."""
    return Region("active-now", "courses/_partials/active_now.html", count=presence_queries.head_count)


def right_now(scope: int | None) -> Region:
    """Who of the students of that scope is here, and where."""
    return Region(
        f"right-now-{scope or 'all'}",
        "courses/_partials/right_now.html",
        people=partial(presence_queries.at_work, scope),
    )
