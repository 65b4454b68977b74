"""Live messages through a Redis Stream, for several workers and machines.

Every worker reads the stream once. Two clients: a reader that may wait, and a publisher that waits little and never
tries twice, so that a Redis that is away costs a change next to no time. redis-py's own defaults (a socket timeout of
5 s, retries) would break the one and slow down the other.

A message that could not be published is owed: as soon as Redis is back, everybody is told to fetch anew. The same is
said when Redis lost its data, when more of it passed than is kept, and when a process ended in the middle of its work.
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

from webapp.live.broker import Hearer, Message, Place, place_of
from webapp.live.roll import Roll

log = logging.getLogger("tandem.live")

BLOCK_MS = 1_000
"""A reader waits no longer, so that what is owed is said within a second."""
READ_TIMEOUT_SECONDS = BLOCK_MS / 1000 + 3
PUBLISH_TIMEOUT_SECONDS = 1.0
AGAIN_SECONDS = 0.5
STAY_SECONDS = 10.0
LOST = "live:lost"
"""A control message: something before it was never told."""

Entry = tuple[bytes, dict[bytes, bytes]]


class RedisBroker:
    """`Broker` on one Redis Stream of bounded length. Positions are its ids."""

    def __init__(self, url: str, *, history: int, key: str = "tandem:live") -> None:
        self.is_reachable = True
        self._key = key
        self._run_key = f"{key}:run"
        self._length = history
        self._at_once = min(500, history)
        never_twice = Retry(NoBackoff(), 0)
        self._publisher = Redis.from_url(
            url,
            socket_timeout=PUBLISH_TIMEOUT_SECONDS,
            socket_connect_timeout=PUBLISH_TIMEOUT_SECONDS,
            retry=never_twice,
        )
        self._reader = Redis.from_url(
            url,
            socket_timeout=READ_TIMEOUT_SECONDS,
            socket_connect_timeout=5,
            retry=never_twice,
            redis_connect_func=self._connected,
        )
        self._roll = Roll(self._publisher, f"{key}:workers")
        self._hearer: Hearer | None = None
        self._last = "0-0"
        self._unheard: set[Place] = set()
        """What was published here and has not come back yet."""
        self._hearing = threading.Lock()
        self._run = b""
        self._is_checked = False
        self._untold = 0
        """How often something was not told that had to be."""
        self._said = 0
        """Of these, how many everybody knows of."""
        self._not_before = 0.0
        self._stay_at = 0.0

    def check(self) -> None:
        """Raise at start, in words, if Redis is not there."""
        try:
            self._publisher.ping()
        except RedisError as error:
            raise ValueError(f"REDIS_URL is set, but Redis does not answer there: {error}") from error

    def publish(self, channels: Iterable[str], name: str, facts: dict[str, Any]) -> None:
        try:
            if time.monotonic() < self._not_before:
                raise RedisError("It did not answer a moment ago.")
            self._pay()
            place = self._add(tuple(channels), name, facts)
        except BaseException:  # a server that ends cuts off what takes too long
            self._untold += 1
            raise
        with self._hearing:
            if self._hearer is not None and place > place_of(self._last):
                self._unheard.add(place)

    def lose(self) -> None:
        self._untold += 1
        if time.monotonic() >= self._not_before:
            self._pay()

    def has_reached(self, position: str) -> bool:
        try:
            return place_of(position) <= place_of(self._ends()[1])
        except RedisError:
            return False

    def start(self, hearer: Hearer) -> None:
        self._hearer = hearer
        try:
            if self._roll.enter():
                self._untold += 1
            self._run = self._this_run()
            self._begin_at(self._ends()[0], hearer)
        except RedisError as error:
            self._away(error)
        threading.Thread(target=self._read_forever, name="live-reader", daemon=True).start()

    def stop(self) -> None:
        try:
            self._pay()
            self._roll.leave()
        except RedisError as error:
            log.warning("Redis is away; what was not told is told by the next start: %s", error)

    def _begin_at(self, oldest: str, hearer: Hearer) -> None:
        """Bring what is remembered, so that memory is whole before the first page notes its position."""
        self._last = oldest
        hearer.begin(oldest)
        self._catch_up()

    def _read_forever(self) -> None:
        while True:
            try:
                self._read_on()
            except RedisError as error:
                self._away(error)
                time.sleep(AGAIN_SECONDS)
            except Exception:
                log.exception("The reader of live messages stumbled")
                time.sleep(AGAIN_SECONDS)

    def _read_on(self) -> None:
        if time.monotonic() >= self._stay_at:
            if self._roll.stay():
                self._untold += 1
            self._stay_at = time.monotonic() + STAY_SECONDS
        self._pay()
        lines: list[Entry] = []
        if self._is_checked:
            answer = self._reader.xread({self._key: self._last}, count=self._at_once, block=BLOCK_MS)
            for _, some in cast(list[tuple[bytes, list[Entry]]], answer or []):
                lines += some
        if not self._is_checked or len(lines) == self._at_once:
            self._look_around()
            return
        for id, fields in lines:
            self._hear(id.decode(), fields)

    def _look_around(self) -> None:
        """On a connection that is new, or far behind: go on if the stream is still the one that we know, and whole
        from where we are. Else say what that means.
        """
        self._is_checked = True
        run, (oldest, _) = self._this_run(), self._ends()
        is_another, is_passed = run != self._run, place_of(oldest) > place_of(self._last)
        if is_another or is_passed or not self._reader.xrange(self._key, self._last, self._last):
            self._lose(oldest)
            if not (is_another or is_passed):
                self._untold += 1  # a part is gone: not everybody can see that
        self._run = run
        if not self.is_reachable:
            if self._roll.enter():
                self._untold += 1
            self.is_reachable = True
            log.warning("Redis is back")
        with self._hearing:
            awaited = self._unheard.copy()
        self._catch_up()
        with self._hearing:
            self._miss(awaited & self._unheard)

    def _lose(self, oldest: str) -> None:
        log.warning("Live messages were lost; open pages fetch themselves again")
        with self._hearing:
            self._last = oldest
            self._unheard.clear()
        if self._hearer is not None:
            self._hearer.lose(oldest)

    def _catch_up(self) -> None:
        """Hear everything up to now."""
        later, number = place_of(self._last)
        for id, fields in cast(list[Entry], self._reader.xrange(self._key, min=f"{later}-{number + 1}")):
            self._hear(id.decode(), fields)

    def _hear(self, position: str, fields: dict[bytes, bytes]) -> None:
        hearer = self._hearer
        assert hearer is not None
        with self._hearing:
            self._last = position
            if self._unheard:
                place = place_of(position)
                self._unheard.discard(place)
                self._miss({earlier for earlier in self._unheard if earlier < place})
        said = json.loads(fields[b"m"])
        if said["n"] == LOST:
            hearer.lose(position)
        else:
            hearer.receive(Message(position, tuple(said["c"]), said["n"], said["f"]))

    def _miss(self, places: set[Place]) -> None:
        """These were published here, and Redis has lost them since."""
        if places:
            self._unheard -= places
            self._untold += 1

    def _away(self, error: RedisError) -> None:
        self._is_checked = False
        if self.is_reachable:
            log.error("Redis is out of reach; live pages wait for it: %s", error)
            self.is_reachable = False
            if self._hearer is not None:
                self._hearer.cut()

    def _connected(self, connection: Any) -> None:
        """redis-py connects again by itself: then Redis may be another, or have lost something."""
        connection.on_connect()
        self._is_checked = False

    def _pay(self) -> None:
        """Tell everybody that something was never told, if that is so. What is missed meanwhile is told the next time:
        it may have become true only after this was heard.
        """
        if (untold := self._untold) != self._said:
            self._add((), LOST, {})
            self._said = untold

    def _add(self, channels: tuple[str, ...], name: str, facts: dict[str, Any]) -> Place:
        said = json.dumps({"c": channels, "n": name, "f": facts}, separators=(",", ":"))
        try:
            id = self._publisher.xadd(self._key, {"m": said}, maxlen=self._length, approximate=True)
        except RedisError:
            self._not_before = time.monotonic() + AGAIN_SECONDS
            raise
        self._not_before = 0.0
        return place_of(cast(bytes, id).decode())

    def _this_run(self) -> bytes:
        """A word that is lost together with the data. Whoever finds none leaves a new one."""
        self._publisher.set(self._run_key, secrets.token_hex(8), nx=True)
        return cast(bytes, self._publisher.get(self._run_key))

    def _ends(self) -> tuple[str, str]:
        """The oldest and the newest position in the stream; an empty one is begun, to have a place to start."""
        first = cast(list[Entry], self._publisher.xrange(self._key, count=1))
        last = cast(list[Entry], self._publisher.xrevrange(self._key, count=1))
        if not (first and last):
            self._add((), "live:begin", {})
            return self._ends()
        return first[0][0].decode(), last[0][0].decode()
