"""How a change reaches an open page: regions, the broker that carries facts, the hub that draws, the stream's door."""

from webapp.live.broker import Broker, MemoryBroker, Message
from webapp.live.drawing import Drawing
from webapp.live.hub import Hub
from webapp.live.listener import HeldListener, Listener
from webapp.live.presence import MemoryPresence, Presence
from webapp.live.redis_broker import RedisBroker
from webapp.live.redis_presence import RedisPresence
from webapp.live.region import Region
from webapp.settings import Settings

__all__ = [
    "Broker",
    "Drawing",
    "HeldListener",
    "Hub",
    "Listener",
    "MemoryBroker",
    "Message",
    "RedisBroker",
    "Region",
    "broker_of",
    "presence_of",
]


def presence_of(settings: Settings) -> Presence:
    """Where it is kept who is here."""
    return RedisPresence(settings.redis_url) if settings.redis_url else MemoryPresence()


def broker_of(settings: Settings) -> Broker:
    """The broker of this installation. Raises at start when the Redis that is named does not answer."""
    if not settings.redis_url:
        return MemoryBroker()
    broker = RedisBroker(settings.redis_url, history=settings.live_history)
    if not settings.takes_over:
        broker.check()
    return broker
