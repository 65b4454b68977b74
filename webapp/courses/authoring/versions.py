"""Two people at one text: whoever saves second is told, and sees both."""

import hashlib
import json

from webapp.core.errors import Conflict
from webapp.courses.models import Course, Module, Question, Unit

Written = Course | Module | Unit | Question


class Clash(Conflict):
    """Somebody saved a newer text while this one was being written."""

    code = "edit_clash"
    title = "Somebody else changed this too"

    def __init__(self) -> None:
        super().__init__(
            "Somebody saved a newer version while you were writing. Both are on this page; nothing is lost."
        )


def version_of(row: Written) -> str:
    """Follows from what the row says, so that the same text has the same version."""
    return digest_of(_texts(row))


def refuse_clash(row: Written, version: str) -> None:
    """Raises `Clash` unless the row still says what it did when the form with this version was shown."""
    if version != version_of(row):
        raise Clash


def digest_of(texts: object) -> str:
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()[:16]


def _texts(row: Written) -> list[object]:
    if isinstance(row, Course):
        return [row.title, row.summary]
    if isinstance(row, Module):
        return [row.title]
    if isinstance(row, Question):
        return [row.kind, row.prompt, row.choices, row.answers, row.tolerance, row.explanation]
    texts = [row.title, row.section, row.body, row.minutes, row.is_required]
    return [*texts, row.video_url, row.video_file, row.transcript]
