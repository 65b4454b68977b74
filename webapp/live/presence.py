"""Who is here, from signs of life: pages that were opened, and heartbeats of those who work.

A sign counts for 90 s; then a person is idle, and 5 minutes after the last sign they are away and forgotten.
Times are seconds since 1970.
"""

import enum
import threading
from dataclasses import dataclass
from typing import Protocol

ACTIVE_SECONDS = 90
IDLE_SECONDS = 210

ELSEWHERE = 0
"""In no unit."""


class State(enum.StrEnum):
    """How somebody is here. Who is away is not here."""

    active = "active"
    idle = "idle"


class Change(enum.Enum):
    """What a sign of life says anew: that somebody came, that they are active again or in another unit, or nothing."""

    came = "came"
    moved = "moved"
    none = "none"


@dataclass(frozen=True)
class Sighting:
    """How somebody is here, in which unit (ELSEWHERE in none), and when their last sign of work was."""

    state: State
    unit_id: int
    at: float


class Presence(Protocol):
    """Keeps for each person until when they count as active, and where. Raises `Unavailable` where nobody knows."""

    def mark(self, user_id: int, *, at: float, is_active: bool = True, unit_id: int | None = None) -> Change:
        """A sign of life; with `is_active` false, of somebody who looks on; without a unit, from where they were."""

    def here(self, *, at: float) -> dict[int, Sighting]:
        """Everybody who is not away."""

    def count(self, *, at: float) -> int:
        """How many are active."""

    def new_count(self, *, at: float) -> int | None:
        """How many are active, for the first who asks since that changed; None for the others."""

    def turned_idle(self, *, at: float) -> list[int]:
        """Who has become idle since this was last asked. Each of them is named once, to one asker."""

    def part(self, *, at: float) -> list[int]:
        """Forget who is away by now. Each of them is named once, to one asker."""


def until(at: float, *, is_active: bool) -> float:
    return at + ACTIVE_SECONDS if is_active else at


def is_away(active_until: float | None, at: float) -> bool:
    return active_until is None or active_until + IDLE_SECONDS < at


def sighting_of(active_until: float, unit_id: int | None, at: float) -> Sighting:
    state = State.active if active_until > at else State.idle
    return Sighting(state, unit_id or ELSEWHERE, active_until - ACTIVE_SECONDS)


def change_of(before: float | None, was_in: int, end: float, unit_id: int | None, at: float) -> Change:
    """From until when somebody was active before and will be now, and where."""
    if before is None or is_away(before, at):
        return Change.came
    is_back = before <= at < end
    has_moved = unit_id is not None and unit_id != was_in
    return Change.moved if is_back or has_moved else Change.none


class MemoryPresence:
    """For one process."""

    def __init__(self) -> None:
        self._active_until: dict[int, float] = {}
        self._units: dict[int, int] = {}
        self._counted = 0
        self._looked_at = 0.0
        self._lock = threading.Lock()

    def mark(self, user_id: int, *, at: float, is_active: bool = True, unit_id: int | None = None) -> Change:
        end = until(at, is_active=is_active)
        with self._lock:
            before, was_in = self._active_until.get(user_id), self._units.get(user_id, ELSEWHERE)
            self._active_until[user_id] = max(before or 0, end)
            if unit_id is not None:
                self._units[user_id] = unit_id
            return change_of(before, was_in, end, unit_id, at)

    def here(self, *, at: float) -> dict[int, Sighting]:
        with self._lock:
            ends = self._active_until.items()
            return {id: sighting_of(end, self._units.get(id), at) for id, end in ends if not is_away(end, at)}

    def count(self, *, at: float) -> int:
        with self._lock:
            return sum(end > at for end in self._active_until.values())

    def new_count(self, *, at: float) -> int | None:
        number = self.count(at=at)
        before, self._counted = self._counted, number
        return number if number != before else None

    def turned_idle(self, *, at: float) -> list[int]:
        with self._lock:
            before, self._looked_at = self._looked_at, at
            ends = self._active_until.items()
            return [id for id, end in ends if before < end <= at and not is_away(end, at)]

    def part(self, *, at: float) -> list[int]:
        with self._lock:
            gone = [id for id, end in self._active_until.items() if is_away(end, at)]
            for id in gone:
                del self._active_until[id]
                self._units.pop(id, None)
            return gone
