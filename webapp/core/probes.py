"""Doors for whoever runs the site, closed to everybody else: they look as if they were not there."""

import functools
import hmac
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue

from webapp.core.errors import NotFound
from webapp.settings import Settings

View = Callable[..., ResponseReturnValue]


def for_operators(view: View) -> View:
    """A door for the addresses of `TANDEM_PROBE_ADDRESSES`, and for whoever has `TANDEM_PROBE_TOKEN`."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        settings: Settings = current_app.extensions["settings"]
        if not (_has_token(settings) or _is_near(settings)):
            raise NotFound("There is no such page.")
        return view(*args, **kwargs)

    return guarded


def _has_token(settings: Settings) -> bool:
    wanted = settings.probe_token.get_secret_value()
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def _is_near(settings: Settings) -> bool:
    """By its address; where a proxy stands in front that is not trusted to name it, nobody knows."""
    if "X-Forwarded-For" in request.headers and not settings.trusted_proxies:
        return False
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(address in ip_network(network) for network in settings.probe_addresses)
