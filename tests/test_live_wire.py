"""Streams without a greenlet, on bare sockets: order, slow readers, and readers that go away."""

import socket
import sys
import time
from collections.abc import Callable, Iterator

import gevent
import pytest

from tests.listening import parsed
from tests.test_live_hub import Said, Stage, stage
from webapp.flow import user_channel
from webapp.live.opening import Opening

if sys.platform != "linux":
    pytest.skip("the wire is Linux's epoll", allow_module_level=True)

from webapp.live.wire import Stream, Wire

__all__ = ["stage"]

OPENED: list[socket.socket] = []


@pytest.fixture
def wire(stage: Stage) -> Iterator[Wire]:
    wire = Wire(stage.hub, heartbeat_seconds=0.1, bound=50_000)
    yield wire
    for stream in list(wire.streams.values()):
        wire._drop(stream)
    gevent.killall(wire._greenlets)
    wire._epoll.close()
    while OPENED:
        OPENED.pop().close()


def wait_for(is_so: Callable[[], object], what: str) -> None:
    """Let the wire work until that is so."""
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, f"Waited in vain: {what}"
        gevent.sleep(0.005)


class Reader:
    """The other end of a stream."""

    def __init__(self, wire: Wire, user_id: int, *, since: str, takes: int = 0) -> None:
        self.socket, theirs = socket.socketpair()
        OPENED.append(self.socket)
        self.socket.setblocking(False)
        if takes:
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, takes)
        opening = Opening((user_channel(user_id),), None, since, since, b"event:greeting\ndata:{}\n\n")
        self.stream: Stream = wire.adopt(theirs.detach(), b"HEAD\r\n\r\n", opening)

    def text(self) -> str:
        """All that has come by now, once the wire has written what waits and the socket takes."""
        wait_for(lambda: not self.stream.is_dirty, "it is written")
        some = b""
        while True:
            try:
                more = self.socket.recv(65_536)
            except BlockingIOError:
                return some.decode()
            if not more:
                return some.decode() + "THE END"
            some += more

    def text_until(self, is_enough: Callable[[str], object]) -> str:
        """All that comes, until it is enough."""
        pieces: list[str] = []

        def has_come() -> object:
            pieces.append(self.text())
            return is_enough("".join(pieces))

        wait_for(has_come, "enough comes")
        return "".join(pieces)

    def words(self) -> list[str]:
        text = self.text().rpartition("\r\n\r\n")[2]
        return [event.value["words"] for event in parsed(text) if event.name == Said.name]


def test_first_the_head_then_the_greeting_then_what_was_missed_then_what_comes(stage, wire):
    since = stage.hub.position()
    stage.say(1, "missed")
    reader = Reader(wire, 1, since=since)
    stage.say(1, "new")
    head, _, body = reader.text().partition("\r\n\r\n")
    assert head == "HEAD"
    events = parsed(body)
    assert [event.name for event in events[:4]] == ["heartbeat", "greeting", Said.name, Said.name]
    assert [event.value["words"] for event in events[2:4]] == ["missed", "new"]
    assert events[0].id == since


def test_a_slow_reader_gets_everything_in_the_end_and_delays_nobody(stage, wire):
    since = stage.hub.position()
    slow, quick = Reader(wire, 1, since=since, takes=4_000), Reader(wire, 1, since=since)
    words = [f"{n}." + "x" * 1_000 for n in range(20)]
    for word in words:
        stage.say(1, word)
    assert quick.words() == words
    assert slow.stream.rest
    text = slow.text_until(lambda text: words[-1] in text and text.endswith("\n\n"))
    heard = [
        event.value["words"] for event in parsed(text.rpartition("\r\n\r\n")[2]) if event.name == Said.name
    ]
    assert heard == words


def test_who_takes_nothing_is_closed_at_the_bound(stage, wire):
    since = stage.hub.position()
    stalled, quick = Reader(wire, 1, since=since, takes=4_000), Reader(wire, 1, since=since)
    for n in range(40):
        stage.say(1, f"{n}." + "x" * 2_500)
        gevent.sleep(0)
    quick.text()
    wait_for(lambda: stalled.stream.is_closed, "it is closed")
    assert list(wire.streams.values()) == [quick.stream]
    assert stage.hub.listening(user_channel(1)) == [quick.stream]


def test_who_is_told_to_end_but_takes_nothing_is_cut_off(stage, wire):
    reader = Reader(wire, 1, since=stage.hub.position(), takes=4_000)
    stage.say(1, "x" * 30_000)
    wait_for(lambda: reader.stream.rest, "something waits for it")
    reader.stream.close()
    wait_for(lambda: wire.streams == {}, "it is cut off")


def test_who_hangs_up_is_forgotten_at_once(stage, wire):
    reader = Reader(wire, 1, since=stage.hub.position())
    reader.text()
    reader.socket.close()
    wait_for(lambda: wire.streams == {}, "it is forgotten")
    assert stage.hub.listening(user_channel(1)) == []


def test_heartbeats_come_and_an_old_stream_ends(stage, wire):
    reader = Reader(wire, 1, since=stage.hub.position())
    reader.text_until(lambda text: text.count("still here") >= 2)
    reader.stream.ends_at = 0
    reader.text_until(lambda text: text.endswith("THE END"))


def test_a_fault_at_one_stream_ends_no_other(stage, wire, monkeypatch, caplog):
    since = stage.hub.position()
    broken, well = Reader(wire, 1, since=since), Reader(wire, 2, since=since)
    broken.text(), well.text()
    assert broken.stream.fd > 0
    flush = wire._flush

    def faulty(stream: Stream) -> None:
        if stream is broken.stream:
            raise RuntimeError("a fault of ours")
        flush(stream)

    monkeypatch.setattr(wire, "_flush", faulty)
    stage.say(1, "never comes")
    stage.say(2, "comes")
    wait_for(lambda: list(wire.streams.values()) == [well.stream], "that one is given up")
    assert well.words() == ["comes"]
    assert "A stream is given up" in caplog.text
