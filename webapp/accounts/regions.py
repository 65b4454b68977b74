"""The parts of pages that redraw themselves while people arrive, and come together or part."""

from functools import partial

from webapp.accounts import queries
from webapp.live import Region


def head_count() -> Region:
    """How many there are of each role. For admins."""
    return Region("head-count", "accounts/_partials/head_count.html", counts=queries.head_count)


def newest_people() -> Region:
    """Who came last. For admins."""
    return Region("newest-people", "accounts/_partials/newest_people.html", people=queries.newest)


def open_invites() -> Region:
    """Who has not come yet. For admins."""
    return Region("open-invites", "accounts/_partials/open_invites.html", invites=queries.open_invites)


def members(cohort_id: int, *, linked: bool) -> Region:
    """Who is in a cohort; for admins each name leads to the person."""
    return Region(
        f"members-{cohort_id}{'-linked' if linked else ''}",
        "accounts/_partials/members.html",
        people=partial(queries.members_of, cohort_id),
        linked=linked,
    )


def student_said(student_id: int) -> Region:
    """In which cohorts a student is, with which mentor, and since when: beneath their name."""
    return Region(
        f"student-said-{student_id}",
        "accounts/_partials/student_said.html",
        student=partial(queries.get, student_id),
    )
