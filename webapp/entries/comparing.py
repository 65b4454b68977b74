"""Two versions of an entry: what was taken out and what was put in, word by word."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from webapp.core.errors import NotFound
from webapp.entries.models import EntryVersion

MOST_WORDS = 4_000
"""Beyond that, comparing word by word takes longer than anybody waits; then it goes line by line."""

MOST_LINES = 1_000


@dataclass(frozen=True)
class Piece:
    """Some text that is the same in both, was taken out, or was put in."""

    kind: str
    text: str


@dataclass(frozen=True)
class Comparison:
    """What changed from one version to another. No pieces: there is only one version, or nothing to tell apart."""

    old: EntryVersion | None
    new: EntryVersion
    pieces: Sequence[Piece]

    @property
    def is_same(self) -> bool:
        return all(piece.kind == "same" for piece in self.pieces)


def compare(versions: Sequence[EntryVersion], old: int, new: int) -> Comparison:
    """Versions by number. Raises `NotFound` for one that never was; 0 is the blank page before the first."""
    by_number = {version.number: version for version in versions}
    if new not in by_number or (old != 0 and old not in by_number):
        raise NotFound("There is no such version.")
    before = by_number.get(old)
    pieces = list(pieces_of(_text(before), _text(by_number[new]))) if before else []
    return Comparison(before, by_number[new], pieces)


def pieces_of(old: str, new: str) -> Iterator[Piece]:
    """The new text with what was taken out of the old one, in order."""
    words = _split(old, r"\s+"), _split(new, r"\s+")
    lines = _split(old, r"\n"), _split(new, r"\n")
    if max(map(len, words)) <= MOST_WORDS:
        yield from _differences(*words)
    elif max(map(len, lines)) <= MOST_LINES:
        yield from _differences(*lines)
    else:
        yield from (Piece("out", old), Piece("in", new))


def _differences(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(old) > 800)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Piece("out", "".join(old[a:b]))
        if c < d:
            yield Piece("in", "".join(new[c:d]))


def _split(text: str, between: str) -> list[str]:
    """Words with the blanks after them, or lines with their ends."""
    return re.findall(rf".*?(?:{between}|$)", text, re.S)[:-1] if text else []


def _text(version: EntryVersion | None) -> str:
    return f"{version.title}\n\n{version.body}" if version else ""
