"""Real xAPI video statements, and what a course page would have said at each of them.

initialized, played, interacted, downloaded: the learner is at the video (unit_view); paused, seeked, terminated: how
much of it was played in this sitting (a heartbeat); completed: it was watched, with how much of it (video_watch).
"""

import gzip
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

EXTENSION = "https://w3id.org/xapi/video/extensions/"
AT_THE_VIDEO = {"initialized", "played", "interacted", "downloaded"}
SITTING = uuid.UUID("0b6b3d1c-35f5-4e0e-9b80-5f0e27a3c3d2")


@dataclass(frozen=True)
class Statement:
    """One line of the file, as far as it matters here. `played_ms` is all that was played in this sitting so far."""

    id: str
    learner: str
    course: str
    video: str
    verb: str
    at: datetime
    sitting: str
    played_ms: int
    progress: float

    @property
    def is_measured(self) -> bool:
        """Whether it says how much was played."""
        return self.verb not in AT_THE_VIDEO and self.played_ms > 0

    @property
    def is_heartbeat(self) -> bool:
        return self.verb not in AT_THE_VIDEO and self.verb != "completed"

    @property
    def watched(self) -> float:
        """The percentage that was played, from 0 to 100."""
        return min(100.0, max(0.0, round(self.progress * 100, 1)))

    def beacon(self, place: dict[str, int]) -> dict[str, Any]:
        """What the page says of it at that place."""
        view = {"view_id": self.sitting, "active_ms": self.played_ms}
        if self.is_heartbeat:
            return {**place, "is_active": True, "timestamp": self.at.isoformat(), **view}
        said = {**place, "event_id": self.id, "end_time": self.at.isoformat()}
        if self.verb != "completed":
            return said | {"activity_type": "unit_view"}
        metrics = {"engagement_metrics": {"video_watch_percentage": self.watched}}
        return said | {"activity_type": "video_watch"} | view | metrics


def read(path: Path, most: int | None = None) -> Iterator[Statement]:
    """The statements of a file of JSON lines, gzipped or not, in its order."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        for number, line in enumerate(lines):
            if most is not None and number >= most:
                return
            yield _statement(json.loads(line))


def _statement(said: dict[str, Any]) -> Statement:
    extensions = said.get("result", {}).get("extensions", {})
    context, video = said["context"], said["object"]["id"]
    learner = said["actor"]["account"]["name"]
    sitting = context["extensions"].get(f"{EXTENSION}session-id", "")
    return Statement(
        id=said["id"].lower(),
        learner=learner,
        course=context["contextActivities"]["parent"][0]["id"],
        video=video,
        verb=said["verb"]["id"].rpartition("/")[2],
        at=datetime.fromisoformat(said["timestamp"]),
        sitting=str(uuid.uuid5(SITTING, f"{learner}|{sitting}|{video}")),
        played_ms=_played_ms(extensions.get(f"{EXTENSION}played-segments", "")),
        progress=float(extensions.get(f"{EXTENSION}progress", 0)),
    )


def _played_ms(segments: str) -> int:
    """The length of `0[.]12.5[,]30[.]40` in milliseconds, at most a day."""
    total = 0.0
    for segment in filter(None, segments.split("[,]")):
        began, _, ended = segment.partition("[.]")
        if began and ended:
            total += max(0.0, float(ended) - float(began))
    return min(round(total * 1000), 24 * 60 * 60 * 1000)
