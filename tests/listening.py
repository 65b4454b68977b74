"""A program that listens to `/api/events` inside this process."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.conftest import Visitor


@dataclass(frozen=True)
class Told:
    """One named event as it arrived."""

    name: str
    value: Any
    id: str = ""


@dataclass
class Program:
    """What was told so far, and the way to more."""

    frames: Iterator[bytes]
    told: list[Told] = field(default_factory=list)

    @property
    def last_id(self) -> str:
        return [event.id for event in self.told if event.id][-1]

    def hear(self) -> list[Told]:
        """All that is told until nothing more comes, heartbeats left out; [] where there is nothing."""
        new: list[Told] = []
        for chunk in self.frames:
            events = parsed(chunk.decode())
            self.told += events
            new += [event for event in events if event.name != "heartbeat"]
            if [event.value for event in events] == ["still here"]:
                break
        return new

    def is_over(self) -> bool:
        """Whether the stream ends, after at most what waits."""
        return any(next(self.frames, None) is None for _ in range(3))


@contextmanager
def listening(browser: Visitor, query: str = "", *, last_id: str = "") -> Iterator[Program]:
    headers = {"Last-Event-ID": last_id} if last_id else {}
    answer = browser.get(f"/api/events{query}", headers=headers, buffered=False)
    assert answer.status_code == 200, answer.text
    try:
        yield Program(iter(answer.iter_encoded()))
    finally:
        answer.close()


def parsed(text: str) -> list[Told]:
    return [_event(block) for block in text.strip().split("\n\n") if block]


def _event(block: str) -> Told:
    lines = dict(line.split(":", 1) for line in block.split("\n"))
    data = lines["data"]
    value = json.loads(data) if data.startswith(("{", "[")) else data
    return Told(lines.get("event", ""), value, lines.get("id", ""))
