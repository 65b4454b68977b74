"""One per worker: knows who listens to what, and brings every message to them.

Programs get the facts, each message once and in order. Pages get regions: a region is drawn only if somebody shows
it, once for all of them, at most once every `redraw_seconds`; the last change is always drawn. Nothing of a request
is held: a listener is its channels, the regions it shows, and the way to it.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping

from webapp.core import metrics
from webapp.live.broker import Broker, Message, place_of
from webapp.live.drawing import Drawing
from webapp.live.frames import frame
from webapp.live.history import History
from webapp.live.listener import Listener
from webapp.live.region import Region

log = logging.getLogger("tandem.live")

RegionsOf = Callable[[Message], Mapping[str, Iterable[Region]]]
TellingsOf = Callable[[Message], Iterable[tuple[str, object]]]
"""The named events, with their JSON values, that programs are told of a message."""

OwnTellingsOf = Callable[[Message], Mapping[str, Iterable[tuple[str, object]]]]
"""The same by channel: what only those on it are told."""

CLOSE = "live:close"
"""A control message: streams of these channels end and come back with the rights of now."""

REFETCH = "live:refetch"
"""A control message: pages of these channels are fetched anew, for all of them reads otherwise now."""


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
        own_tellings_of: OwnTellingsOf = lambda _message: {},
    ) -> None:
        self.broker = broker
        self.is_draining = False
        self._drawing = drawing
        self._regions_of = regions_of
        self._tellings_of = tellings_of
        self._own_tellings_of = own_tellings_of
        self._history = History(most=history)
        self._by_channel: dict[str, dict[Listener, None]] = {}
        self._lock = threading.RLock()
        self._has_started = False
        self._ahead: dict[Listener, str] = {}

    def position(self) -> str:
        """The place of the newest message that this worker knows of."""
        self._start()
        return self._history.newest

    def join(self, listener: Listener, *, since: str, rights_at: str | None = None) -> bool:
        """Let it listen, beginning with what it missed. False when history does not reach that far, or a page has to be
        fetched anew.

        Its rights were read after the position `rights_at`: if they were changed since, it ends and comes back.
        """
        self._start()
        is_given = self._history.is_before(since) and self.broker.has_reached(since)
        with self._lock:
            if not self._hears(listener):
                metrics.streams.inc()
            for channel in listener.channels:
                self._by_channel.setdefault(channel, {})[listener] = None
            if rights_at is not None and self._are_outdated(listener, rights_at):
                listener.close()
            if is_given and self._history.is_before(since):
                self._ahead[listener] = since
                return True
            missed = self._history.since(since, listener.channels)
            if listener.sees is not None and any(message.name == REFETCH for message in missed or ()):
                return False
            self._bring(missed or [], {listener})
            return missed is not None

    def leave(self, listener: Listener) -> None:
        with self._lock:
            if self._hears(listener):
                metrics.streams.dec()
            self._ahead.pop(listener, None)
            for channel in listener.channels:
                listeners = self._by_channel.get(channel)
                if listeners is not None:
                    listeners.pop(listener, None)
                    if not listeners:
                        del self._by_channel[channel]

    def _hears(self, listener: Listener) -> bool:
        return any(listener in self._by_channel.get(channel, ()) for channel in listener.channels)

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

    def beat(self, listeners: Iterable[Listener]) -> None:
        """A sign of life, with the position that each has been brought up to, where that is certain: not while
        something is being drawn for pages, nor for those whom another worker brought further.
        """
        with self._lock:
            bare = frame("still here", name="heartbeat")
            placed = frame("still here", name="heartbeat", id=self._history.newest)
            for_pages = placed if self._drawing.is_idle else bare
            for listener in listeners:
                settled = placed if listener.sees is None else for_pages
                listener.put(bare if listener in self._ahead else settled)

    def begin(self, position: str) -> None:
        self._history.begin(position)

    def receive(self, message: Message) -> None:
        with self._lock:
            if not self._history.add(message):
                return
            hearers = {
                listener for channel in message.channels for listener in self._by_channel.get(channel, ())
            }
            if message.name == CLOSE:
                for listener in hearers:
                    listener.close()
                return
            if message.name == REFETCH:
                for listener in hearers:
                    if listener.sees is not None:
                        listener.put(_resync("All of it reads otherwise now.", message.position))
                return
            if self._ahead:
                hearers -= self._those_who_know(message)
            if hearers:
                self._bring([message], hearers)

    def redraw(self, channel: str, regions: Iterable[Region]) -> None:
        """Draw these anew for those of this worker who hear the channel and show them: time has passed, and nothing has
        happened that could be told.
        """
        with self._lock:
            hearers = self._by_channel.get(channel, {}).keys()
            wishes = [
                (region, {page for page in hearers if page.sees and region.id in page.sees})
                for region in regions
            ]
            self._drawing.ask([wish for wish in wishes if wish[1]], self._history.newest)

    def lose(self, position: str) -> None:
        """Everybody fetches anew, and comes back: what was not told may have been a change of rights."""
        with self._lock:
            self._history.begin(position)
            self._ahead.clear()
            resync = _resync("Something was not told: fetch the page again.", position)
            for listener in self.everybody():
                listener.put(resync)
                listener.close()

    def cut(self) -> None:
        for listener in self.everybody():
            listener.close()

    def _start(self) -> None:
        if self._has_started:
            return
        with self._lock:
            if not self._has_started:
                self.broker.start(self)
                self._has_started = True

    def _are_outdated(self, listener: Listener, rights_at: str) -> bool:
        later = self._history.since(rights_at, listener.channels)
        return later is None or any(message.name == CLOSE for message in later)

    def _those_who_know(self, message: Message) -> set[Listener]:
        """Who heard this on another worker, which was ahead of this one, before they came here."""
        here = place_of(message.position)
        know = {listener for listener, place in self._ahead.items() if here <= place_of(place)}
        for listener in self._ahead.keys() - know:
            del self._ahead[listener]
        return know

    def _bring(self, messages: list[Message], hearers: set[Listener]) -> None:
        """To these listeners: to programs what was said, to pages what they have to draw anew, all of it at once."""
        programs = [listener for listener in hearers if listener.sees is None]
        pages = {listener for listener in hearers if listener.sees}
        wishes: list[tuple[Region, set[Listener]]] = []
        for message in messages:
            if message.name in (CLOSE, REFETCH):
                continue
            try:
                if programs:
                    self._tell(message, programs)
                    metrics.deliveries.labels("program").inc(len(programs))
                if pages:
                    touched = list(self._touched(message, pages))
                    metrics.deliveries.labels("page").inc(len({page for _, some in touched for page in some}))
                    wishes += touched
            except Exception:
                log.exception("Could not bring %s", message.name)
        if wishes:
            self._drawing.ask(wishes, self._history.newest)

    def _tell(self, message: Message, programs: list[Listener]) -> None:
        told = _frames(self._tellings_of(message), message.position)
        for program in programs if told else ():
            program.put(told)
        for channel, tellings in self._own_tellings_of(message).items():
            hearers = self._by_channel.get(channel, {}).keys() & set(programs)
            told = _frames(tellings, message.position) if hearers else b""
            for program in hearers:
                program.put(told)

    def _touched(self, message: Message, pages: set[Listener]) -> Iterator[tuple[Region, set[Listener]]]:
        for channel, regions in self._regions_of(message).items():
            hearers = pages & self._by_channel.get(channel, {}).keys()
            for region in regions if hearers else ():
                looking = {page for page in hearers if page.sees and region.id in page.sees}
                if looking:
                    yield region, looking


def _resync(why: str, position: str) -> bytes:
    return frame(why, name="resync", id=position)


def _frames(tellings: Iterable[tuple[str, object]], position: str) -> bytes:
    """Named events in order; the last one says how far they reach."""
    tellings = list(tellings)
    last = len(tellings) - 1
    return b"".join(
        frame(value, name=name, id=position if n == last else None)
        for n, (name, value) in enumerate(tellings)
    )
