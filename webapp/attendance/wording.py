"""How marks and days are said, everywhere the same."""

import math
from collections.abc import Sequence
from datetime import date

from webapp.attendance.models import MarkStatus
from webapp.core.words import duration

WORDS = {
    MarkStatus.present: "On time",
    MarkStatus.late: "Late",
    MarkStatus.excused: "Excused",
    MarkStatus.absent: "Absent",
}
LETTERS = {
    MarkStatus.present: "P",
    MarkStatus.late: "L",
    MarkStatus.excused: "E",
    MarkStatus.absent: "A",
}
NOT_YET = "Not yet"


def status_word(status: MarkStatus | None) -> str:
    """On time, Late, Excused, Absent, Not yet."""
    return NOT_YET if status is None else WORDS[MarkStatus(status)]


def standing_words(status: MarkStatus, late_seconds: float = 0) -> str:
    """Late, 12 min; where it is not known by how much, as always. A minute that has begun counts."""
    if status is not MarkStatus.late or late_seconds <= 0:
        return status_word(status)
    return f"{status_word(status)}, {duration(math.ceil(late_seconds / 60))}"


def status_letter(status: MarkStatus | None) -> str:
    """P, L, E, A for a table; a dash for who was not counted."""
    return "–" if status is None else LETTERS[MarkStatus(status)]


def day_list(days: Sequence[date]) -> str:
    """17 November, 18 November and 20 November."""
    words = [f"{day.day} {day:%B}" for day in days]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
