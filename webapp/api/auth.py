"""`/api/auth/…`: how a program signs in, goes on, and signs out (contract, section 1)."""

from typing import ClassVar

from flask import request
from pydantic import BaseModel

from webapp import accounts
from webapp.accounts import Pair, Scope
from webapp.accounts.inputs import GrantInput, RefreshInput, RevokeInput
from webapp.api import door
from webapp.core.errors import NotSignedIn
from webapp.core.limits import throttle
from webapp.flow import commit

MOST_BYTES = 8 * 1024


class PairAnswer(BaseModel):
    """What a program holds, in the words of OAuth 2.0 (RFC 6749, section 5.1)."""

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str
    refresh_expires_in: int
    scope: Scope

    example: ClassVar[object] = {
        "access_token": "eyJhbGciOiJIUzI1NiIsImtpZCI6…",
        "token_type": "Bearer",
        "expires_in": 900,
        "refresh_token": "eyJhbGciOiJIUzI1NiIsImtpZCI6…",
        "refresh_expires_in": 2_592_000,
        "scope": "read",
    }

    @classmethod
    def of(cls, pair: Pair) -> "PairAnswer":
        return cls(
            access_token=pair.access,
            token_type="Bearer",  # noqa: S106 - the name of a scheme
            expires_in=pair.access_seconds,
            refresh_token=pair.refresh,
            refresh_expires_in=pair.refresh_seconds,
            scope=pair.scope,
        )


class RevokedAnswer(BaseModel):
    status: str

    example: ClassVar[object] = {"status": "revoked"}


@door.post(
    "/api/auth/token",
    takes=GrantInput,
    example={"email": "ada@example.org", "password": "four quiet words here", "scope": "read"},
    gives={200: PairAnswer},
    refuses=(401,),
    is_public=True,
    largest=MOST_BYTES,
)
def open_grant(given: GrantInput) -> PairAnswer:
    """Sign in with address and password. Answers with an access token, good for 15 minutes, and a refresh token that is
    used once, for the next pair. `name` says which program it is, for the list in the person's settings.
    """
    address = request.remote_addr or ""
    pair = accounts.open_grant(
        given.email.lower(), given.password, address=address, scope=given.scope, name=given.name
    )
    commit()
    return PairAnswer.of(pair)


@door.post(
    "/api/auth/refresh",
    takes=RefreshInput,
    example={"refresh_token": "eyJhbGciOiJIUzI1NiIsImtpZCI6…"},
    gives={200: PairAnswer},
    refuses=(401,),
    is_public=True,
    largest=MOST_BYTES,
)
def renew_grant(given: RefreshInput) -> PairAnswer:
    """Go on with the next pair. A refresh token that comes a second time was copied: its sign-in ends, with all of its
    tokens (401, `token_reused`).
    """
    _slow_down()
    pair = accounts.renew(given.refresh_token)
    commit()
    if pair is None:
        raise NotSignedIn("This refresh token was used before. Sign in again.", code="token_reused")
    return PairAnswer.of(pair)


@door.post(
    "/api/auth/revoke",
    takes=RevokeInput,
    example={"token": "tandem_…"},
    gives={200: RevokedAnswer},
    is_public=True,
    largest=MOST_BYTES,
)
def revoke_grant(given: RevokeInput) -> RevokedAnswer:
    """Sign out: end a token and all that belong to it. One that is not known is answered as one that was (RFC 7009)."""
    _slow_down()
    accounts.revoke(given.token)
    commit()
    return RevokedAnswer(status="revoked")


def _slow_down() -> None:
    throttle("600 per 5 minutes", "tokens", request.remote_addr or "", message="Too many tokens from here.")
