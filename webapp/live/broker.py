"""What carries facts from the one who changed something to every worker with somebody looking."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One change, as it travels. `position` orders all messages of a broker."""

    position: str
    channels: tuple[str, ...]
    name: str
    facts: dict[str, Any]


class Hearer(Protocol):
    """Who is told what the broker brings: the hub of a worker."""

    def begin(self, position: str) -> None:
        """What is brought begins after this position."""

    def receive(self, message: Message) -> None:
        """A message, each one once and in order."""

    def lose(self, position: str) -> None:
        """Something up to this position was never told: nobody can be brought up to it by messages."""

    def cut(self) -> None:
        """Nothing can be heard for now. Positions stay good until `lose` is called."""


class Broker(Protocol):
    """Carries messages in one order to every worker.

    A position is `A-B`, two integers. It is given after the change is durable, so what a reader saw before it noted
    a position is never announced again as new, and what it did not see always is.
    """

    @property
    def is_reachable(self) -> bool:
        """Whether messages get through at the moment."""

    def start(self, hearer: Hearer) -> None:
        """Bring everything to this hearer: where memory begins, what is remembered, then whatever comes."""

    def publish(self, channels: Iterable[str], name: str, facts: dict[str, Any]) -> None:
        """Tell everybody. Raises when the broker is out of reach; the caller decides what that means."""

    def lose(self) -> None:
        """Something that had to be told cannot be: everybody hears that they missed something. Raises as `publish`
        does; then they hear of it when the broker is back.
        """

    def has_reached(self, position: str) -> bool:
        """Whether that position has been given to a message, if perhaps one that was not brought here yet."""

    def stop(self) -> None:
        """This process ends, and owes nothing."""


Place = tuple[int, int]
NOWHERE: Place = (0, 0)


def parse_position(text: str) -> Place | None:
    """A position as numbers, to compare; None for what is no position."""
    head, dash, tail = text.partition("-")
    if (
        not (dash and head.isdecimal() and tail.isdecimal() and head.isascii() and tail.isascii())
        or len(text) > 40
    ):
        return None
    return int(head), int(tail)


def place_of(position: str) -> Place:
    """A position as numbers; before everything for what is no position."""
    return parse_position(position) or NOWHERE


class MemoryBroker:
    """For one process. Its messages end with it: positions of an earlier start are out of reach."""

    is_reachable = True

    def __init__(self) -> None:
        self._start = time.time_ns() // 1_000_000
        self._last = 0
        self._hearers: list[Hearer] = []
        self._lock = threading.RLock()

    def start(self, hearer: Hearer) -> None:
        with self._lock:
            hearer.begin(self._position())
            self._hearers.append(hearer)

    def publish(self, channels: Iterable[str], name: str, facts: dict[str, Any]) -> None:
        with self._lock:
            self._last += 1
            message = Message(self._position(), tuple(channels), name, facts)
            for hearer in self._hearers:
                hearer.receive(message)

    def lose(self) -> None:
        with self._lock:
            self._last += 1
            for hearer in self._hearers:
                hearer.lose(self._position())

    def has_reached(self, position: str) -> bool:
        return place_of(position) <= (self._start, self._last)

    def stop(self) -> None:
        pass

    def _position(self) -> str:
        return f"{self._start}-{self._last}"
