"""The parts of course pages that redraw themselves."""

from functools import partial

from webapp.courses import queries
from webapp.live import Region


def my_courses(student_id: int) -> Region:
    """A student's courses with their progress and the way on."""
    return Region(
        f"my-courses-{student_id}",
        "courses/_partials/my_courses.html",
        lines=partial(queries.my_courses, student_id),
    )


def course_outline(student_id: int, course_id: int) -> Region:
    """A course as one student sees it: every unit and how far they are."""
    outline = partial(queries.outline, course_id, student_id)
    return Region(
        f"outline-{course_id}-{student_id}", "courses/_partials/course_outline.html", outline=outline
    )


def unit_state(student_id: int, unit_id: int) -> Region:
    """Where a student stands in a unit: open, finished, its last attempt or submission."""
    state = partial(queries.unit_state, student_id, unit_id)
    return Region(f"unit-{unit_id}-{student_id}", "courses/_partials/unit_state.html", state=state)
