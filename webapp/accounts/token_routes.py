"""Tokens for programs, as a person sees, makes and revokes them."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.accounts import tokens
from webapp.accounts.guards import me, only
from webapp.accounts.inputs import TokenInput
from webapp.accounts.routes import bp
from webapp.accounts.token_models import Scope
from webapp.core.answers import form, reshow
from webapp.core.limits import throttle
from webapp.flow import commit

SCOPES = {
    Scope.all: "Everything you may do",
    Scope.read: "Looking only",
    Scope.beacon: "Sending what you do on course pages, and nothing else",
}
LIVES = {"30": "30 days", "90": "90 days", "365": "A year"}


@bp.get("/settings/tokens")
@only()
def programs() -> ResponseReturnValue:
    """What acts in one's name beside one's browsers, and the form that makes a token."""
    return render_template(
        "accounts/tokens.html",
        form=form().starting_from(scope=Scope.read, days=90),
        grants=tokens.grants_of(me()),
        scopes=SCOPES,
        lives=list(LIVES.items()),
    )


@bp.post("/settings/tokens")
@only()
@reshow(programs)
def make_token() -> ResponseReturnValue:
    """Answers with the token itself: only its hash is kept, so this is the one time it can be shown."""
    user = me()
    throttle("20 per hour", "personal tokens", str(user.id), message="Too many tokens.")
    given = TokenInput.read(request.form)
    grant, token = tokens.make_personal(
        user, name=given.name, scope=given.scope, life=timedelta(days=int(given.days))
    )
    page = render_template("accounts/token_made.html", grant=grant, token=token, words=SCOPES[grant.scope])
    commit()
    return page, 201


@bp.post("/settings/tokens/<int:grant_id>/revocation")
@only()
def revoke_token(grant_id: int) -> ResponseReturnValue:
    grant = tokens.grant_of(me(), grant_id)
    name = grant.name
    tokens.withdraw(grant)
    commit()
    flash(f"“{name}” no longer lets anything in." if name else "That program is signed out.", "ok")
    return redirect(url_for("accounts.programs"), 303)
