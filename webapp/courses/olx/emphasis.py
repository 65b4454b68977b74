"""Bold and italic: marks only where every reader takes them for marks."""

import re
from collections.abc import Set

from bs4 import Tag
from bs4.element import NavigableString

from webapp.courses.olx.links import IMAGE

WORD = re.compile(r"[^\W_]")
EMPHASIS = frozenset({"b", "strong", "i", "em", "cite"})


def emphasised(el: Tag, text: str, mark: str, parent_tags: Set[str]) -> str:
    """Emphasis, with a space where punctuation would keep the closing mark from closing."""
    words = text.strip()
    if "_noformat" in parent_tags or not words or "\n\n" in words or words.startswith(IMAGE):
        return text
    opening = " " if clashes(el.previous_sibling, -1, words[0]) else ""
    closing = " " if clashes(el.next_sibling, 0, words[-1]) else ""
    return spaced(text, f"{opening}{mark}{words}{mark}{closing}")


def clashes(beside: object, place: int, edge: str) -> bool:
    """Whether a mark between this edge and what stands beside it would not be read as a mark."""
    if isinstance(beside, Tag):
        return beside.name in EMPHASIS or (beside.name != "br" and not WORD.match(edge))
    text = str(beside) if isinstance(beside, NavigableString) else ""
    return bool(text) and bool(WORD.match(text[place])) and not WORD.match(edge)


def spaced(text: str, words: str) -> str:
    """The words with the blank that stood before or after them."""
    if not words:
        return " " if text and not text.strip() else ""
    first, last = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' if first else ''}{words}{' ' if last else ''}"
