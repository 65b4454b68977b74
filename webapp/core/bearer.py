"""The token that a program carries instead of a cookie. Only the doors under /api look at it.

A request that carries one rides on it alone: its cookie, if it has any, counts for nothing, and no other site can make
a browser send it (RFC 6750, section 2.1).
"""

from flask import request

from webapp.core.answers import wants_json

_SCHEME = "bearer"


def bearer() -> str | None:
    """The token of this request; "" for one that is not written as it should be; None where a cookie decides."""
    if not wants_json():
        return None
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == _SCHEME else None
