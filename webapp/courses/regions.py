"""The parts of course pages that redraw themselves. Without a student they are drawn as a teacher sees them."""

from functools import partial

from webapp.courses import outlines, overviews
from webapp.courses.outlines import UnitState
from webapp.live import Region


def my_courses(student_id: int) -> Region:
    """A student's courses with their progress and the way on, as rows of the profile."""
    return Region(
        f"my-courses-{student_id}",
        "courses/_partials/my_courses.html",
        lines=partial(overviews.my_courses, student_id),
    )


def courses_seen(student_id: int) -> Region:
    """A student's courses with their progress, as those who may see the student read them."""
    return Region(
        f"courses-seen-{student_id}",
        "courses/_partials/courses_seen.html",
        lines=partial(overviews.my_courses, student_id),
    )


def course_cards(student_id: int) -> Region:
    """A student's courses as cards, first on the page of all courses."""
    return Region(
        f"course-cards-{student_id}",
        "courses/_partials/course_cards.html",
        lines=partial(overviews.my_courses, student_id),
    )


def course_outline(student_id: int | None, course_id: int, *, is_taught: bool = False) -> Region:
    """A course as one student sees it: progress, the way on, every unit and how far they are."""
    return Region(
        f"outline-{course_id}-{_reader(student_id)}",
        "courses/_partials/course_outline.html",
        outline=partial(outlines.outline, course_id, student_id, is_taught=is_taught),
    )


def unit_state(student_id: int | None, unit_id: int, known: UnitState | None = None) -> Region:
    """Where a student stands in a unit, and the way on. `known` is that state, if it was just asked for."""
    return Region(
        f"unit-{unit_id}-{_reader(student_id)}",
        "courses/_partials/unit_state.html",
        state=known or partial(outlines.unit_state, student_id, unit_id),
    )


def unit_list(student_id: int | None, unit_id: int, known: UnitState | None = None) -> Region:
    """The units of that unit's module, with what is done of them."""
    return Region(
        f"unit-list-{unit_id}-{_reader(student_id)}",
        "courses/_partials/unit_list.html",
        state=known or partial(outlines.unit_state, student_id, unit_id),
    )


def _reader(student_id: int | None) -> int | str:
    return "preview" if student_id is None else student_id
