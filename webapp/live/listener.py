"""Somebody who listens: what they may hear, what they show, and the way to them."""

import threading
from collections import deque
from collections.abc import Iterable
from typing import Protocol

BOUND = 262_144
"""How many bytes wait for a reader that does not read, before it is closed. It replays when it returns."""


class Listener(Protocol):
    """`sees` are the regions of a page; None for a program, which hears the facts themselves."""

    @property
    def channels(self) -> frozenset[str]: ...

    @property
    def sees(self) -> frozenset[str] | None: ...

    @property
    def is_closed(self) -> bool: ...

    def put(self, frame: bytes) -> None:
        """Hand it a frame. Never waits; what comes after its end is let fall."""

    def close(self) -> None:
        """End it, after what it was handed."""


class HeldListener:
    """A listener whose request is held open by the server: for tests and servers that cannot let go of a socket."""

    def __init__(self, channels: Iterable[str], sees: Iterable[str] | None, *, bound: int = BOUND) -> None:
        self.channels = frozenset(channels)
        self.sees = None if sees is None else frozenset(sees)
        self.is_closed = False
        self._frames: deque[bytes] = deque()
        self._size = 0
        self._bound = bound
        self._ready = threading.Condition()

    def put(self, frame: bytes) -> None:
        with self._ready:
            if self.is_closed:
                return
            self._frames.append(frame)
            self._size += len(frame)
            if self._size > self._bound:
                self._frames.clear()
                self.is_closed = True
            self._ready.notify_all()

    def close(self) -> None:
        with self._ready:
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
