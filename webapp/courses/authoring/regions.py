"""The part of a course's editor that redraws itself."""

from functools import partial

from webapp.courses.authoring import queries
from webapp.live import Region


def course_plan(course_id: int) -> Region:
    """The modules and units of a course, as its teachers order them."""
    modules = partial(queries.edited_modules, course_id)
    return Region(f"plan-{course_id}", "courses/_partials/course_plan.html", modules=modules)
