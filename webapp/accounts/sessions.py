"""Signing in and out. A sign-in is a row; without it its cookie is worthless, wherever it was copied to."""

import secrets
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask, Request, Response, current_app, g, session
from flask_login import LoginManager, login_user, logout_user

from webapp import audit
from webapp.accounts.events import SignedIn, SignedOutEverywhere
from webapp.accounts.locks import hold
from webapp.accounts.models import SignIn, User
from webapp.accounts.proof import WRONG, proven
from webapp.accounts.token_models import Grant
from webapp.accounts.token_reading import person_asking
from webapp.core import clock
from webapp.core.bearer import bearer
from webapp.core.errors import Invalid
from webapp.core.stores import db
from webapp.flow import own_channel, record
from webapp.live.stream import close_streams, refetch_pages
from webapp.settings import Settings

_SIGNED_IN = (
    sa.select(User, SignIn).join(SignIn, SignIn.user_id == User.id).where(SignIn.key == sa.bindparam("key"))
)
"""Asked by every request, so it is built once."""


def sign_in(email: str, password: str, *, address: str, keep: bool = False) -> User:
    """Let this person in. Raises `Invalid` in the same words and time for an unknown address and a wrong password."""
    user = proven(email, password, address=address)
    if user is None:
        raise Invalid.of({"": WRONG})
    begin_session(user, keep=keep)
    return user


def begin_session(user: User, *, keep: bool = False) -> None:
    """Start a session of its own for this browser; whatever it held before is over (OWASP ASVS v5.0.0-7.2.4)."""
    row = _start(user, keep=keep)
    audit.note("signed in", user, by=user.as_actor())
    record(SignedIn(user_id=user.id, is_student=user.is_student, sign_in_key=row.key, at=row.created_at))


def renew_session(user: User) -> None:
    """End every session of this person and go on here under a new key, so that a copied cookie is worthless."""
    keep = bool(session.permanent)
    sign_out_everywhere(user)
    _start(user, keep=keep)


def sign_out(user: User) -> None:
    """End this browser's session, and every copy of it."""
    db.session.execute(sa.delete(SignIn).where(SignIn.key == user.sign_in_key))
    logout_user()
    session.clear()
    end_streams(user.id)


def sign_out_everywhere(user: User, *, but_here: bool = False) -> None:
    """End all sessions of this person, on every device, and all that opens without one, like tokens and calendar
    links: nobody knows who else has them.
    """
    ended = sa.delete(SignIn).where(SignIn.user_id == user.id)
    if but_here:
        ended = ended.where(SignIn.key != user.sign_in_key)
    db.session.execute(ended)
    db.session.execute(sa.delete(Grant).where(Grant.user_id == user.id))
    record(SignedOutEverywhere(user_id=user.id))
    end_streams(user.id)


def end_streams(user_id: int) -> None:
    """After this request, the person's open pages reconnect with the rights they have then."""
    g.setdefault("ended_streams", set()).add(user_id)


def refetch(user_id: int) -> None:
    """After this request, the person's open pages are fetched anew."""
    g.setdefault("refetched", set()).add(user_id)


def _start(user: User, *, keep: bool) -> SignIn:
    hold(user.id)
    now = clock.now()
    _end_previous(session.get("_user_id"))
    longest = timedelta(days=current_app.extensions["settings"].session_kept_days)
    db.session.execute(sa.delete(SignIn).where(SignIn.user_id == user.id, SignIn.created_at < now - longest))
    row = SignIn(key=secrets.token_urlsafe(32), user_id=user.id, is_kept=keep, created_at=now)
    db.session.add(row)
    session.clear()
    session.permanent = keep
    user.sign_in_key = row.key
    login_user(user)
    session["seen_at"] = int(now.timestamp())
    return row


def _end_previous(key: str | None) -> None:
    """Whoever was signed in on this browser is not any more."""
    row = db.session.get(SignIn, key) if key else None
    if row is not None:
        end_streams(row.user_id)
        db.session.delete(row)


def install(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(key: str) -> User | None:
        return _person_of(key, app.extensions["settings"]) if bearer() is None else None

    @manager.request_loader  # type: ignore[untyped-decorator]
    def load_by_token(_request: Request) -> User | None:
        return person_asking()

    @app.after_request
    def close_ended_streams(response: Response) -> Response:
        for user_id in g.get("ended_streams", ()):
            try:
                close_streams(current_app, own_channel(user_id))
            except Exception:
                app.logger.exception("Could not close the streams of a person")
        for user_id in g.get("refetched", ()):
            try:
                refetch_pages(current_app, own_channel(user_id))
            except Exception:
                app.logger.exception("Could not have the pages of a person fetched anew")
        return response


def _person_of(key: str, settings: Settings) -> User | None:
    """Who this session belongs to, if it has neither been idle too long nor lasted too long."""
    now = clock.now()
    seen_at = session.get("seen_at", 0)
    idle = (
        timedelta(days=settings.session_kept_days)
        if session.permanent
        else timedelta(hours=settings.session_idle_hours)
    )
    if not isinstance(seen_at, int) or now.timestamp() - seen_at > idle.total_seconds():
        return None
    found = db.session.execute(_SIGNED_IN, {"key": key}).first()
    if found is None:
        return None
    user, row = found
    if not user.is_active or now - row.created_at > timedelta(days=settings.session_kept_days):
        return None
    if now.timestamp() - seen_at > 60:
        session["seen_at"] = int(now.timestamp())
    user.sign_in_key = row.key
    assert isinstance(user, User)
    return user
