"""Streams that were let go of, over real sockets: readers that do not read and readers that vanish."""

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.calling import Caller
from tests.needs import need
from tests.own_redis import own_redis
from tests.processes import wait_until
from tests.servers import redis_program
from tests.serving import Served, serving
from tests.staging import Stage, caller, stage
from webapp.live import RedisBroker
from webapp.live.handover import KERNEL_BOUND, UNHEARD_MS, _taken
from webapp.live.listener import BOUND

PIECE = "x" * 10_000
LISTEN = "0A"
"""A socket that waits for connections, in /proc/net/tcp."""
USUAL = {"TANDEM_HEARTBEAT_SECONDS": "1", "TANDEM_THROTTLE": "off"}


@pytest.fixture(scope="module")
def ground() -> Iterator[tuple[Served, Stage, RedisBroker]]:
    """A site, and a broker by which the test tells programs something large."""
    need(redis_program(), "redis-server is not installed")
    with own_redis() as redis, serving(REDIS_URL=redis.url, **USUAL) as site:
        yield site, stage(site), RedisBroker(redis.url, history=1000)


@contextmanager
def program(browser: Caller, *, buffer: int | None = None) -> Iterator[socket.socket]:
    """An open stream as a bare socket, its head read; `buffer` is how much the reader's own side takes."""
    host, port = urlsplit(browser.site).netloc.split(":")
    with socket.socket() as line:
        if buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        line.settimeout(120)
        line.connect((host, int(port)))
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        line.sendall(f"GET /api/events HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookies}\r\n\r\n".encode())
        head = b""
        while b"heartbeat" not in head and b"resync" not in head:
            head += line.recv(4096)
        assert b"200 OK" in head
        yield line


def connections_of(site: Served) -> int:
    """How many connections to the site its worker holds."""
    (worker,) = site.workers
    held = set()
    for link in Path(f"/proc/{worker}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            held.add(str(link.readlink()))
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    end = f":{site.port:04X}"
    return len(
        held & {f"socket:[{line[9]}]" for line in lines if line[1].endswith(end) and line[3] != LISTEN}
    )


def tell(broker: RedisBroker, person: int, number: int) -> None:
    broker.publish([f"user:{person}"], "student:registered", {"n": number, "piece": PIECE})


def heard(line: socket.socket, last: int) -> list[int]:
    """The numbers that come on a stream, up to the last one."""
    text = b""
    while f'"n": {last},'.encode() not in text:
        piece = line.recv(65_536)
        assert piece, "the stream ended"
        text += piece
    return [int(number) for number in re.findall(rb'"n": (\d+),', text)]


def test_a_reader_that_does_not_read_is_ended_and_delays_nobody(ground):
    site, cast, broker = ground
    person = cast.people["Ada"]
    numbers = range(3 * BOUND // len(PIECE) + 50)
    series: list[int] = []
    with (
        program(caller(site, "Ada"), buffer=4096) as asleep,
        program(caller(site, "Ada")) as awake,
    ):
        for number in numbers:
            tell(broker, person, number)
            if number % 10 == 9 or number == numbers[-1]:  # well within what waits for a slow machine
                series += heard(awake, number)
        assert series == list(numbers)
        kept = b""
        while piece := asleep.recv(65_536):
            kept += piece
        some = [int(number) for number in re.findall(rb'"n": (\d+),', kept)]
        assert some == list(range(len(some))), "what it got is the beginning, in order"
        assert len(some) < len(numbers)


def test_readers_that_vanish_are_let_go(ground):
    site, _, _ = ground
    with ExitStack() as lines:
        for _ in range(8):
            lines.enter_context(program(caller(site, "Ben")))
        wait_until(lambda: connections_of(site) >= 8, "the worker holds them")
    wait_until(lambda: connections_of(site) == 0, "the worker let go of them")


def test_who_acknowledges_nothing_is_given_up_after_three_heartbeats():
    need(hasattr(socket, "TCP_USER_TIMEOUT"), "only Linux gives up a connection by this clock")
    with socket.create_server(("127.0.0.1", 0)) as door, socket.create_connection(door.getsockname()):
        connection, _ = door.accept()
        with socket.socket(fileno=_taken(connection)) as held:
            assert held.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == UNHEARD_MS
            assert held.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * KERNEL_BOUND


def test_what_a_reader_says_is_let_fall(ground):
    site, cast, broker = ground
    with program(caller(site, "Mira")) as line:
        line.sendall(b"GET / HTTP/1.1\r\n\r\n" * 3)
        tell(broker, cast.people["Mira"], 7)
        assert heard(line, 7) == [7]


def test_the_log_says_how_many_streams_the_machine_allows(ground):
    with own_redis() as redis, serving(REDIS_URL=redis.url, LOG_LEVEL="info") as site:
        found = re.search(r"Open files allow about (\d+) streams on this worker", site.log)
        assert found
        assert int(found[1]) > 100
