"""The mentor's dashboard and the list of their students."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts, analytics, courses, entries, schedules, tracking
from webapp.accounts import Role, User
from webapp.analytics import Order, roster
from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.dashboard import regions
from webapp.dashboard.routes import bp

GREETINGS = ((5, "Good evening"), (12, "Good morning"), (18, "Good afternoon"), (24, "Good evening"))
"""What is said before that hour of the local day."""
LARGEST_PAGE = 10_000


@bp.get("/mentor")
@accounts.only(Role.mentor)
def mentor() -> ResponseReturnValue:
    """Everything that is going on among one's students."""
    viewer = accounts.me()
    scope = courses.scope_of(viewer)
    kind = request.args.get("activity", "all")
    if kind not in tracking.KINDS:
        raise NotFound("There is no such filter.")
    return render_template(
        "dashboard/mentor.html",
        viewer=viewer,
        greeting=_greeting(viewer),
        today=clock.local_day(clock.now(), viewer.time_zone),
        now=clock.now(),
        sessions_said=schedules.regions.sessions_said(viewer.id),
        students_said=regions.students_said(scope),
        waiting=entries.waiting_figure(viewer.id),
        sessions_today=schedules.regions.sessions_today(viewer.id),
        agenda=schedules.regions.today(viewer.id),
        queue=entries.queue(viewer.id),
        active_now=courses.active_now(),
        progress=analytics.progress_of_students(scope),
        tape=tracking.tape(scope),
        right_now=courses.right_now(scope),
        last_activity=tracking.last_activity(scope),
        concerns=analytics.concerns(scope),
        feed=tracking.feed_of_students(scope, kind),
        beginning=regions.beginning(scope),
    )


@bp.get("/mentor/students")
@accounts.only(Role.mentor)
def students() -> ResponseReturnValue:
    """Those whom this person may see."""
    viewer = accounts.me()
    cohorts = accounts.cohorts(of=None if viewer.is_admin else viewer)
    asked = request.args
    order = Order(asked["sort"]) if asked.get("sort") in set(Order) else Order.name
    cohort_id = _cohort_id(asked.get("cohort", ""), {cohort.id for cohort, _ in cohorts})
    find = asked.get("find", "").strip()[:100]
    is_here = "here" in asked
    found = roster(
        viewer,
        find=find,
        cohort_id=cohort_id,
        only=[student.id for student, _ in courses.here(viewer)] if is_here else None,
        order=order,
        page=_number(asked.get("page", "")),
    )
    chosen: dict[str, Any] = {
        "find": find or None,
        "cohort": cohort_id,
        "sort": None if order is Order.name else order,
        "here": 1 if is_here else None,
    }
    return render_template(
        "dashboard/students.html",
        roster=found,
        cohorts=[cohort for cohort, _ in cohorts],
        chosen=chosen,
        page_url=lambda number: url_for("dashboard.students", **chosen, page=number),
    )


def _greeting(viewer: User) -> str:
    hour = clock.now().astimezone(clock.zone(viewer.time_zone)).hour
    return next(words for before, words in GREETINGS if hour < before)


def _cohort_id(text: str, allowed: set[int]) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text[:18]) not in allowed:
        raise NotFound("There is no such cohort.")
    return int(text[:18])


def _number(text: str) -> int:
    return min(int(text[:9]), LARGEST_PAGE) if text.isascii() and text.isdigit() else 1
