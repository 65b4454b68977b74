"""Achievements: declared rules over the figures, and the day on which each came true."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa

from webapp.analytics.ledger import Ledger
from webapp.analytics.models import Achievement, DayFigures
from webapp.analytics.weights import LESSON_MINUTES, VIDEO_MINUTES, VIEW_MINUTES
from webapp.core.stores import ask, db
from webapp.courses import Certificate

D = DayFigures
Reached = Callable[[int, int], str | None]
"""The local day on which a student (id) reached a value, or None."""


@dataclass(frozen=True)
class Rule:
    """An achievement: unlocked when a figure reaches `target`. `figure` names what is counted, `unit` how it reads."""

    key: str
    name: str
    icon: str
    figure: str
    target: int
    unit: str


RULES: Sequence[Rule] = (
    Rule("first-lesson", "First lesson", "book", "lessons", 1, "lesson"),
    Rule("three-days", "Three days in a row", "flame", "longest_streak", 3, "day"),
    Rule("first-video", "First video", "play", "videos", 1, "video"),
    Rule("ten-lessons", "Ten lessons", "book", "lessons", 10, "lesson"),
    Rule("seven-days", "Seven days in a row", "flame", "longest_streak", 7, "day"),
    Rule("ten-hours", "Ten hours", "clock", "hours", 10, "hour"),
    Rule("first-certificate", "First certificate", "seal", "certificates", 1, "certificate"),
    Rule("fifty-lessons", "Fifty lessons", "book", "lessons", 50, "lesson"),
    Rule("thirty-days", "Thirty days in a row", "flame", "longest_streak", 30, "day"),
    Rule("fifty-hours", "Fifty hours", "clock", "hours", 50, "hour"),
    Rule("three-certificates", "Three certificates", "seal", "certificates", 3, "certificate"),
    Rule("hundred-hours", "A hundred hours", "clock", "hours", 100, "hour"),
)


TABLE = cast(sa.Table, Achievement.__table__)
_UNLOCKED = sa.select(TABLE.c.key, TABLE.c.unlocked_on).where(TABLE.c.student_id == sa.bindparam("student"))


def values_of(ledger: Ledger) -> dict[str, float]:
    """The figures that rules count, as they stand."""
    return {
        "lessons": ledger.totals.lessons,
        "videos": ledger.totals.videos,
        "hours": ledger.totals.minutes / 60,
        "longest_streak": ledger.totals.longest_streak,
        "certificates": ledger.standing.certificates,
    }


def unlocked_by(student_id: int) -> dict[str, str]:
    """What a student has unlocked: the keys of achievements, and of each the local day."""
    return {row.key: row.unlocked_on for row in ask(_UNLOCKED, {"student": student_id})}


def _by_sum(amount: sa.ColumnElement[int], per_target: int = 1) -> Reached:
    """The day on which an amount, added up day by day, reaches the target."""

    so_far = sa.func.sum(amount).over(order_by=D.day).label("so_far")
    days = sa.select(D.day, so_far).where(D.student_id == sa.bindparam("student")).subquery()
    first = sa.select(sa.func.min(days.c.day)).where(days.c.so_far >= sa.bindparam("target"))

    def reached(student_id: int, target: int) -> str | None:
        day: str | None = ask(first, {"student": student_id, "target": target * per_target}).scalar()
        return day

    return reached


def _by_streak(student_id: int, target: int) -> str | None:
    return db.session.scalar(
        sa.select(sa.func.min(D.day)).where(D.student_id == student_id, D.streak >= target)
    )


def _by_certificates(student_id: int, target: int) -> str | None:
    days = sa.select(Certificate.issued_on).where(Certificate.student_id == student_id)
    return db.session.scalar(days.order_by(Certificate.issued_on, Certificate.id).offset(target - 1).limit(1))


REACHED: dict[str, Reached] = {
    "lessons": _by_sum(D.lessons.expression),
    "videos": _by_sum(D.videos.expression),
    "hours": _by_sum(
        D.lessons * LESSON_MINUTES + D.videos * VIDEO_MINUTES + D.views * VIEW_MINUTES + D.corrected_minutes,
        60,
    ),
    "longest_streak": _by_streak,
    "certificates": _by_certificates,
}
