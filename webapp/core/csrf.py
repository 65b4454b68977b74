"""Deeds that ride on the cookie must come from our own pages.

OWASP ASVS v5.0.0-3.5.1: the browser's own word (Sec-Fetch-Site, else Origin) is checked instead of a token, so a
region can be the same for every reader.
"""

from flask import Flask, request

from webapp.core.answers import wants_json
from webapp.core.bearer import bearer
from webapp.core.errors import NotAllowed
from webapp.core.stores import SAFE_METHODS


def install(app: Flask) -> None:
    """Refuse unsafe requests that another site made in a person's name."""

    @app.before_request
    def refuse_foreign_deeds() -> None:
        if request.method in SAFE_METHODS or not _rides_on_cookie(app):
            return
        if not _is_from_here():
            raise NotAllowed("This request did not come from our own pages.", code="foreign_origin")


def _rides_on_cookie(app: Flask) -> bool:
    """JSON clients without our cookie, or with a token, have no authority to abuse; forms are checked in any case
    (sign-in).
    """
    if bearer() is not None:
        return False
    has_cookie = app.config["SESSION_COOKIE_NAME"] in request.cookies
    return has_cookie or not wants_json()


def _is_from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")
