"""The leaderboard: within one's cohorts and courses, of those who take part."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import accounts, analytics
from webapp.accounts import Role
from webapp.analytics import Span
from webapp.dashboard.routes import bp
from webapp.flow import commit


@bp.get("/leaderboard")
@accounts.only()
def leaderboard() -> ResponseReturnValue:
    """One's own place in a group, with three above and below; staff, who are on none, see the whole of theirs."""
    viewer = accounts.me()
    groups = analytics.groups_of(viewer)
    key = request.args.get("group", "")
    span = Span.all if request.args.get("span") == "all" else Span.week
    group = analytics.group_of(viewer, key) if key else next(iter(groups), None)
    measure, agreed_to = analytics.chosen_measure(), analytics.agreed_to(viewer.id)
    return render_template(
        "dashboard/leaderboard.html",
        groups=groups,
        group=group,
        span=span,
        board=analytics.board(viewer, group, span, whole=viewer.is_staff) if group else None,
        pulse=analytics.board_pulse(f"{group.kind}:{group.id}") if group else "",
        measure=measure,
        is_student=viewer.is_student,
        takes_part=agreed_to is measure,
        agreed_to=agreed_to,
    )


@bp.post("/leaderboard/entries")
@accounts.only(Role.student)
def take_part() -> ResponseReturnValue:
    """From now on one is seen there."""
    analytics.take_part(accounts.me())
    commit()
    return _said(
        "You take part: those in your cohorts and courses who look at the leaderboard see your name."
    )


@bp.post("/leaderboard/hiding")
@accounts.only(Role.student)
def hide() -> ResponseReturnValue:
    """One is seen there no more."""
    analytics.hide(accounts.me())
    commit()
    return _said("You are hidden.")


def _said(words: str) -> ResponseReturnValue:
    flash(words, "ok")
    return redirect(url_for("dashboard.leaderboard"), 303)
