"""Signed texts that programs carry (JWT, RFC 7519), and the keys that sign them.

Each purpose has its own key, derived from the installation's secret; the key's name stands in the header (`kid`). After
the secret was changed, the earlier ones that are still listed go on reading what they signed.
"""

import hashlib
import hmac
from typing import Any

import jwt
from flask import current_app

ALGORITHM = "HS256"
ISSUER = "tandem"


def sign(claims: dict[str, Any], *, kind: str) -> str:
    """These claims as a text that only this installation can have written. `kind` says what it may be used for."""
    key = _keys(kind)[0]
    return jwt.encode(
        {"iss": ISSUER, **claims}, key, ALGORITHM, headers={"kid": _name_of(key), "typ": f"{kind}+jwt"}
    )


def read(text: str, *, kind: str) -> dict[str, Any] | None:
    """The claims of a text of that kind; None if it was not signed here. That it may have run out is not asked."""
    try:
        head = jwt.get_unverified_header(text)
        key = {_name_of(key): key for key in _keys(kind)}.get(head.get("kid", ""))
        if key is None or head.get("typ") != f"{kind}+jwt":
            return None
        claims: dict[str, Any] = jwt.decode(
            text,
            key,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            options={"require": ["iss", "exp"], "verify_exp": False, "verify_iat": False},
        )
    except (jwt.InvalidTokenError, ValueError):
        return None
    return claims


def _keys(kind: str) -> list[bytes]:
    """The keys of that purpose, the signing one first."""
    secrets = [current_app.config["SECRET_KEY"], *(current_app.config["SECRET_KEY_FALLBACKS"] or ())]
    return [
        hmac.digest(secret.encode(), f"tandem signs {kind}".encode(), hashlib.sha256) for secret in secrets
    ]


def _name_of(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:8]
