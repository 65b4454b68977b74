"""What a server costs: the CPU time and the memory of its processes, as Linux counts them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of these processes so far."""
    return sum(_ticks(pid) for pid in pids) / TICKS_PER_SECOND


def memory_bytes(pids: Iterable[int]) -> int:
    """What these processes hold in memory; pages that several share are shared out (PSS)."""
    return sum(_kilobytes(pid, "Pss:") for pid in pids) * 1024


def family(pid: int) -> list[int]:
    """A process and all that it started, directly or not."""
    children = (PROC / str(pid) / "task" / str(pid) / "children").read_text().split()
    return [pid, *(member for child in children for member in family(int(child)))]


def _ticks(pid: int) -> int:
    after_name = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])


def _kilobytes(pid: int, name: str) -> int:
    return sum(_values((PROC / str(pid) / "smaps_rollup").read_text(), name))


def _values(text: str, name: str) -> Iterator[int]:
    return (int(line.split()[1]) for line in text.splitlines() if line.startswith(name))
