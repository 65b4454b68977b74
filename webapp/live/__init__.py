"""How a change reaches an open page: regions, the broker that carries facts, the hub that draws, the stream's door."""

from webapp.live.broker import Broker, MemoryBroker, Message
from webapp.live.hub import Hub, Listener
from webapp.live.region import Region

__all__ = ["Broker", "Hub", "Listener", "MemoryBroker", "Message", "Region"]
