"""The doors that lead in and out: first run, registration, invitations, sign-in, a new password, sign-out."""

from dataclasses import replace
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.accounts import actions, queries, sessions
from webapp.accounts.guards import me, only, reader
from webapp.accounts.inputs import FirstAccountInput, InvitedInput, RegisterInput, ResetInput, SignInInput
from webapp.core import clock
from webapp.core.answers import form, reshow
from webapp.core.errors import NotAllowed, NotFound
from webapp.core.forms import Form
from webapp.core.limits import throttle
from webapp.flow import commit

bp = Blueprint("accounts", __name__)


@bp.get("/first-run")
def first_run() -> ResponseReturnValue:
    """Asks for the first account, as long as there is none."""
    shown = _with_zone()
    if queries.is_set_up() and not shown.was_sent:
        return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/first_run.html", form=shown, zones=clock.zones_offered())


@bp.post("/first-run")
@reshow(first_run)
def open_first_account() -> ResponseReturnValue:
    if queries.is_set_up():
        raise NotFound("This installation already has an admin.")
    given = FirstAccountInput.read(request.form)
    user = actions.open_first_account(**given.model_dump())
    sessions.begin_session(user)
    commit()
    return redirect(url_for("dashboard.profile"), 303)


@bp.get("/register")
@bp.get("/join/<code>", endpoint="join")
def register(code: str = "") -> ResponseReturnValue:
    """Registration of students; a join link fills in the cohort's code, and says so if there is no such cohort."""
    shown = _with_zone().starting_from(join_code=code)
    if reader() is not None and not shown.was_sent:
        return redirect(_for_members(code), 303)
    _refuse_if_closed()
    if code:
        throttle("120 per 5 minutes", "join links", request.remote_addr or "")
    cohort = queries.cohort_by_code(shown.values.get("join_code", ""))
    if code and cohort is None and not shown.was_sent:
        shown = replace(shown, errors={"join_code": actions.NO_SUCH_CODE})
    return render_template("accounts/register.html", form=shown, zones=clock.zones_offered(), cohort=cohort)


@bp.post("/register")
@reshow(register)
def registered() -> ResponseReturnValue:
    _refuse_if_closed()
    throttle("300 per hour", "register", request.remote_addr or "")
    given = RegisterInput.read(request.form)
    user = actions.register(**given.model_dump())
    sessions.begin_session(user)
    commit()
    return redirect(url_for("dashboard.profile"), 303)


@bp.get("/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """What an invitation leads to: an account in its role."""
    found = queries.invite_by_token(token)
    shown = _with_zone().starting_from(email=found.email)
    return render_template(
        "accounts/invitation.html", form=shown, zones=clock.zones_offered(), invitation=found
    )


@bp.post("/invitation/<token>")
@reshow(invitation)
def accept_invitation(token: str) -> ResponseReturnValue:
    throttle("300 per hour", "register", request.remote_addr or "")
    given = InvitedInput.read(request.form)
    user = actions.register_invited(queries.invite_by_token(token), **given.model_dump())
    sessions.begin_session(user)
    commit()
    return redirect(url_for("dashboard.profile"), 303)


@bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    shown = form().starting_from(next=request.args.get("next", ""))
    if reader() is not None and not shown.was_sent:
        return redirect(local_path(request.args.get("next", "")), 303)
    may_register = current_app.extensions["settings"].open_registration
    return render_template("accounts/sign_in.html", form=shown, may_register=may_register)


@bp.post("/sign-in")
@reshow(sign_in)
def signed_in() -> ResponseReturnValue:
    given = SignInInput.read(request.form)
    address = request.remote_addr or ""
    sessions.sign_in(given.email.lower(), given.password, address=address, keep=given.keep)
    commit()
    return redirect(local_path(given.next), 303)


@bp.get("/reset/<token>")
def reset(token: str) -> ResponseReturnValue:
    """Where a reset link leads to: choosing a new password."""
    link = queries.reset_by_token(token)
    return render_template("accounts/reset.html", form=form(), person=link.user)


@bp.post("/reset/<token>")
@reshow(reset)
def reset_password(token: str) -> ResponseReturnValue:
    """Signs nobody in: that the new password is known is shown at the front door."""
    given = ResetInput.read(request.form)
    actions.reset_password(queries.reset_by_token(token), new=given.new_password)
    commit()
    flash("Your new password is set. Sign in with it.", "ok")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.post("/sign-out")
@only()
def sign_out() -> ResponseReturnValue:
    sessions.sign_out(me())
    commit()
    return redirect(url_for("accounts.sign_in"), 303)


def local_path(target: str) -> str:
    """Where to go on: a path of ours, or the front page for anything else (no open redirect)."""
    parts = urlsplit(target)
    is_ours = (
        target.startswith("/") and not target.startswith(("//", "/\\")) and not (parts.scheme or parts.netloc)
    )
    return target if is_ours and "\\" not in target else url_for("dashboard.profile")


def _for_members(code: str) -> str:
    """Where a join link leads those who have an account: to the same code under their settings."""
    if not code:
        return url_for("dashboard.profile")
    return url_for("accounts.settings", join_code=code, _anchor="cohorts")


def _refuse_if_closed() -> None:
    if not current_app.extensions["settings"].open_registration:
        raise NotAllowed("Registration is by invitation here. Ask your school for a link.")


def _with_zone() -> Form:
    return form().starting_from(time_zone=current_app.extensions["settings"].school_zone)
