"""How a figure is counted, with what it is counted from: for the student, and for those who may see them."""

import re

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts, courses
from webapp.accounts import Role, User
from webapp.core.errors import NotFound
from webapp.dashboard.counted import FIGURES, behind, figure_named
from webapp.dashboard.routes import bp

PLACE = re.compile(r"\d{13}-[0-9a-f-]{36}|\d{4}-\d\d-\d\d", re.ASCII)


@bp.get("/counted/<figure_name>")
@accounts.only(Role.student)
def counted(figure_name: str) -> ResponseReturnValue:
    """Behind a figure of one's own."""
    return _page(figure_name, accounts.me(), "dashboard.counted")


@bp.get("/mentor/students/<int:student_id>/counted/<figure_name>")
@accounts.only(Role.mentor)
def counted_of(student_id: int, figure_name: str) -> ResponseReturnValue:
    """Behind a figure of a student whom this person may see."""
    student = courses.student_of(accounts.me(), student_id)
    return _page(figure_name, student, "dashboard.counted_of", student_id=student.id)


def _page(
    figure_name: str, student: User, endpoint: str, student_id: int | None = None
) -> ResponseReturnValue:
    figure = figure_named(figure_name)
    before = request.args.get("before", "")
    if before and not PLACE.fullmatch(before):
        raise NotFound("There is no such place in the list.")
    found = behind(figure, student.id, before)

    def link(name: str, before: str | None = None) -> str:
        return url_for(endpoint, figure_name=name, before=before, student_id=student_id)

    return render_template(
        "dashboard/counted.html",
        figure=figure,
        figures=[(one.title, link(one.name), one is figure) for one in FIGURES.values()],
        student=student,
        is_own=student_id is None,
        behind=found,
        older_url=link(figure.name, found.before) if found.before else None,
    )
