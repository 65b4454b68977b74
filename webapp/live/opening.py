"""What every stream begins with, however its bytes reach the reader."""

import math
import secrets
from dataclasses import dataclass

from webapp.live.frames import frame
from webapp.live.hub import Hub
from webapp.live.listener import Listener

OLDEST_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Opening:
    """Who listens to what, from where on. `rights_at` is the position that was noted before the rights were read; after
    `longest_seconds` they have to be shown again.
    """

    channels: tuple[str, ...]
    sees: tuple[str, ...] | None
    since: str
    rights_at: str
    greeting: bytes = b""
    longest_seconds: float = math.inf


def welcome(hub: Hub, listener: Listener, opening: Opening) -> bytes:
    """Let it listen. Answers what comes before all that it is brought."""
    position = hub.position()
    retry = 500 + secrets.randbelow(1000)
    if hub.join(listener, since=opening.since, rights_at=opening.rights_at):
        hello = frame("hello", name="heartbeat", id=opening.since, retry=retry)
    else:
        hello = frame("History does not reach that far.", name="resync", id=position, retry=retry)
    return hello + opening.greeting


def lifetime(longest_seconds: float = math.inf) -> float:
    """A stream ends after 10 to 15 minutes and comes back: rights are asked for again, and load spreads after a
    deploy. One that rides on a token ends with it. In seconds.
    """
    return min(longest_seconds, OLDEST_SECONDS * (2 / 3 + secrets.randbelow(1000) / 3000))
