"""Tokens: how a person lets programs act for them, and how that ends.

A sign-in by a program has an access token, good for 15 minutes, and a refresh token that is good once: it brings the
next pair. Who presents one a second time has copied it, or was copied: the whole sign-in ends (RFC 9700, section 4.14).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from webapp import audit
from webapp.accounts.events import SignedIn
from webapp.accounts.locks import hold
from webapp.accounts.models import User
from webapp.accounts.proof import WRONG, proven
from webapp.accounts.queries import hash_of
from webapp.accounts.sessions import end_streams
from webapp.accounts.token_models import ACCESS_LIFE, Grant, Scope
from webapp.accounts.token_reading import PERSONAL, grant_named_by
from webapp.core import clock, signing
from webapp.core.errors import Conflict, NotFound, NotSignedIn
from webapp.core.stores import db
from webapp.flow import record

MOST_PERSONAL = 20
REVOKED = "revoked a token"


@dataclass(frozen=True)
class Pair:
    """What a program holds. The access token opens doors; the refresh token brings the next pair."""

    access: str
    refresh: str
    scope: Scope
    access_seconds: int
    refresh_seconds: int


def open_grant(email: str, password: str, *, address: str, scope: Scope, name: str) -> Pair:
    """A program's sign-in. Refused in the words, the time and at the throttle of the sign-in page."""
    user = proven(email, password, address=address)
    if user is None:
        raise NotSignedIn(WRONG, code="wrong_credentials")
    life = timedelta(days=current_app.extensions["settings"].session_kept_days)
    grant = _grant(user, name=name, scope=scope, life=life)
    audit.note("signed in", user, by=user.as_actor(), after={"program": name, "scope": scope.value})
    record(
        SignedIn(
            user_id=user.id, is_student=user.is_student, sign_in_key=f"grant {grant.id}", at=grant.created_at
        )
    )
    return _pair_of(grant)


def renew(token: str) -> Pair | None:
    """The next pair. None for a refresh token that was used before: its sign-in is over now, with all its tokens.

    Of two who come with the same token at the same instant, one is late, which is the same as a copy.
    """
    grant_id = grant_named_by(token, "rt")
    claims = signing.read(token, kind="rt")
    locked = sa.select(Grant).where(Grant.id == grant_id).with_for_update()
    grant = db.session.scalar(locked.execution_options(populate_existing=True)) if grant_id else None
    if grant is None or claims is None or not db.session.get_one(User, grant.user_id).is_active:
        raise NotSignedIn("This token is not valid, or not any more.", code="bad_token")
    if claims["number"] != grant.number:
        _end(grant, "ended a sign-in that was copied")
        return None
    grant.number += 1
    grant.used_at = clock.now()
    return _pair_of(grant)


def revoke(token: str) -> None:
    """End what this token belongs to, whichever token of it this is. Nothing happens for one that is not known."""
    if token.startswith(PERSONAL):
        query = sa.select(Grant).where(Grant.token_hash == hash_of(token))
    else:
        grant_id = grant_named_by(token, "at") or grant_named_by(token, "rt")
        query = sa.select(Grant).where(Grant.id == grant_id, Grant.token_hash.is_(None))
    grant = db.session.scalar(query)
    if grant is not None:
        _end(grant, REVOKED if grant.is_personal else "")


def make_personal(user: User, *, name: str, scope: Scope, life: timedelta) -> tuple[Grant, str]:
    """A token for a script of one's own, and its text, which is shown once and not kept."""
    hold(user.id)
    if sum(grant.is_personal for grant in grants_of(user)) >= MOST_PERSONAL:
        raise Conflict(f"You have {MOST_PERSONAL} tokens. Revoke one that you no longer need.")
    token = PERSONAL + secrets.token_urlsafe(32)
    grant = _grant(user, name=name, scope=scope, life=life, token_hash=hash_of(token))
    audit.note("made a token", user, by=user.as_actor(), after={"name": name, "scope": scope.value})
    return grant, token


def withdraw(grant: Grant) -> None:
    """End a token of one's own."""
    _end(grant, REVOKED)


def grants_of(user: User) -> Sequence[Grant]:
    """What a person has let in and still holds, newest first."""
    theirs = sa.select(Grant).where(Grant.user_id == user.id, Grant.expires_at > clock.now())
    return db.session.scalars(theirs.order_by(Grant.id.desc())).all()


def grant_of(user: User, grant_id: int) -> Grant:
    found = db.session.scalar(sa.select(Grant).where(Grant.id == grant_id, Grant.user_id == user.id))
    if found is None:
        raise NotFound("There is no such token.")
    return found


def _grant(user: User, *, name: str, scope: Scope, life: timedelta, token_hash: str | None = None) -> Grant:
    hold(user.id)
    now = clock.now()
    db.session.execute(sa.delete(Grant).where(Grant.user_id == user.id, Grant.expires_at <= now))
    grant = Grant(
        user_id=user.id, name=name, scope=scope, token_hash=token_hash, created_at=now, expires_at=now + life
    )
    db.session.add(grant)
    db.session.flush()
    return grant


def _pair_of(grant: Grant) -> Pair:
    now = clock.now()
    left = grant.expires_at - now
    claims = {"sub": str(grant.user_id), "sid": grant.id, "iat": int(now.timestamp())}
    ends = {"exp": int((now + min(ACCESS_LIFE, left)).timestamp())}
    last = {"exp": int(grant.expires_at.timestamp()), "number": grant.number}
    return Pair(
        access=signing.sign(claims | ends | {"scope": grant.scope.value}, kind="at"),
        refresh=signing.sign(claims | last, kind="rt"),
        scope=grant.scope,
        access_seconds=int(min(ACCESS_LIFE, left).total_seconds()),
        refresh_seconds=int(left.total_seconds()),
    )


def _end(grant: Grant, deed: str = "") -> None:
    """With a line in the trail, but where a program only signs itself out."""
    if deed:
        owner = db.session.get_one(User, grant.user_id)
        what = {"name": grant.name, "scope": grant.scope.value}
        audit.note(deed, owner, by=owner.as_actor(), before=what)
    db.session.delete(grant)
    end_streams(grant.user_id)
