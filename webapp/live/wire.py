"""Streams without a greenlet: one per worker writes to every socket that was let go of.

An open stream costs an entry in a table and its descriptor. What waits for a stream is joined and written at once; what
its reader does not take waits in a buffer of its own, up to a bound. One epoll, whose own descriptor the event loop
watches, tells of readers that went away and of sockets that take bytes again.
"""

import logging
import math
import os
import select as _select
import time
from collections.abc import Callable, Iterable
from typing import Any

import gevent
from gevent import monkey
from gevent.event import Event

from webapp.live.hub import Hub
from webapp.live.listener import BOUND
from webapp.live.opening import Opening, lifetime, welcome

log = logging.getLogger("tandem.live")

WRITES_AT_ONCE = 200
"""After so many writes the others have a turn."""

REST = 4
LONGEST_REST_SECONDS = 0.2
"""After a round the writer rests four times as long as it took: what is said in close succession to thousands is
gathered, and most of the worker's time is left to requests. A message after a pause goes out at once.
"""

GONE = _select.EPOLLRDHUP | _select.EPOLLHUP | _select.EPOLLERR
WATCHED = _select.EPOLLIN | _select.EPOLLRDHUP


class Stream:
    """A `Listener` at the other end of a descriptor."""

    __slots__ = ("channels", "ends_at", "fd", "is_closed", "is_dirty", "rest", "sees", "waiting", "wire")

    def __init__(self, wire: "Wire", fd: int, channels: frozenset[str], sees: frozenset[str] | None) -> None:
        self.wire = wire
        self.fd = fd
        self.channels = channels
        self.sees = sees
        self.is_closed = False
        self.is_dirty = False
        self.rest = b""
        self.waiting: list[bytes] = []
        self.ends_at = math.inf

    def put(self, frame: bytes) -> None:
        if not self.is_closed:
            self.waiting.append(frame)
            self._stir()

    def close(self) -> None:
        self.is_closed = True
        self._stir()

    def _stir(self) -> None:
        if not self.is_dirty:
            self.is_dirty = True
            self.wire.stir(self)


class Wire:
    """Writes to all detached streams of a worker."""

    def __init__(self, hub: Hub, *, heartbeat_seconds: float, bound: int = BOUND) -> None:
        self.hub = hub
        self.streams: dict[int, Stream] = {}
        self._bound = bound
        self._heartbeat_seconds = heartbeat_seconds
        self._dirty: list[Stream] = []
        self._last_joined: tuple[list[bytes], bytes] = [], b""
        self._awake = Event()
        self._sets: dict[frozenset[str], frozenset[str]] = {}
        self._epoll: Any = monkey.get_original("select", "epoll")()
        self.hub.position()
        self._greenlets = [gevent.spawn(_again, work) for work in (self._write, self._watch, self._beat)]

    def adopt(self, fd: int, head: bytes, opening: Opening) -> Stream:
        """Take over a socket whose request is answered: send the head, then all that this listener is to hear."""
        os.set_blocking(fd, False)
        sees = None if opening.sees is None else self._shared(opening.sees)
        stream = Stream(self, fd, self._shared(opening.channels), sees)
        stream.ends_at = time.monotonic() + lifetime(opening.longest_seconds)
        self.streams[fd] = stream
        self._epoll.register(fd, WATCHED)
        stream.is_dirty = True  # nothing is written before all of it is there, in order
        try:
            stream.waiting[:0] = head, welcome(self.hub, stream, opening)
        except BaseException:
            self._drop(stream)
            raise
        self.stir(stream)
        return stream

    def stir(self, stream: Stream) -> None:
        """It has something to write, or is to end."""
        self._dirty.append(stream)
        self._awake.set()

    def _shared(self, names: Iterable[str]) -> frozenset[str]:
        """One set for all who have the same names."""
        wanted = frozenset(names)
        if len(self._sets) > 10_000:
            self._sets.clear()
        return self._sets.setdefault(wanted, wanted)

    def _write(self) -> None:
        while True:
            self._awake.wait()
            self._awake.clear()
            gevent.sleep(0)  # whoever is about to say something says it first: one write takes it all
            dirty, self._dirty = self._dirty, []
            began = time.monotonic()
            for n, stream in enumerate(dirty, start=1):
                self._tend(stream)
                if n % WRITES_AT_ONCE == 0:
                    gevent.sleep(0)
            gevent.sleep(min(REST * (time.monotonic() - began), LONGEST_REST_SECONDS))

    def _tend(self, stream: Stream) -> None:
        """Write what waits for it. A fault at one stream ends that one, not the others."""
        try:
            self._flush(stream)
        except Exception:
            log.exception("A stream is given up")
            self._drop(stream)

    def _flush(self, stream: Stream) -> None:
        stream.is_dirty = False
        if stream.fd < 0:
            return
        data = stream.rest + self._joined(stream.waiting)
        stream.waiting.clear()
        was_blocked = bool(stream.rest)
        if data:
            try:
                written = os.write(stream.fd, data)
            except BlockingIOError:
                written = 0
            except OSError:
                self._drop(stream)
                return
            stream.rest = data[written:]
            if len(stream.rest) > self._bound:
                self._drop(stream)
                return
            if bool(stream.rest) != was_blocked:
                self._epoll.modify(stream.fd, WATCHED | (_select.EPOLLOUT if stream.rest else 0))
        if stream.is_closed and not stream.rest:
            self._drop(stream)

    def _joined(self, waiting: list[bytes]) -> bytes:
        """These frames as one. Most streams wait for the same ones, so the last answer often serves again."""
        if len(waiting) == 1:
            return waiting[0]
        if waiting != self._last_joined[0]:
            self._last_joined = waiting.copy(), b"".join(waiting)
        return self._last_joined[1]

    def _watch(self) -> None:
        """Hear of readers that went away and of sockets that take bytes again."""
        loop = gevent.get_hub()
        watcher = loop.loop.io(self._epoll.fileno(), 1)
        while True:
            loop.wait(watcher)
            for fd, events in self._epoll.poll(0, 1000):
                stream = self.streams.get(fd)
                if stream is None:
                    continue
                if events & GONE or (events & _select.EPOLLIN and _has_ended(fd)):
                    self._drop(stream)
                elif events & _select.EPOLLOUT:
                    self._tend(stream)

    def _beat(self) -> None:
        """Heartbeats, and the end of old streams; one that was told to end but takes nothing is cut off."""
        while True:
            gevent.sleep(self._heartbeat_seconds)
            streams = list(self.streams.values())
            for first in range(0, len(streams), WRITES_AT_ONCE):
                some = streams[first : first + WRITES_AT_ONCE]
                self.hub.beat([stream for stream in some if not stream.rest])
                for stream in some:
                    if stream.is_closed and stream.rest:
                        self._drop(stream)
                    elif time.monotonic() >= stream.ends_at:
                        stream.close()
                gevent.sleep(0)

    def _drop(self, stream: Stream) -> None:
        if stream.fd < 0:
            return
        fd, stream.fd = stream.fd, -1
        stream.is_closed = True
        del self.streams[fd]
        self.hub.leave(stream)
        try:
            self._epoll.unregister(fd)
        finally:
            os.close(fd)


def _again(work: Callable[[], None]) -> None:
    """Whatever happens, streams are written to."""
    while True:
        try:
            work()
        except Exception:
            log.exception("The wire stumbled")
            gevent.sleep(0.1)


def _has_ended(fd: int) -> bool:
    """A reader says nothing after its request; what it says all the same is let fall."""
    try:
        return os.read(fd, 4096) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
