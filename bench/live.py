"""The live tier beside stock flask-sse and Nchan: `python -m bench.live`.

Starts every server itself, on loopback and one after another: A B C A B C A B C, so that what else the machine does
falls on all alike. Every message has a number, and every stream must hear each number of its channel once and in order.
Ends with 1 when a message of ours was lost, repeated or out of order, or when a target is missed.
"""

import argparse
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping

from bench.streams.contestants import NAMES, missing, running
from bench.streams.trial import BURST_OF, BURSTS, PAYLOAD_BYTES, SINGLES, Figures, Trial, medians

USUAL = ["tandem", "flask-sse", "nchan"]


def main() -> int:
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended from outside."))
    limit = _raise_limit(asked.streams)
    here = [name for name in asked.only or USUAL if not _is_missing(name)]
    load = os.getloadavg()[0]
    print(f"{asked.streams} streams, {asked.rounds} rounds, load {load:.1f}, open files {limit}", flush=True)
    rounds: dict[str, list[Figures]] = {name: [] for name in here}
    for number in range(1, asked.rounds + 1):
        for name in here:
            rounds[name].append(_measure(name, asked.streams, number))
    found = {name: medians(figures) for name, figures in rounds.items()}
    print("\n".join(["", *_table(found), "", *_table_of_ratios(found), ""]))
    verdicts = list(_verdicts(found, asked.streams))
    for passed, words in verdicts:
        print(f"{'pass' if passed else 'MISS'}: {words}")
    return 0 if all(passed for passed, _ in verdicts) else 1


def _measure(name: str, streams: int, number: int) -> Figures:
    began = time.monotonic()
    with running(name, streams) as contestant:
        figures = Trial(contestant, streams).run()
    wrong = "; ".join(str(faults) for faults in figures.faults if str(faults) != "nothing")
    seconds, load = time.monotonic() - began, os.getloadavg()[0]
    print(
        f"round {number}, {name}: {seconds:.0f} s, load {load:.1f}, wrong: {wrong or 'nothing'}", flush=True
    )
    print("  " + " · ".join(_cells(figures)), flush=True)
    return figures


HEADS = [
    "bytes per idle stream",
    "connects/s",
    "connect: CPU ms each",
    "single: CPU ms per 1,000",
    "single: p50 / p99 ms",
    "burst: CPU ms per 1,000",
    "burst: p50 / p99 ms",
    "own channels: CPU ms per 1,000",
    "own channels: p50 / p99 ms",
    "lost, repeated, out of order",
]


def _cells(figures: Figures) -> list[str]:
    told = [
        cell
        for one in (figures.single, figures.burst, figures.alone)
        for cell in (f"{one.cpu:.2f}", f"{one.p50:.1f} / {one.p99:.1f}")
    ]
    wrong = [sum(getattr(f, kind) for f in figures.faults) for kind in ("lost", "repeated", "disordered")]
    return [
        f"{figures.stream_bytes:,.0f}",
        f"{figures.connects:,.0f}",
        f"{figures.connect_cpu:.2f}",
        *told,
        " / ".join(map(str, wrong)),
    ]


def _table(found: Mapping[str, Figures]) -> Iterator[str]:
    """The figures as Markdown, a row for each."""
    yield f"| median | {' | '.join(found)} |"
    yield f"|---|{'---|' * len(found)}"
    columns = [_cells(figures) for figures in found.values()]
    for n, head in enumerate(HEADS):
        yield f"| {head} | {' | '.join(column[n] for column in columns)} |"


RATIOS: Mapping[str, Callable[[Figures], float]] = {
    "bytes per idle stream": lambda figures: figures.stream_bytes,
    "connects/s": lambda figures: figures.connects,
    "connect: CPU": lambda figures: figures.connect_cpu,
    "single: CPU": lambda figures: figures.single.cpu,
    "single: p99": lambda figures: figures.single.p99,
    "burst: CPU": lambda figures: figures.burst.cpu,
    "burst: p99": lambda figures: figures.burst.p99,
    "own channels: CPU": lambda figures: figures.alone.cpu,
    "own channels: p99": lambda figures: figures.alone.p99,
}


def _table_of_ratios(found: Mapping[str, Figures]) -> Iterator[str]:
    """Each figure of ours as a multiple of the peer's."""
    pairs = [(ours, peer) for ours in found if ours in OURS for peer in found if peer not in OURS]
    if not pairs:
        return
    yield f"| ratio | {' | '.join(f'{ours} : {peer}' for ours, peer in pairs)} |"
    yield f"|---|{'---|' * len(pairs)}"
    for head, of in RATIOS.items():
        yield f"| {head} | {' | '.join(f'{of(found[ours]) / of(found[peer]):.2f}' for ours, peer in pairs)} |"


OURS = [name for name in NAMES if name.startswith("tandem")]


FEW = 1_000
"""With fewer streams, what one of them weighs cannot be told from what else moves in a process."""


def _verdicts(found: Mapping[str, Figures], streams: int) -> Iterator[tuple[bool, str]]:
    """Each target, and whether it is met."""
    peer = found.get("nchan")
    for name in (name for name in found if name in OURS):
        own = found[name]
        wrong = [str(faults) for faults in own.faults if str(faults) != "nothing"]
        yield (
            not wrong,
            f"{name}: nothing lost, repeated or out of order{': ' if wrong else ''}{'; '.join(wrong)}",
        )
        if streams >= FEW:
            yield own.stream_bytes <= 2500, f"{name}: {own.stream_bytes:,.0f} ≤ 2,500 bytes per idle stream"
        if peer:
            yield _at_most(f"{name}: CPU of single messages", own.single.cpu, 1, peer.single.cpu)
            yield _at_most(f"{name}: CPU in bursts", own.burst.cpu, 0.2, peer.burst.cpu)
            yield _at_most(f"{name}: p99", own.single.p99, 1.5, peer.single.p99)


def _at_most(what: str, own: float, times: float, peer: float) -> tuple[bool, str]:
    return own <= times * peer, f"{what}, {own:.2f} ≤ {times:g} × Nchan's {peer:.2f}"


def _is_missing(name: str) -> bool:
    lacks = missing(name)
    if lacks:
        print(f"{name} is left out: this machine lacks {lacks}")
    return bool(lacks)


def _raise_limit(streams: int) -> int:
    """Open files, here and in all that is started from here."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, 2 * streams + 2_000)
    if wanted > hard and os.geteuid() == 0:
        hard = wanted
    wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if wanted < streams + 200:
        raise SystemExit(f"{streams} streams need more open files than {wanted} (ulimit -Hn)")
    return wanted


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.live",
        description=f"{SINGLES} single messages and {BURSTS} bursts of {BURST_OF}, of {PAYLOAD_BYTES} bytes each, "
        "to all streams on one channel; then a message to each of up to 500 channels of one.",
    )
    parser.add_argument("--streams", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=NAMES, action="append")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
