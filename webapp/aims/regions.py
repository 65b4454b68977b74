"""The parts of pages that show goals and skills."""

from functools import partial

from webapp.aims import queries
from webapp.live import Region


def aims(student_id: int) -> Region:
    """A student's goals and skills, with what they can do with them."""
    return Region(f"aims-{student_id}", "aims/_partials/aims.html", aims=partial(queries.aims_of, student_id))


def aims_seen(student_id: int) -> Region:
    """The same, as those who may see the student read them."""
    return Region(
        f"aims-seen-{student_id}", "aims/_partials/aims_seen.html", aims=partial(queries.aims_of, student_id)
    )
