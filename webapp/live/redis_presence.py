"""Who is here, for several workers: in Redis a sorted set, person by the time until which they count as active, and
a hash, person by the unit that they are in.
"""

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
from webapp.live.presence import ELSEWHERE, IDLE_SECONDS, Change, Sighting, change_of, sighting_of, until

log = logging.getLogger("tandem.live")

REFRESH_SECONDS = 15
"""A sign of life is not passed on if another of the same person and place was, so shortly before."""
AGAIN_SECONDS = 1.0
UNKNOWN = "Who is here is not known at the moment."
MARK = """
local before = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not before or tonumber(before) < tonumber(ARGV[2]) then
    redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
end
local unit = redis.call('HGET', KEYS[2], ARGV[1])
if ARGV[3] ~= '' then
    redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
end
return {before or '', unit or ''}
"""
PART = """
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
for _, id in ipairs(gone) do
    redis.call('ZREM', KEYS[1], id)
    redis.call('HDEL', KEYS[2], id)
end
return gone
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
        self._units = f"{key}:units"
        self._passed_on: dict[int, tuple[float, int | None]] = {}

    def mark(self, user_id: int, *, at: float, is_active: bool = True, unit_id: int | None = None) -> Change:
        end = until(at, is_active=is_active)
        passed_on, was_in = self._passed_on.get(user_id, (0.0, None))
        if end - passed_on < REFRESH_SECONDS and unit_id in (None, was_in):
            return Change.none
        with self._asking():
            unit = "" if unit_id is None else unit_id
            answer: Any = self._redis.eval(MARK, 2, self._key, self._units, user_id, end, unit)
        before, unit_before = answer
        place = int(unit_before or ELSEWHERE)
        self._passed_on[user_id] = (max(end, passed_on), place if unit_id is None else unit_id)
        return change_of(float(before) if before else None, place, end, unit_id, at)

    def here(self, *, at: float) -> dict[int, Sighting]:
        with self._asking(), self._redis.pipeline(transaction=True) as both:
            both.zrangebyscore(self._key, at - IDLE_SECONDS, "+inf", withscores=True)
            both.hgetall(self._units)
            members, units = both.execute()
        return {int(id): sighting_of(end, int(units.get(id, ELSEWHERE)), at) for id, end in members}

    def count(self, *, at: float) -> int:
        with self._asking():
            return self._redis.zcount(self._key, f"({at}", "+inf")

    def new_count(self, *, at: float) -> int | None:
        number = self.count(at=at)
        with self._asking():
            before = cast(str | None, self._redis.getset(f"{self._key}:count", number))
        return number if number != int(before or 0) else None

    def turned_idle(self, *, at: float) -> list[int]:
        with self._asking():
            before = cast(str | None, self._redis.getset(f"{self._key}:looked", at))
            since = max(float(before or 0), at - IDLE_SECONDS)
            return [int(id) for id in cast(list[str], self._redis.zrangebyscore(self._key, f"({since}", at))]

    def part(self, *, at: float) -> list[int]:
        with self._asking():
            away = f"({at - IDLE_SECONDS}"
            members = cast(list[str], self._redis.eval(PART, 2, self._key, self._units, away))
        self._passed_on = {id: passed for id, passed in self._passed_on.items() if passed[0] > at}
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
