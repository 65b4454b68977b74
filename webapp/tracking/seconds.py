"""The whole seconds of a video that were played, as a set: written as runs (`0-11,30-44`), joined over views."""

import re
from collections.abc import Iterable

LAST_SECOND = 24 * 60 * 60 - 1
RUNS = r"[0-9]{1,5}-[0-9]{1,5}(,[0-9]{1,5}-[0-9]{1,5})*"
_RUNS = re.compile(RUNS)


def seconds_of(runs: str) -> int:
    """The set that this text stands for, as the bits of a number. Raises ValueError for what is none."""
    if not runs:
        return 0
    if not _RUNS.fullmatch(runs):
        raise ValueError("Give runs of whole seconds, like 0-11,30-44.")
    played = 0
    for run in runs.split(","):
        first, last = map(int, run.split("-"))
        if not first <= last <= LAST_SECOND:
            raise ValueError("A run goes from a second to a later one of the same day.")
        played |= (1 << last + 1) - (1 << first)
    return played


def runs_of(played: int) -> str:
    """The text of a set: the fewest runs, in order."""
    runs, at = [], 0
    while rest := played >> at:
        first = at + _zeros(rest)
        last = first + _zeros(~(played >> first)) - 1
        runs.append(f"{first}-{last}")
        at = last + 1
    return ",".join(runs)


def joined(texts: Iterable[str]) -> str:
    """The runs of all that was played in any of these."""
    played = 0
    for runs in texts:
        played |= seconds_of(runs)
    return runs_of(played)


def percent_of(runs: str, duration_seconds: float) -> int:
    """How much of a video of that length was played, in whole percent, rounded down."""
    length = max(1, int(-(-duration_seconds // 1)))
    return min(100, (seconds_of(runs) & ((1 << length) - 1)).bit_count() * 100 // length)


def _zeros(number: int) -> int:
    """How many of the lowest bits are zero."""
    return (number & -number).bit_length() - 1
