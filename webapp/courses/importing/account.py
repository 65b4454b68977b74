"""The account of an import: what came, what changed, and what was left out, by name."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from webapp.courses.olx import Report


@dataclass
class Account:
    """Titles and counts, as they are kept with the import and shown on its page and in the terminal."""

    title: str = ""
    is_new: bool = True
    modules: int = 0
    units: dict[str, int] = field(default_factory=dict)
    questions: int = 0
    files: int = 0
    converted: dict[str, int] = field(default_factory=dict)
    left_out: list[dict[str, str]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    """Changed here since the last import; the archive's text has taken that change's place."""
    taken_out: list[str] = field(default_factory=list)
    put_back: list[str] = field(default_factory=list)
    refused_files: list[dict[str, str]] = field(default_factory=list)

    def tell(self, report: Report) -> None:
        """Take over what the reader says of every block."""
        self.converted = dict(report.converted)
        self.left_out = [
            {"name": _named(one.kind, one.title), "where": one.where, "why": one.reason}
            for one in report.left_out
        ]
        self.notes = [
            {"name": _named(one.kind, one.title), "where": one.where, "why": one.text} for one in report.notes
        ]

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """In words, for a terminal."""
        units = ", ".join(f"{count} × {kind}" for kind, count in self.units.items())
        yield f"{'New course' if self.is_new else 'Updated'}: {self.title}"
        yield f"{self.modules} modules, {units or 'no units'}, {self.questions} questions, {self.files} files"
        yield from (f"{count} × {kind} converted" for kind, count in self.converted.items())
        changes = [("New", self.added), ("Changed", self.updated), ("Taken out", self.taken_out)]
        changes += [
            ("Put back", self.put_back),
            ("Changed here since, now as in the archive", self.overwritten),
        ]
        if not self.is_new:
            yield from (f"{label}: {title}" for label, titles in changes for title in titles)
        told = [("Left out", self.left_out), ("Left out", self.refused_files), ("Note", self.notes)]
        for label, named in told:
            for entry in named:
                where = f" in “{entry['where']}”" if entry["where"] else ""
                yield f"{label}: {entry['name']}{where}: {entry['why']}"


def _named(kind: str, title: str) -> str:
    return f"{kind} “{title}”" if title else kind
