"""Who a token stands for, and how far it goes. The one place where its scope is asked."""

import logging
import math
from contextvars import Context
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request

from webapp.accounts.models import User
from webapp.accounts.queries import hash_of
from webapp.accounts.token_models import Grant, Scope
from webapp.core import clock, signing
from webapp.core.bearer import bearer
from webapp.core.errors import NotAllowed, NotSignedIn
from webapp.core.stores import SAFE_METHODS, db, let_go

log = logging.getLogger("tandem")

PERSONAL = "tandem_"
"""What a personal token begins with, so that it is recognised where it should not be."""
NOTED_EVERY = timedelta(minutes=1)

_GRANTED = sa.select(User, Grant).join(Grant, Grant.user_id == User.id)
"""Asked by every request with a token, so it is built once."""


def person_asking() -> User | None:
    """Who this request's token stands for; None without one. Raises where it is not good, or not for this door."""
    token = bearer()
    if token is None:
        return None
    found = _granted(token)
    if found is None:
        raise NotSignedIn("This token is not valid, or not any more.", code="bad_token")
    user, grant = found
    needed = needed_here()
    if not grant.scope.covers(needed):
        raise NotAllowed(f"This needs a token with scope {needed}; yours is {grant.scope}.", code="scope")
    now = clock.now()
    g.token_ends_at = _end_of(token, grant)
    if grant.is_personal and (grant.used_at is None or now - grant.used_at >= NOTED_EVERY):
        g.used_grant = (grant.id, now)
    return user


def seconds_left() -> float:
    """How long this request's token is still good; without end where a cookie decides."""
    ends_at: datetime | None = g.get("token_ends_at")
    return math.inf if ends_at is None else (ends_at - clock.now()).total_seconds()


def needed_here() -> Scope:
    """What a token must cover at this door: what its view names, else reading or all by the method."""
    view = current_app.view_functions.get(request.endpoint or "")
    named: Scope | None = getattr(view, "scope", None)
    return named or (Scope.read if request.method in SAFE_METHODS else Scope.all)


def grant_named_by(token: str, kind: str) -> int | None:
    """The grant that a signed token of that kind names, if it has not run out."""
    claims = signing.read(token, kind=kind)
    if claims is None or claims["exp"] <= clock.now().timestamp():
        return None
    return int(claims["sid"])


def _end_of(token: str, grant: Grant) -> datetime:
    claims = None if grant.is_personal else signing.read(token, kind="at")
    return grant.expires_at if claims is None else datetime.fromtimestamp(claims["exp"], UTC)


def _granted(token: str) -> tuple[User, Grant] | None:
    if token.startswith(PERSONAL):
        query = _GRANTED.where(Grant.token_hash == hash_of(token))
    else:
        grant_id = grant_named_by(token, "at")
        if grant_id is None:
            return None
        query = _GRANTED.where(Grant.id == grant_id, Grant.token_hash.is_(None))
    found = db.session.execute(query).first()
    if found is None:
        return None
    user, grant = found
    return (user, grant) if user.is_active and grant.expires_at > clock.now() else None


def install(app: Flask) -> None:
    """Note when a personal token was last used, to the minute, after what it was used for is done."""

    @app.after_request
    def note_use(response: Response) -> Response:
        if "used_grant" in g:
            let_go()
            Context().run(_note, app, *g.used_grant)
        return response


def _note(app: Flask, grant_id: int, at: datetime) -> None:
    """Outside of the request, whose transaction may only read. A use that could not be noted fails nothing."""
    try:
        with app.app_context():
            db.session.execute(sa.update(Grant).where(Grant.id == grant_id).values(used_at=at))
            db.session.commit()
    except Exception:
        log.exception("Could not note the use of a token")
