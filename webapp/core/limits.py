"""How often somebody may try something. Counters live in the process; a restart forgets them."""

import math
import time

from flask import Flask, current_app
from flask_limiter import Limiter
from limits import parse

from webapp.core.errors import TooMany

limiter = Limiter(key_func=lambda: "", strategy="moving-window")


def install(app: Flask) -> None:
    app.config.setdefault("RATELIMIT_STORAGE_URI", "memory://")
    limiter.init_app(app)


def throttle(rule: str, *key: str, message: str = "Too many tries.") -> None:
    """Count one try under that rule, like "10 per 5 minutes". Raises `TooMany` beyond it, saying how long to wait."""
    if current_app.extensions["settings"].throttle == "off":
        return
    limit = parse(rule)
    if limiter.limiter.hit(limit, *key):
        return
    stats = limiter.limiter.get_window_stats(limit, *key)
    wait = max(1, math.ceil(stats.reset_time - time.time()))
    raise TooMany(message, retry_after=wait)
