"""Live messages through a Redis Stream, for several workers and machines.

Every worker reads the stream once. Two clients: a reader that may wait as long as it likes, and a publisher that waits
little and never tries twice, so that a Redis that is away costs a change no time. redis-py's own defaults (a socket
timeout of 5 s, retries) would break the one and slow down the other.

A message that could not be published is owed: as soon as Redis is back, all pages everywhere are told to fetch
themselves again. The same is said when Redis lost its data, or more of it passed than is kept.
"""

import json
import logging
import secrets
import threading
import time
from collections.abc import Iterable
from typing import Any, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from webapp.live.broker import Hearer, Message, parse_position

log = logging.getLogger("tandem.live")

BLOCK_MS = 5_000
PUBLISH_TIMEOUT_SECONDS = 1.0
AGAIN_SECONDS = 0.5
LOST = "live:lost"
"""A control message: something before it was never told."""


class RedisBroker:
    """`Broker` on one Redis Stream of bounded length. Positions are its ids."""

    def __init__(self, url: str, *, history: int, key: str = "tandem:live") -> None:
        self.is_reachable = True
        self._key = key
        self._run_key = f"{key}:run"
        self._length = history
        never_twice = Retry(NoBackoff(), 0)
        self._publisher = Redis.from_url(
            url,
            socket_timeout=PUBLISH_TIMEOUT_SECONDS,
            socket_connect_timeout=PUBLISH_TIMEOUT_SECONDS,
            retry=never_twice,
        )
        self._reader = Redis.from_url(
            url, socket_timeout=None, socket_connect_timeout=5, socket_keepalive=True, retry=never_twice
        )
        self._hearer: Hearer | None = None
        self._last = "0-0"
        self._run = b""
        self._owes = False

    def check(self) -> None:
        """Raise at start, in words, if Redis is not there."""
        try:
            self._publisher.ping()
        except RedisError as error:
            raise ValueError(f"REDIS_URL is set, but Redis does not answer there: {error}") from error

    def publish(self, channels: Iterable[str], name: str, facts: dict[str, Any]) -> None:
        self._pay()
        try:
            self._add(tuple(channels), name, facts)
        except RedisError:
            self._owes = True
            raise

    def start(self, hearer: Hearer) -> str:
        self._hearer = hearer
        self._run = self._this_run()
        floor = self._first_position()
        remembered = self._reader.xrevrange(self._key, count=self._length)
        lines = list(reversed(cast(list[tuple[bytes, dict[bytes, bytes]]], remembered)))
        if lines:
            floor = lines[0][0].decode()
        self._last = floor
        threading.Thread(target=self._read_forever, name="live-reader", daemon=True).start()
        return floor

    def _read_forever(self) -> None:
        while True:
            try:
                self._read_on()
            except RedisError as error:
                self._away(error)
            except Exception:
                log.exception("The reader of live messages stumbled")
                time.sleep(AGAIN_SECONDS)

    def _read_on(self) -> None:
        if not self.is_reachable:
            self._back()
        self._pay()
        answer = self._reader.xread({self._key: self._last}, count=500, block=BLOCK_MS)
        for _, lines in cast(list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]], answer or []):
            for id, fields in lines:
                self._hear(id.decode(), fields)

    def _hear(self, position: str, fields: dict[bytes, bytes]) -> None:
        hearer = self._hearer
        assert hearer is not None
        said = json.loads(fields[b"m"])
        self._last = position
        if said["n"] == LOST:
            hearer.lose(position)
        else:
            hearer.receive(Message(position, tuple(said["c"]), said["n"], said["f"]))

    def _away(self, error: RedisError) -> None:
        if self.is_reachable:
            log.error("Redis is out of reach; live pages wait for it: %s", error)
            self.is_reachable = False
            if self._hearer is not None:
                self._hearer.cut()
        time.sleep(AGAIN_SECONDS)

    def _back(self) -> None:
        """Redis answers again. If what we read last is gone, say so; else go on from there."""
        run = self._this_run()
        oldest = self._first_position()
        lost = run != self._run or (parse_position(oldest) or (0, 0)) > (parse_position(self._last) or (0, 0))
        self._run = run
        if lost and self._hearer is not None:
            self._last = oldest
            self._hearer.lose(oldest)
        self.is_reachable = True
        log.warning("Redis is back%s", "; open pages fetch themselves again" if lost else "")

    def _pay(self) -> None:
        """Tell everybody that something was never told, if that is so."""
        if self._owes:
            self._add((), LOST, {})
            self._owes = False

    def _add(self, channels: tuple[str, ...], name: str, facts: dict[str, Any]) -> None:
        said = json.dumps({"c": channels, "n": name, "f": facts}, separators=(",", ":"))
        self._publisher.xadd(self._key, {"m": said}, maxlen=self._length, approximate=True)

    def _this_run(self) -> bytes:
        """A word that is lost together with the data. Whoever finds none leaves a new one."""
        self._publisher.set(self._run_key, secrets.token_hex(8), nx=True)
        return cast(bytes, self._publisher.get(self._run_key))

    def _first_position(self) -> str:
        """The oldest id in the stream; an empty one is begun, so that there is a position to start from."""
        first = cast(list[tuple[bytes, dict[bytes, bytes]]], self._publisher.xrange(self._key, count=1))
        if first:
            return first[0][0].decode()
        self._add((), "live:begin", {})
        return self._first_position()
