"""Thousands of readers in one process: bare sockets, one epoll, and a record of every message that came.

Reading is kept apart from counting: while messages fly, bytes and the time of their arrival are put aside; they are
taken apart when it is quiet. So the readers get in the way of the servers as little as Python can.
"""

import re
import select
import socket
import struct
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

NUMBER = re.compile(rb'"n": ?(\d+)\}')
MARK = b'"n":'
LONGEST_NUMBER = 40
AT_ONCE = 64
"""So many connects are under way at a time."""


@dataclass
class Reader:
    """One open stream: the channel it asked for and the numbers it heard, in the order they came."""

    channel: str
    numbers: list[int] = field(default_factory=list)
    tail: bytes = b""
    is_open: bool = True


@dataclass(frozen=True)
class Faults:
    """What went wrong on the way, counted over all readers."""

    lost: int
    repeated: int
    disordered: int
    foreign: int
    ended: int

    def __str__(self) -> str:
        words = vars(self).items()
        return ", ".join(f"{count} {word}" for word, count in words if count) or "nothing"


def faults_of(readers: Sequence[Reader], said: Mapping[str, Sequence[int]]) -> Faults:
    """Every number of a channel, once and in order, on every reader of it: what differs from that."""
    lost = repeated = disordered = foreign = 0
    for reader in readers:
        heard, meant = reader.numbers, set(said.get(reader.channel, ()))
        lost += len(meant.difference(heard))
        foreign += len(set(heard) - meant)
        repeated += len(heard) - len(set(heard))
        disordered += sum(a > b for a, b in pairwise(heard))
    return Faults(lost, repeated, disordered, foreign, sum(not reader.is_open for reader in readers))


class Crowd:
    """Readers of one server, and the one who publishes to them."""

    def __init__(self, port: int) -> None:
        self.said: dict[str, list[int]] = defaultdict(list)
        self.said_at: dict[int, float] = {}
        self.delays: list[float] = []
        self._port = port
        self._epoll = select.epoll()
        self._sockets: dict[int, socket.socket] = {}
        self._readers: dict[int, Reader] = {}
        self._everybody: list[Reader] = []
        self._came: list[tuple[int, float, bytes]] = []
        self._heard = 0
        self._mouth: socket.socket | None = None
        self._spoke_at = 0.0

    def join(self, wishes: Sequence[tuple[str, bytes]], joined: Callable[[], int] | None) -> float:
        """Open a stream for every (channel, request). Gives the seconds until all are open.

        `joined` counts them where the server answers a stream only with its first message.
        """
        began = time.monotonic()
        greeting: set[int] = set()
        asked = 0
        while asked < len(wishes) or greeting:
            while asked < len(wishes) and len(greeting) < AT_ONCE:
                greeting.add(self._ask(*wishes[asked]))
                asked += 1
            for fd, _ in self._epoll.poll(10):
                if fd not in greeting:
                    self._read(fd)
                elif self._is_greeted(fd, answers=joined is None):
                    greeting.discard(fd)
            if joined and not greeting and asked - joined() > 500:
                _wait_for(joined, asked - 100)
        if joined:
            _wait_for(joined, asked)
        return time.monotonic() - began

    def say(self, requests: Sequence[tuple[str, int, bytes]]) -> None:
        """Publish (channel, number, request), one behind the other on one connection, waiting for no answer."""
        if self._mouth is None or time.monotonic() - self._spoke_at > 1:
            self._shut_mouth()
            self._mouth = socket.create_connection(("127.0.0.1", self._port))
            self._mouth.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._epoll.register(self._mouth.fileno(), select.EPOLLIN)
        for channel, number, _ in requests:
            self.said[channel].append(number)
        now = self._spoke_at = time.monotonic()
        self.said_at.update((number, now) for _, number, _ in requests)
        self._mouth.sendall(b"".join(request for _, _, request in requests))

    def hear(self, deliveries: int, *, patience: float) -> None:
        """Read until so many more messages have come, or nothing has come for that long."""
        goal = self._heard + deliveries
        expected = deliveries
        came_at = time.monotonic()
        while self._heard < goal:
            events = self._epoll.poll(0.02, 4096)
            for fd, _ in events:
                expected -= self._read(fd)
            if events:
                came_at = time.monotonic()
            if expected <= 0 or not events:
                self._count()
                expected = max(0, goal - self._heard)
            if time.monotonic() - came_at > patience:
                return

    def faults(self) -> Faults:
        return faults_of(self._everybody, self.said)

    def leave(self) -> None:
        """All at once, without a word: the hardest way for a server."""
        self._shut_mouth()
        for open_socket in self._sockets.values():
            open_socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            open_socket.close()
        self._sockets.clear()
        self._epoll.close()

    def _ask(self, channel: str, request: bytes) -> int:
        new = socket.socket()
        new.connect(("127.0.0.1", self._port))
        new.setblocking(False)
        new.sendall(request)
        fd = new.fileno()
        self._sockets[fd] = new
        self._readers[fd] = Reader(channel)
        self._everybody.append(self._readers[fd])
        self._epoll.register(fd, select.EPOLLIN | select.EPOLLOUT)
        return fd

    def _is_greeted(self, fd: int, *, answers: bool) -> bool:
        """Whether the stream is open, as far as one can see from here."""
        if answers:
            try:
                head = self._sockets[fd].recv(65_536)
            except BlockingIOError:
                self._epoll.modify(fd, select.EPOLLIN)
                return False
            if b" 200 " not in head[:40]:
                raise RuntimeError(f"A stream was refused: {head[:300]!r}")
        self._epoll.modify(fd, select.EPOLLIN)
        return True

    def _read(self, fd: int) -> int:
        """Put aside what came; answers how many messages that seems to be."""
        if fd not in self._readers:
            return self._read_answer()
        try:
            data = self._sockets[fd].recv(65_536)
        except ConnectionError:
            data = b""
        if not data:
            self._epoll.unregister(fd)
            self._readers[fd].is_open = False
            return 0
        self._came.append((fd, time.monotonic(), data))
        return data.count(MARK)

    def _read_answer(self) -> int:
        assert self._mouth is not None
        answer = self._mouth.recv(65_536)
        if not answer:
            self._shut_mouth()
        elif b"HTTP/1.1 4" in answer or b"HTTP/1.1 5" in answer:
            raise RuntimeError(f"A message was refused: {answer[:300]!r}")
        return 0

    def _shut_mouth(self) -> None:
        if self._mouth is not None:
            self._epoll.unregister(self._mouth.fileno())
            self._mouth.close()
            self._mouth = None

    def _count(self) -> None:
        """Take apart what was put aside."""
        for fd, came_at, data in self._came:
            reader = self._readers[fd]
            text = reader.tail + data
            end = 0
            for found in NUMBER.finditer(text):
                number, end = int(found[1]), found.end()
                reader.numbers.append(number)
                self.delays.append(came_at - self.said_at[number])
                self._heard += 1
            reader.tail = text[max(end, len(text) - LONGEST_NUMBER) :]
        self._came.clear()


def _wait_for(joined: Callable[[], int], count: int) -> None:
    until = time.monotonic() + 60
    while joined() < count:
        if time.monotonic() > until:
            raise RuntimeError(f"Only {joined()} of {count} streams opened.")
        time.sleep(0.02)
