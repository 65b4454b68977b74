"""Token buckets: so many at once after a pause, so many a second on average. Kept in the process, or in Redis where
several workers share them.
"""

import logging
import math
from dataclasses import dataclass
from typing import Any, Protocol, cast

from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError

from webapp.core import clock
from webapp.core.errors import TooMany

log = logging.getLogger("tandem")

MOST_KEPT = 20_000
DRAW = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local capacity, rate, amount = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local left = capacity
if kept[1] then left = math.min(capacity, tonumber(kept[1]) + math.max(0, now - tonumber(kept[2])) * rate) end
if left >= amount then left = left - amount amount = 0 end
redis.call('HSET', KEYS[1], 'left', left, 'at', now)
redis.call('EXPIRE', KEYS[1], math.ceil(capacity / rate) + 1)
return {tostring(left), amount == 0 and 1 or 0}
"""


@dataclass(frozen=True)
class Bucket:
    """What may be drawn: `capacity` at once, and `per_second` flows in."""

    name: str
    capacity: float
    per_second: float

    def wait_for(self, amount: float, left: float) -> int:
        """Whole seconds until so much is there."""
        return max(1, math.ceil((min(amount, self.capacity) - left) / self.per_second))


class Buckets(Protocol):
    """Everybody's buckets."""

    def draw(self, bucket: Bucket, key: str, amount: float) -> tuple[bool, float]:
        """Take so much, if it is there. Says whether it was, and what is left."""


class MemoryBuckets:
    """Buckets of one process. Full ones need not be kept."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[float, float]] = {}

    def draw(self, bucket: Bucket, key: str, amount: float) -> tuple[bool, float]:
        now = clock.now().timestamp()
        left, at = self._kept.get((bucket.name, key), (bucket.capacity, now))
        left = min(bucket.capacity, left + max(0.0, now - at) * bucket.per_second)
        is_there = left >= amount
        left -= amount if is_there else 0
        self._kept[bucket.name, key] = (left, now)
        if len(self._kept) > MOST_KEPT:
            self._forget_oldest()
        return is_there, left

    def _forget_oldest(self) -> None:
        oldest = sorted(self._kept, key=lambda key: self._kept[key][1])
        for key in oldest[: MOST_KEPT // 2]:
            del self._kept[key]


class RedisBuckets:
    """Buckets that several workers share."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
        self._draw: Any = self._redis.register_script(DRAW)

    def draw(self, bucket: Bucket, key: str, amount: float) -> tuple[bool, float]:
        name = f"tandem:bucket:{bucket.name}:{key}"
        left, is_there = self._draw(keys=[name], args=[bucket.capacity, bucket.per_second, amount])
        return bool(is_there), float(left)


def install(app: Flask) -> None:
    """Choose where buckets are kept."""
    redis_url = app.extensions["settings"].redis_url
    app.extensions["buckets"] = RedisBuckets(redis_url) if redis_url else MemoryBuckets()


def draw(bucket: Bucket, key: str, amount: float = 1, *, message: str = "Too many.") -> float:
    """Take so much; answers how full the bucket is then, from 0 to 1. Raises `TooMany`, saying how long to wait.

    While the buckets are out of reach everything is let through.
    """
    if current_app.extensions["settings"].throttle == "off":
        return 1.0
    buckets = cast(Buckets, current_app.extensions["buckets"])
    try:
        is_there, left = buckets.draw(bucket, key, amount)
    except RedisError as error:
        log.warning("Nothing is drawn from the buckets: %s", error)
        return 1.0
    if not is_there:
        raise TooMany(message, retry_after=bucket.wait_for(amount, left))
    return left / bucket.capacity
