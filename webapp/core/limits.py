"""How often somebody may try something. Counters live in the process, or in Redis where several workers share them."""

import logging
import math
import time

from flask import Flask, current_app
from flask_limiter import Limiter
from limits import parse
from redis.exceptions import RedisError

from webapp.core import buckets
from webapp.core.errors import TooMany

log = logging.getLogger("tandem")
limiter = Limiter(key_func=lambda: "", strategy="moving-window")


def install(app: Flask) -> None:
    """Choose where tries are counted."""
    redis_url = app.extensions["settings"].redis_url
    app.config.setdefault("RATELIMIT_STORAGE_URI", redis_url or "memory://")
    if redis_url:
        patience = {"socket_timeout": 1, "socket_connect_timeout": 1}
        app.config.setdefault("RATELIMIT_STORAGE_OPTIONS", patience)
    limiter.init_app(app)
    buckets.install(app)


def throttle(rule: str, *key: str, message: str = "Too many tries.") -> None:
    """Count one try under that rule, like "10 per 5 minutes". Raises `TooMany` beyond it, saying how long to wait.

    While the counters are out of reach nothing is refused: nobody is locked out by a Redis that is away.
    """
    if current_app.extensions["settings"].throttle == "off":
        return
    limit = parse(rule)
    try:
        if limiter.limiter.hit(limit, *key):
            return
        stats = limiter.limiter.get_window_stats(limit, *key)
    except RedisError as error:
        log.warning("Tries are not counted: %s", error)
        return
    wait = max(1, math.ceil(stats.reset_time - time.time()))
    raise TooMany(message, retry_after=wait)
