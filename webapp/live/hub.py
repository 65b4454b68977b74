"""One per worker: knows who is looking at what, and draws each touched region once for all of them.

A worker draws a region only if somebody on it is looking, at most once every `redraw_seconds`; the last change is
always drawn. Nothing of a request is held: a listener is its channels, the regions it shows, and a bounded outbox.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from flask import Flask
from flask_sse import Message as Frame
from markupsafe import Markup

from webapp.core.stores import db
from webapp.live.broker import Broker, Message, parse_position
from webapp.live.region import Region, fragment

log = logging.getLogger("tandem.live")

RegionsOf = Callable[[Message], Mapping[str, Iterable[Region]]]

CLOSE = "live:close"
"""A control message: streams of these channels end and come back with the rights of now."""


class Listener:
    """One open page. `take` blocks until there is a frame, the time is up, or it is over."""

    def __init__(self, channels: Iterable[str], sees: Iterable[str], *, bound: int = 262_144) -> None:
        self.channels = frozenset(channels)
        self.sees = frozenset(sees)
        self.is_closed = False
        self._frames: deque[bytes] = deque()
        self._size = 0
        self._bound = bound
        self._ready = threading.Condition()

    def put(self, frame: bytes) -> None:
        """Hand it a frame. One that does not read is closed at its bound; it replays when it returns."""
        with self._ready:
            self._frames.append(frame)
            self._size += len(frame)
            if self._size > self._bound:
                self._frames.clear()
                self.is_closed = True
            self._ready.notify_all()

    def take(self, timeout: float) -> bytes | None:
        """The frames that wait, joined; b"" when the time is up; None when it is over."""
        with self._ready:
            if not self._frames and not self.is_closed:
                self._ready.wait(timeout)
            if self._frames:
                joined = b"".join(self._frames)
                self._frames.clear()
                self._size = 0
                return joined
            return None if self.is_closed else b""

    def close(self) -> None:
        with self._ready:
            self.is_closed = True
            self._ready.notify_all()


@dataclass
class _Touched:
    region: Region
    listeners: set[Listener] = field(default_factory=set)


class Hub:
    """Brings messages to listeners as drawn regions."""

    def __init__(self, app: Flask, broker: Broker, regions_of: RegionsOf, *, redraw_seconds: float) -> None:
        self.broker = broker
        self.is_draining = False
        self._app = app
        self._regions_of = regions_of
        self._redraw_seconds = redraw_seconds
        self._by_channel: dict[str, dict[Listener, None]] = {}
        self._touched: dict[str, _Touched] = {}
        self._newest = broker.position()
        self._wake = threading.Condition()
        self._drawer: threading.Thread | None = None
        self.drawn = 0
        broker.listen(self._receive)

    def position(self) -> str:
        return self.broker.position()

    def join(self, listener: Listener, *, since: str) -> bool:
        """Let it listen, beginning with what it missed. False when history no longer reaches that far."""
        with self._wake:
            for channel in listener.channels:
                self._by_channel.setdefault(channel, {})[listener] = None
            self._start_drawing()
        missed = self.broker.since(since)
        with self._wake:
            for message in missed or ():
                self._touch(message, only=listener)
        return missed is not None

    def leave(self, listener: Listener) -> None:
        with self._wake:
            for channel in listener.channels:
                listeners = self._by_channel.get(channel, {})
                listeners.pop(listener, None)
                if not listeners:
                    self._by_channel.pop(channel, None)

    def listening(self, channel: str) -> list[Listener]:
        """Who hears that channel on this worker, the longest there first."""
        with self._wake:
            return list(self._by_channel.get(channel, ()))

    def drain(self) -> None:
        """End all streams: this worker is going away. Their pages come back to the next one."""
        with self._wake:
            self.is_draining = True
            for listeners in self._by_channel.values():
                for listener in listeners:
                    listener.close()

    def _receive(self, message: Message) -> None:
        with self._wake:
            if message.name == CLOSE:
                for channel in message.channels:
                    for listener in self._by_channel.get(channel, ()):
                        listener.close()
                return
            self._touch(message)

    def _touch(self, message: Message, only: Listener | None = None) -> None:
        self._newest = max(
            self._newest, message.position, key=lambda position: parse_position(position) or (0, 0)
        )
        if not any(channel in self._by_channel for channel in message.channels):
            return
        try:
            audience = self._regions_of(message)
        except Exception:
            log.exception("Could not tell which regions %s touches", message.name)
            return
        for channel, regions in audience.items():
            hearers = set(self._by_channel.get(channel, ()))
            if only is not None:
                hearers = hearers & {only}
            for region in regions:
                looking = {listener for listener in hearers if region.id in listener.sees}
                if looking:
                    self._touched.setdefault(region.id, _Touched(region)).listeners |= looking
                    self._touched[region.id].region = region
        self._wake.notify_all()

    def _start_drawing(self) -> None:
        if self._drawer is None:
            self._drawer = threading.Thread(target=self._draw_forever, name="live-drawer", daemon=True)
            self._drawer.start()

    def _draw_forever(self) -> None:
        while True:
            with self._wake:
                while not self._touched:
                    self._wake.wait()
                touched, self._touched = self._touched, {}
                newest = self._newest
            self._draw(touched, newest)
            time.sleep(self._redraw_seconds)

    def _draw(self, touched: dict[str, _Touched], newest: str) -> None:
        drawn: dict[Listener, dict[str, Markup]] = {}
        with self._app.test_request_context():
            for id, touch in touched.items():
                try:
                    inner = touch.region.inner()
                except Exception:
                    log.exception("Could not draw %s", id)
                    continue
                finally:
                    db.session.rollback()
                self.drawn += 1
                for listener in touch.listeners:
                    drawn.setdefault(listener, {})[id] = inner
        frames: dict[tuple[str, ...], bytes] = {}
        for listener, regions in drawn.items():
            key = tuple(regions)
            if key not in frames:
                frames[key] = frame(fragment(regions), id=newest)
            listener.put(frames[key])


def frame(data: str, *, name: str | None = None, id: str | None = None, retry: int | None = None) -> bytes:
    """A server-sent event (WHATWG HTML, section 9.2). Text is split by line, so none can forge an event."""
    return str(Frame(data, type=name, id=id, retry=retry)).encode()
