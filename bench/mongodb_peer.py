"""MongoDB's peer seen from beside it: the processor time it takes, and a log written straight into its store.

The peer (nx-27017) keeps documents as JSON texts in SQLite. A million of them over its wire would take hours, in its
file they take minutes; it finds them as if it had written them itself.
"""

import json
import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from webapp.tracking import mongo_documents as documents
from webapp.tracking.activity import Activity, Snapshot

TICKS = os.sysconf("SC_CLK_TCK")
INSERT = "INSERT INTO {}(data, _id) VALUES (?, ?)"


@dataclass(frozen=True)
class Peer:
    """A peer that runs on this machine, and the file of one of its databases."""

    pid: int
    file: Path

    @classmethod
    def at(cls, uri: str) -> Self | None:
        """The peer at that address; None if what answers there is another program."""
        address = urlsplit(uri)
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            words = _words(entry)
            if "--data-dir" in words and str(address.port) in words:
                folder = Path(words[words.index("--data-dir") + 1])
                return cls(int(entry.parent.name), folder / f"{address.path.strip('/')}.db")
        return None

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def load(self, activities: Iterable[Activity], views: Iterable[Snapshot]) -> None:
        """Keep these, all of them new."""
        store = sqlite3.connect(self.file, timeout=60)
        with store:
            store.executemany(INSERT.format("activities"), map(_line, map(documents.of_activity, activities)))
            store.executemany(INSERT.format("views"), map(_line, map(_of_view, views)))
        store.close()


def _of_view(view: Snapshot) -> dict[str, Any]:
    parts = documents.merge_of(view, view.played).values()
    return {"_id": documents.key_of_view(view)} | {
        name: value for part in parts for name, value in part.items()
    }


def _line(document: dict[str, Any]) -> tuple[str, str]:
    return json.dumps(document), document["_id"]


def _words(entry: Path) -> list[str]:
    try:
        return entry.read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []
