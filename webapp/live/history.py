"""The newest messages, for those who come back."""

from bisect import bisect_right
from collections import deque

from webapp.live.broker import Message, parse_position

Place = tuple[int, int]


class History:
    """Remembers up to `most` messages and says honestly when a position lies beyond them."""

    def __init__(self, *, most: int) -> None:
        self._messages: deque[Message] = deque()
        self._places: deque[Place] = deque()
        self._most = most
        self._floor: Place = (0, 0)
        self.newest = "0-0"

    def begin(self, position: str) -> None:
        """Forget everything up to this position: it is the oldest one that can be answered."""
        self._messages.clear()
        self._places.clear()
        self._floor = parse_position(position) or (0, 0)
        self.newest = position

    def add(self, message: Message) -> bool:
        """Remember it; False for one that is known already."""
        place = parse_position(message.position)
        if place is None or place <= (parse_position(self.newest) or self._floor):
            return False
        self.newest = message.position
        self._messages.append(message)
        self._places.append(place)
        if len(self._messages) > self._most:
            self._messages.popleft()
            self._floor = self._places.popleft()
        return True

    def since(self, position: str) -> list[Message] | None:
        """All messages after that position, oldest first; None where memory does not reach it."""
        place = parse_position(position)
        if place is None or place < self._floor:
            return None
        if place > (parse_position(self.newest) or self._floor):
            return [] if place[0] >= self._floor[0] and self._is_ours(place) else None
        return [self._messages[n] for n in range(bisect_right(self._places, place), len(self._messages))]

    def _is_ours(self, place: Place) -> bool:
        """A position that another worker has heard of before this one did: it will come."""
        return place[0] > self._floor[0]
