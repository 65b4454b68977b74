"""What carries facts from the one who changed something to every worker with somebody looking."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Message:
    """One change, as it travels. `position` orders all messages of a broker."""

    position: str
    channels: tuple[str, ...]
    name: str
    facts: dict[str, Any]


class Broker(Protocol):
    """Carries messages in one order to all listeners of all workers, and remembers the newest of them.

    A position is `A-B`, two integers. It is given after the change is durable, so what a reader saw before it noted
    a position is never announced again as new, and what it did not see always is.
    """

    def publish(self, channels: Iterable[str], name: str, facts: dict[str, Any]) -> None:
        """Tell everybody. Raises when the broker is out of reach; the caller decides what that means."""

    def position(self) -> str:
        """The place of the newest message that this process knows of."""

    def since(self, position: str) -> list[Message] | None:
        """All messages after that position, oldest first; None where history no longer reaches it."""

    def listen(self, receive: Callable[[Message], None]) -> None:
        """Call `receive` for every message from now on."""


def parse_position(text: str) -> tuple[int, int] | None:
    """A position as numbers, to compare; None for what is no position."""
    head, dash, tail = text.partition("-")
    if (
        not (dash and head.isdecimal() and tail.isdecimal() and head.isascii() and tail.isascii())
        or len(text) > 40
    ):
        return None
    return int(head), int(tail)


class MemoryBroker:
    """For one process. Its history ends with it: positions of an earlier start are out of reach."""

    def __init__(self, *, history: int) -> None:
        self._start = time.time_ns() // 1_000_000
        self._last = 0
        self._history: deque[Message] = deque(maxlen=history)
        self._receivers: list[Callable[[Message], None]] = []
        self._lock = threading.RLock()

    def publish(self, channels: Iterable[str], name: str, facts: dict[str, Any]) -> None:
        with self._lock:
            self._last += 1
            message = Message(self.position(), tuple(channels), name, facts)
            self._history.append(message)
            for receive in self._receivers:
                receive(message)

    def position(self) -> str:
        return f"{self._start}-{self._last}"

    def since(self, position: str) -> list[Message] | None:
        place = parse_position(position)
        with self._lock:
            if place is None or place[0] != self._start or place[1] > self._last:
                return None
            missed = self._last - place[1]
            if missed > len(self._history):
                return None
            return list(self._history)[len(self._history) - missed :]

    def listen(self, receive: Callable[[Message], None]) -> None:
        with self._lock:
            self._receivers.append(receive)
