"""Who is here, for several workers: one sorted set in Redis, person by the time until which they count as active."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from webapp.core.errors import Unavailable
from webapp.live.presence import IDLE_SECONDS, State, is_away, state_of, until

log = logging.getLogger("tandem.live")

REFRESH_SECONDS = 15
"""A sign of life is not passed on if another of the same person was, so shortly before."""
AGAIN_SECONDS = 1.0
UNKNOWN = "Who is here is not known at the moment."
MARK = """
local before = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not before or tonumber(before) < tonumber(ARGV[2]) then
    redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
end
return before
"""


class RedisPresence:
    """`Presence` in Redis."""

    def __init__(self, url: str, *, key: str = "tandem:presence") -> None:
        self._not_before = 0.0
        self._redis = Redis.from_url(
            url,
            socket_timeout=1,
            socket_connect_timeout=1,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        self._key = key
        self._passed_on: dict[int, float] = {}

    def mark(self, user_id: int, *, at: float, is_active: bool = True) -> bool:
        end = until(at, is_active=is_active)
        if end - self._passed_on.get(user_id, 0) < REFRESH_SECONDS:
            return False
        with self._asking():
            before = cast(str | None, self._redis.eval(MARK, 1, self._key, user_id, end))
        self._passed_on[user_id] = end
        return is_away(None if before is None else float(before), at)

    def here(self, *, at: float) -> dict[int, State]:
        with self._asking():
            members: Any = self._redis.zrangebyscore(self._key, at - IDLE_SECONDS, "+inf", withscores=True)
        return {int(id): state_of(end, at) for id, end in members}

    def count(self, *, at: float) -> int:
        with self._asking():
            return self._redis.zcount(self._key, f"({at}", "+inf")

    def new_count(self, *, at: float) -> int | None:
        number = self.count(at=at)
        with self._asking():
            before = cast(str | None, self._redis.getset(f"{self._key}:count", number))
        return number if number != int(before or 0) else None

    def part(self, *, at: float) -> list[int]:
        away = "-inf", f"({at - IDLE_SECONDS}"
        with self._asking(), self._redis.pipeline(transaction=True) as both:
            both.zrangebyscore(self._key, *away)
            both.zremrangebyscore(self._key, *away)
            members, _ = both.execute()
        self._passed_on = {id: end for id, end in self._passed_on.items() if end > at}
        return [int(id) for id in members]

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """A Redis that is away is asked again after a moment, not by every request."""
        if time.monotonic() < self._not_before:
            raise Unavailable(UNKNOWN)
        try:
            yield
        except RedisError as error:
            log.warning("Who is here is not known: %s", error)
            self._not_before = time.monotonic() + AGAIN_SECONDS
            raise Unavailable(UNKNOWN) from error
