"""How answers are marked. Pure: the same questions and answers give the same marks."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from webapp.courses.models import Question, QuestionKind

PASS_PERCENT = 70
"""From this share of right answers on, a quiz is passed."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Marks:
    """What answers came to. `right` holds the ids of the questions that were answered rightly."""

    right: frozenset[int]
    total: int

    @property
    def score(self) -> int:
        return len(self.right)

    @property
    def is_passed(self) -> bool:
        return self.total > 0 and self.score * 100 >= PASS_PERCENT * self.total


def mark(questions: Sequence[Question], answers: Mapping[int, Sequence[str]]) -> Marks:
    """Each question is right or wrong as a whole. `answers` are texts by question: of picked choices, or as typed."""
    right = frozenset(
        question.id for question in questions if is_right(question, answers.get(question.id, ()))
    )
    return Marks(right, len(questions))


def is_right(question: Question, given: Sequence[str]) -> bool:
    """One right choice; all right choices and no wrong one; an accepted text, whatever its case and spacing; or a
    number no further from an accepted one than the tolerance.
    """
    if question.kind is QuestionKind.single:
        return len(given) == 1 and given[0] in right_choices(question)
    if question.kind is QuestionKind.multiple:
        return set(given) == right_choices(question)
    if len(given) != 1:
        return False
    if question.kind is QuestionKind.text:
        return _folded(given[0]) in {_folded(answer) for answer in question.answers}
    number, tolerance = number_of(given[0]), Decimal(str(question.tolerance))
    accepted = [number_of(answer) for answer in question.answers]
    return number is not None and any(
        answer is not None and abs(number - answer) <= tolerance for answer in accepted
    )


def right_choices(question: Question) -> set[str]:
    return {str(choice["text"]) for choice in question.choices if choice.get("is_correct")}


def number_of(text: str) -> Decimal | None:
    """The number that was written, 3.5 or 3,5, also with spaces in it or a real minus sign; None if it is none."""
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text)).replace("\u2212", "-")
    if "." not in plain:
        plain = plain.replace(",", ".", 1)
    return Decimal(plain) if len(plain) <= 60 and _NUMBER.fullmatch(plain) else None


def _folded(text: str) -> str:
    """What is left of a text when case, width and spacing do not matter."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()
