"""How much a student may send, how much is taken at once, and how long scripts are asked to wait."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from webapp.core.buckets import Bucket, draw
from webapp.core.errors import Unavailable

REQUESTS = Bucket("beacon requests", capacity=240, per_second=2)
EVENTS = Bucket("beacon events", capacity=1_200, per_second=10)
"""A queue of a thousand events that waited for the network comes at once; after that, ten a second."""

MOST_AT_ONCE = 64
"""Beacons that one worker takes in at the same time."""

NEXT_FLUSH_SECONDS = 30
SLOWER = ((0.25, 4), (0.5, 2))
"""By how much longer a script waits while so little is left: of its student's bucket, or of this worker's room."""


class Room:
    """How many beacons this worker is at."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self.most = most
        self.taken = 0

    @property
    def left(self) -> float:
        return 1 - self.taken / self.most

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Raises `Unavailable` while it is full, with a wait that spreads those who come back."""
        if self.taken >= self.most:
            wait = 2 + secrets.randbelow(9)
            raise Unavailable("Too much at once. Please try again.", retry_after=wait)
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1


room = Room()


def draw_request(student_id: int) -> float:
    """Count a request of this student; answers how much they have left, from 0 to 1. Raises `TooMany`."""
    return draw(REQUESTS, str(student_id), message="Too many beacons.")


def draw_events(student_id: int, number: int) -> float:
    """Count their events; answers as `draw_request` does."""
    return draw(EVENTS, str(student_id), number, message="Too many events.")


def next_flush_seconds(left: float) -> int:
    """How long the script is asked to wait before it sends again."""
    least = min(left, room.left)
    return NEXT_FLUSH_SECONDS * next((times for bound, times in SLOWER if least < bound), 1)
