"""Who is here, from signs of life: pages that were opened, and heartbeats of those who work.

A sign counts for 90 s; then a person is idle, and 5 minutes after the last sign they are away and forgotten.
Times are seconds since 1970.
"""

import enum
import threading
from typing import Protocol

ACTIVE_SECONDS = 90
IDLE_SECONDS = 210


class State(enum.StrEnum):
    """How somebody is here. Who is away is not here."""

    active = "active"
    idle = "idle"


class Presence(Protocol):
    """Keeps for each person until when they count as active. Raises `Unavailable` where that cannot be known."""

    def mark(self, user_id: int, *, at: float, is_active: bool = True) -> bool:
        """A sign of life; with `is_active` false, of somebody who looks on. True if they were away."""

    def here(self, *, at: float) -> dict[int, State]:
        """Everybody who is not away."""

    def count(self, *, at: float) -> int:
        """How many are active."""

    def new_count(self, *, at: float) -> int | None:
        """How many are active, for the first who asks since that changed; None for the others."""

    def part(self, *, at: float) -> list[int]:
        """Forget who is away by now. Each of them is named once, to one asker."""


def until(at: float, *, is_active: bool) -> float:
    return at + ACTIVE_SECONDS if is_active else at


def is_away(active_until: float | None, at: float) -> bool:
    return active_until is None or active_until + IDLE_SECONDS < at


def state_of(active_until: float, at: float) -> State:
    return State.active if active_until > at else State.idle


class MemoryPresence:
    """For one process."""

    def __init__(self) -> None:
        self._active_until: dict[int, float] = {}
        self._counted = 0
        self._lock = threading.Lock()

    def mark(self, user_id: int, *, at: float, is_active: bool = True) -> bool:
        with self._lock:
            before = self._active_until.get(user_id)
            self._active_until[user_id] = max(before or 0, until(at, is_active=is_active))
            return is_away(before, at)

    def here(self, *, at: float) -> dict[int, State]:
        with self._lock:
            ends = self._active_until.items()
            return {id: state_of(end, at) for id, end in ends if not is_away(end, at)}

    def count(self, *, at: float) -> int:
        with self._lock:
            return sum(end > at for end in self._active_until.values())

    def new_count(self, *, at: float) -> int | None:
        number = self.count(at=at)
        before, self._counted = self._counted, number
        return number if number != before else None

    def part(self, *, at: float) -> list[int]:
        with self._lock:
            gone = [id for id, end in self._active_until.items() if is_away(end, at)]
            for id in gone:
                del self._active_until[id]
            return gone
