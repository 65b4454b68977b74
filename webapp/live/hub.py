"""One per worker: knows who listens to what, and brings every message to them.

Programs get the facts, each message once and in order. Pages get regions: a region is drawn only if somebody shows
it, once for all of them, at most once every `redraw_seconds`; the last change is always drawn. Nothing of a request
is held: a listener is its channels, the regions it shows, and the way to it.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping

from webapp.live.broker import Broker, Message, parse_position
from webapp.live.drawing import Drawing
from webapp.live.frames import frame
from webapp.live.history import History
from webapp.live.listener import Listener
from webapp.live.region import Region

log = logging.getLogger("tandem.live")

RegionsOf = Callable[[Message], Mapping[str, Iterable[Region]]]
TellingsOf = Callable[[Message], Iterable[tuple[str, object]]]
"""The named events, with their JSON values, that programs are told of a message."""

CLOSE = "live:close"
"""A control message: streams of these channels end and come back with the rights of now."""

RESYNC = frame("History does not reach that far: fetch the page again.", name="resync")


class Hub:
    """Brings messages to listeners."""

    def __init__(
        self,
        broker: Broker,
        drawing: Drawing,
        *,
        regions_of: RegionsOf,
        tellings_of: TellingsOf,
        history: int,
    ) -> None:
        self.broker = broker
        self.is_draining = False
        self._drawing = drawing
        self._regions_of = regions_of
        self._tellings_of = tellings_of
        self._history = History(most=history)
        self._by_channel: dict[str, dict[Listener, None]] = {}
        self._lock = threading.RLock()
        self._has_begun = False
        self._ahead: dict[Listener, str] = {}

    def position(self) -> str:
        """The place of the newest message that this worker knows of."""
        self._begin()
        return self._history.newest

    def join(self, listener: Listener, *, since: str) -> bool:
        """Let it listen, beginning with what it missed. False when history does not reach that far."""
        self._begin()
        with self._lock:
            for channel in listener.channels:
                self._by_channel.setdefault(channel, {})[listener] = None
            missed = self._history.since(since)
            if missed == [] and _is_later(since, self._history.newest):
                self._ahead[listener] = since
            for message in missed or ():
                self._bring(message, {listener})
            return missed is not None

    def leave(self, listener: Listener) -> None:
        with self._lock:
            self._ahead.pop(listener, None)
            for channel in listener.channels:
                listeners = self._by_channel.get(channel)
                if listeners is not None:
                    listeners.pop(listener, None)
                    if not listeners:
                        del self._by_channel[channel]

    def listening(self, channel: str) -> list[Listener]:
        """Who hears that channel on this worker, the longest there first."""
        with self._lock:
            return list(self._by_channel.get(channel, ()))

    def everybody(self) -> set[Listener]:
        """All listeners of this worker."""
        with self._lock:
            return {listener for listeners in self._by_channel.values() for listener in listeners}

    def drain(self) -> None:
        """End all streams: this worker is going away. Their pages come back to the next one."""
        self.is_draining = True
        self.cut()

    def receive(self, message: Message) -> None:
        with self._lock:
            if not self._history.add(message):
                return
            hearers = {
                listener for channel in message.channels for listener in self._by_channel.get(channel, ())
            }
            if self._ahead:
                hearers -= self._those_who_know(message)
            if message.name == CLOSE:
                for listener in hearers:
                    listener.close()
            elif hearers:
                self._bring(message, hearers)

    def lose(self, position: str) -> None:
        with self._lock:
            self._history.begin(position)
            for listener in self.everybody():
                listener.put(RESYNC)

    def cut(self) -> None:
        for listener in self.everybody():
            listener.close()

    def _begin(self) -> None:
        if self._has_begun:
            return
        with self._lock:
            if not self._has_begun:
                self._history.begin("0-0")
                start = self.broker.start(self)
                if self._history.newest == "0-0":
                    self._history.begin(start)
                self._has_begun = True

    def _those_who_know(self, message: Message) -> set[Listener]:
        """Who heard this on another worker, which was ahead of this one, before they came here."""
        know = {listener for listener, place in self._ahead.items() if not _is_later(message.position, place)}
        for listener in self._ahead.keys() - know:
            del self._ahead[listener]
        return know

    def _bring(self, message: Message, hearers: set[Listener]) -> None:
        """To these listeners: to programs what was said, to pages what they have to draw anew."""
        if message.name == CLOSE:
            return
        try:
            self._tell(message, [listener for listener in hearers if listener.sees is None])
            self._touch(message, {listener for listener in hearers if listener.sees})
        except Exception:
            log.exception("Could not bring %s", message.name)

    def _tell(self, message: Message, programs: list[Listener]) -> None:
        if not programs:
            return
        tellings = list(self._tellings_of(message))
        last = len(tellings) - 1
        told = b"".join(
            frame(value, name=name, id=message.position if n == last else None)
            for n, (name, value) in enumerate(tellings)
        )
        for program in programs:
            if told:
                program.put(told)

    def _touch(self, message: Message, pages: set[Listener]) -> None:
        if not pages:
            return
        for channel, regions in self._regions_of(message).items():
            hearers = pages & self._by_channel.get(channel, {}).keys()
            for region in regions if hearers else ():
                looking = {page for page in hearers if page.sees and region.id in page.sees}
                if looking:
                    self._drawing.ask(region, looking, self._history.newest)


def _is_later(position: str, other: str) -> bool:
    return (parse_position(position) or (0, 0)) > (parse_position(other) or (0, 0))
