"""The newest messages, for those who come back."""

from bisect import bisect_right
from collections import deque
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Self

from pydantic import TypeAdapter

from webapp.live.broker import NOWHERE, Message, Place, parse_position, place_of

MOST_BYTES = 16_000_000
_FACTS = TypeAdapter(dict[str, Any])


@dataclass(frozen=True, slots=True)
class _Kept:
    """A message as it is remembered: its facts as text, which takes a fifth of the room."""

    position: str
    channels: tuple[str, ...]
    name: str
    facts: bytes

    @classmethod
    def of(cls, message: Message) -> Self:
        return cls(message.position, message.channels, message.name, _FACTS.dump_json(message.facts))

    def message(self) -> Message:
        return Message(self.position, self.channels, self.name, _FACTS.validate_json(self.facts))


class History:
    """Remembers up to `most` messages of up to `most_bytes` together, and says honestly what lies beyond."""

    def __init__(self, *, most: int, most_bytes: int = MOST_BYTES) -> None:
        self._kept: deque[_Kept] = deque()
        self._places: deque[Place] = deque()
        self._bytes = 0
        self._most = most
        self._most_bytes = most_bytes
        self._floor = NOWHERE
        self.newest = "0-0"

    def begin(self, position: str) -> None:
        """Forget everything up to this position: it is the oldest one that can be answered."""
        self._kept.clear()
        self._places.clear()
        self._bytes = 0
        self._floor = place_of(position)
        self.newest = position

    def add(self, message: Message) -> bool:
        """Remember it; False for one that is known already."""
        if not self.is_before(message.position):
            return False
        self.newest = message.position
        kept = _Kept.of(message)
        self._kept.append(kept)
        self._places.append(place_of(message.position))
        self._bytes += len(kept.facts)
        while len(self._kept) > self._most or self._bytes > self._most_bytes:
            self._bytes -= len(self._kept.popleft().facts)
            self._floor = self._places.popleft()
        return True

    def is_before(self, position: str) -> bool:
        """Whether that position is still to come."""
        return place_of(position) > place_of(self.newest)

    def since(self, position: str, channels: AbstractSet[str] | None = None) -> list[Message] | None:
        """The messages after that position, on these channels or on any, oldest first; None where memory does not
        reach it.
        """
        place = parse_position(position)
        if place is None or place < self._floor or self.is_before(position):
            return None
        later = (self._kept[n] for n in range(bisect_right(self._places, place), len(self._kept)))
        return [
            kept.message() for kept in later if channels is None or not channels.isdisjoint(kept.channels)
        ]
