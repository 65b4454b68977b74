"""One contestant, once through all that is measured."""

import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from bench.streams.contestants import COMMON, Contestant
from bench.streams.cost import cpu_seconds, memory_bytes
from bench.streams.crowd import Crowd, Faults

PAYLOAD_BYTES = 512
SINGLES = 10
BURSTS, BURST_OF = 2, 50
CHANNELS_TOLD = 500
PATIENCE_SECONDS = 8.0
PAUSE_SECONDS = 0.5
LONGEST_REST_SECONDS = 1.5


@dataclass(frozen=True)
class Told:
    """What it took to tell a crowd: CPU in ms per 1,000 deliveries, and the delays of receipt in ms."""

    cpu: float
    p50: float
    p99: float


@dataclass(frozen=True)
class Figures:
    stream_bytes: float
    connects: float
    connect_cpu: float
    """CPU in ms to open one stream."""
    single: Told
    burst: Told
    alone: Told
    faults: Sequence[Faults]


class Trial:
    """Measures one running contestant with so many streams."""

    def __init__(self, contestant: Contestant, streams: int) -> None:
        self._contestant = contestant
        self._streams = streams
        self._rest_seconds = min(LONGEST_REST_SECONDS, streams / 1000)
        self._numbers = count(1)
        self._faults: list[Faults] = []

    def run(self) -> Figures:
        self._warm_up()
        contestant, streams = self._contestant, self._streams
        before, spent = self._memory(), cpu_seconds(contestant.processes())
        crowd = Crowd(contestant.port)
        seconds = self._join(crowd, [COMMON] * streams)
        connect_cpu = (cpu_seconds(contestant.processes()) - spent) * 1e3 / streams
        stream_bytes = (self._memory() - before) / streams
        single = self._tell(crowd, streams, [[COMMON]] * SINGLES, pause=PAUSE_SECONDS)
        burst = self._tell(crowd, streams, [[COMMON] * BURST_OF] * BURSTS, pause=PAUSE_SECONDS)
        self._part(crowd)
        alone = self._tell_alone()
        return Figures(stream_bytes, streams / seconds, connect_cpu, single, burst, alone, self._faults)

    def _warm_up(self) -> None:
        """What is paid once in a server's life is paid before anything is measured."""
        crowd = Crowd(self._contestant.port)
        some = max(1, self._streams // 10)
        self._join(crowd, [COMMON] * some)
        self._tell(crowd, some, [[COMMON]] * 5)
        self._part(crowd)

    def _tell_alone(self) -> Told:
        """Every stream on a channel of its own; one message to each of some of them."""
        crowd = Crowd(self._contestant.port)
        channels = [f"user:{n}" for n in range(1, self._streams + 1)]
        self._join(crowd, channels)
        step = max(1, self._streams // CHANNELS_TOLD)
        told = self._tell(crowd, 1, [[channel] for channel in channels[::step]])
        self._part(crowd)
        return told

    def _join(self, crowd: Crowd, channels: Sequence[str]) -> float:
        contestant = self._contestant
        wishes = [(channel, contestant.wish(n, channel)) for n, channel in enumerate(channels)]
        names = sorted(set(channels))
        return crowd.join(wishes, None if contestant.greets else lambda: contestant.joined(names))

    def _tell(
        self, crowd: Crowd, hearers: int, volleys: Sequence[Sequence[str]], *, pause: float = 0.0
    ) -> Told:
        """Publish volley by volley, each so long after all have heard the one before."""
        processes = self._contestant.processes()
        crowd.delays.clear()
        before = cpu_seconds(processes)
        for volley in volleys:
            crowd.say([self._said(channel) for channel in volley])
            crowd.hear(hearers * len(volley), patience=PATIENCE_SECONDS)
            time.sleep(pause)
        time.sleep(0.2)
        spent = cpu_seconds(processes) - before
        delays = sorted(crowd.delays) or [float("inf")]
        p99 = delays[min(len(delays) - 1, len(delays) * 99 // 100)]
        return Told(spent * 1e6 / len(delays), statistics.median(delays) * 1e3, p99 * 1e3)

    def _said(self, channel: str) -> tuple[str, int, bytes]:
        number = next(self._numbers)
        return channel, number, self._contestant.message(channel, payload(number))

    def _part(self, crowd: Crowd) -> None:
        """All leave. One message more lets a server notice that looks only when it writes."""
        self._faults.append(crowd.faults())
        crowd.leave()
        time.sleep(self._rest_seconds)
        nobody = Crowd(self._contestant.port)
        nobody.say([self._said(COMMON)])
        nobody.hear(1, patience=0.2)
        nobody.leave()

    def _memory(self) -> int:
        time.sleep(self._rest_seconds)
        self._contestant.tidy()
        time.sleep(self._rest_seconds)
        return memory_bytes(self._contestant.processes())


def payload(number: int) -> bytes:
    """A JSON object of exactly 512 bytes that ends with its number."""
    bare = json.dumps({"fill": "", "n": number})
    return bare.replace('""', f'"{"x" * (PAYLOAD_BYTES - len(bare))}"', 1).encode()


def medians(rounds: Sequence[Figures]) -> Figures:
    """Of several rounds, the middle of each figure and all faults."""
    return Figures(
        statistics.median(figures.stream_bytes for figures in rounds),
        statistics.median(figures.connects for figures in rounds),
        statistics.median(figures.connect_cpu for figures in rounds),
        _middle([figures.single for figures in rounds]),
        _middle([figures.burst for figures in rounds]),
        _middle([figures.alone for figures in rounds]),
        list(_all_faults(rounds)),
    )


def _middle(told: Sequence[Told]) -> Told:
    return Told(
        *(statistics.median(values) for values in zip(*(vars(one).values() for one in told), strict=True))
    )


def _all_faults(rounds: Sequence[Figures]) -> Iterator[Faults]:
    for figures in rounds:
        yield from figures.faults
