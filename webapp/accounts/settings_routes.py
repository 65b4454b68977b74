"""What a person settles for themself: name, zone, goal, password, cohorts, where they are signed in."""

from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.accounts import actions, cohort_actions, queries, sessions
from webapp.accounts.guards import me, only
from webapp.accounts.inputs import (
    JoinInput,
    MeasurementInput,
    PasswordInput,
    ProfileInput,
    SignOutInput,
    ZoneInput,
)
from webapp.accounts.models import Role
from webapp.accounts.routes import bp, local_path
from webapp.core import clock
from webapp.core.answers import form, reshow
from webapp.core.limits import throttle
from webapp.flow import commit


@bp.get("/settings")
@only()
def settings() -> ResponseReturnValue:
    user = me()
    measured = "on" if user.measures_reading else ""
    about = form("accounts.change_profile").starting_from(
        name=user.name, time_zone=user.time_zone, daily_goal_minutes=user.daily_goal_minutes
    )
    return render_template(
        "accounts/settings.html",
        about=about,
        measurement=form("accounts.change_measurement").starting_from(measures_reading=measured),
        password=form("accounts.change_password"),
        joining=form("accounts.join_cohort").starting_from(join_code=request.args.get("join_code", "")),
        person=user,
        zones=clock.zones_offered(),
        sign_ins=queries.sign_ins_of(user),
    )


@bp.post("/settings/profile")
@only()
@reshow(settings)
def change_profile() -> ResponseReturnValue:
    given = ProfileInput.read(request.form)
    actions.change_profile(me(), **given.model_dump())
    return _saved("Saved.")


@bp.post("/settings/measurement")
@only(Role.student)
@reshow(settings)
def change_measurement() -> ResponseReturnValue:
    """Whether it is kept how pages are read. What was kept so far stays."""
    given = MeasurementInput.read(request.form)
    me().measures_reading = given.measures_reading
    return _saved("Saved.")


@bp.post("/settings/time-zone")
@only()
def change_zone() -> ResponseReturnValue:
    """The answer to a page that asks whether one is somewhere else now; leads back to that page."""
    given = ZoneInput.read(request.form)
    actions.change_zone(me(), given.time_zone)
    commit()
    return redirect(page_before(url_for("dashboard.profile")), 303)


@bp.post("/settings/password")
@only()
@reshow(settings)
def change_password() -> ResponseReturnValue:
    given = PasswordInput.read(request.form)
    actions.change_password(me(), current=given.current_password, new=given.new_password)
    return _saved("Your password is changed. You are signed out everywhere else.")


@bp.post("/settings/cohorts")
@only()
@reshow(settings)
def join_cohort() -> ResponseReturnValue:
    user = me()
    throttle("20 per hour", "join codes", str(user.id))
    given = JoinInput.read(request.form)
    cohort = cohort_actions.join_by_code(user, given.join_code)
    return _saved(f"You are in {cohort.name}.")


@bp.post("/settings/cohorts/<int:cohort_id>/leaving")
@only()
def leave_cohort(cohort_id: int) -> ResponseReturnValue:
    user = me()
    cohort = queries.cohort_of(user, cohort_id)
    cohort_actions.leave_cohort(user, cohort, by=user)
    return _saved(f"You left {cohort.name}.")


@bp.post("/settings/sign-outs")
@only()
def end_sessions() -> ResponseReturnValue:
    """Ends the sessions on other devices, or this one as well (OWASP ASVS v5.0.0-7.5.2)."""
    given = SignOutInput.read(request.form)
    if not given.here:
        sessions.sign_out_everywhere(me(), but_here=True)
        return _saved("You are signed out everywhere else.")
    sessions.sign_out_everywhere(me())
    sessions.sign_out(me())
    commit()
    return redirect(url_for("accounts.sign_in"), 303)


def _saved(words: str) -> ResponseReturnValue:
    commit()
    flash(words, "ok")
    return redirect(url_for("accounts.settings"), 303)


def page_before(otherwise: str) -> str:
    """The page of ours that this form stood on."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return otherwise
    return local_path(before.path + (f"?{before.query}" if before.query else ""))
