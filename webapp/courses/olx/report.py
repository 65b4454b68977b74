"""What became of every block: converted, or left out by name; and what was lost on the way."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from webapp.courses.olx.blocks import Block


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A block that has no equivalent, and why."""

    kind: str
    title: str
    url_name: str
    where: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something about a converted block that is not as it was."""

    kind: str
    title: str
    url_name: str
    where: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """The account of an import. Each block is in `converted` or in `left_out`, never in both."""

    converted: Mapping[str, int]
    left_out: tuple[LeftOut, ...]
    notes: tuple[Note, ...]

    def lines(self) -> Iterator[str]:
        """The account in words, for a terminal or a page."""
        for kind, count in self.converted.items():
            yield f"{count} × {kind} converted"
        for one in self.left_out:
            yield f"Left out: {named(one.kind, one.title, one.url_name, one.where)}: {one.reason}"
        for note in self.notes:
            yield f"Note: {named(note.kind, note.title, note.url_name, note.where)}: {note.text}"


def named(kind: str, title: str, url_name: str, where: str) -> str:
    name = f"{kind} “{title}” ({url_name})" if title else f"{kind} {url_name}"
    return f"{name} in “{where}”" if where else name


@dataclass
class Ledger:
    """The report while it is being written. A block is entered once."""

    _converted: Counter[str] = field(default_factory=Counter)
    _left_out: list[LeftOut] = field(default_factory=list)
    _notes: dict[Note, None] = field(default_factory=dict)

    def converted(self, block: Block) -> None:
        self._converted[block.kind] += 1

    def left_out(self, block: Block, reason: str) -> None:
        name = {"kind": block.kind, "title": block.title, "url_name": block.url_name, "where": block.where}
        self._left_out.append(LeftOut(**name, reason=reason))

    def note(self, block: Block, text: str) -> None:
        """Said once, however often it happens in the block."""
        name = {"kind": block.kind, "title": block.title, "url_name": block.url_name, "where": block.where}
        self._notes[Note(**name, text=text)] = None

    def report(self) -> Report:
        """Of what was left out altogether, no details are told."""
        absent = {(one.kind, one.url_name) for one in self._left_out}
        return Report(
            converted=dict(sorted(self._converted.items())),
            left_out=tuple(self._left_out),
            notes=tuple(note for note in self._notes if (note.kind, note.url_name) not in absent),
        )
