"""The newest messages, for those who come back."""

from bisect import bisect_right
from collections import deque

from webapp.live.broker import NOWHERE, Message, Place, parse_position, place_of


class History:
    """Remembers up to `most` messages and says honestly when a position lies beyond them."""

    def __init__(self, *, most: int) -> None:
        self._messages: deque[Message] = deque()
        self._places: deque[Place] = deque()
        self._most = most
        self._floor = NOWHERE
        self.newest = "0-0"

    def begin(self, position: str) -> None:
        """Forget everything up to this position: it is the oldest one that can be answered."""
        self._messages.clear()
        self._places.clear()
        self._floor = place_of(position)
        self.newest = position

    def add(self, message: Message) -> bool:
        """Remember it; False for one that is known already."""
        place = place_of(message.position)
        if not self.is_before(message.position):
            return False
        self.newest = message.position
        self._messages.append(message)
        self._places.append(place)
        if len(self._messages) > self._most:
            self._messages.popleft()
            self._floor = self._places.popleft()
        return True

    def is_before(self, position: str) -> bool:
        """Whether that position is still to come."""
        return place_of(position) > place_of(self.newest)

    def since(self, position: str) -> list[Message] | None:
        """All messages after that position, oldest first; None where memory does not reach it."""
        place = parse_position(position)
        if place is None or place < self._floor or self.is_before(position):
            return None
        return [self._messages[n] for n in range(bisect_right(self._places, place), len(self._messages))]
