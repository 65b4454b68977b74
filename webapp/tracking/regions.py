"""The parts of pages that show activities."""

from functools import partial

from webapp.live import Region
from webapp.tracking import feed_lines


def feed(student_id: int) -> Region:
    """The newest activities of a student."""
    return Region(
        f"feed-{student_id}", "tracking/_partials/feed.html", page=partial(feed_lines.page, student_id)
    )
