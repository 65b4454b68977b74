"""Words that stay words: every sign in them that Markdown would take for its own is escaped."""

import re
from collections.abc import Set

MARKS = re.compile(r"([\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|~(?=~))")
# What would begin a heading, list, quotation, rule or table if it came first on a line.
LEADING = re.compile(r"^(\s*)(?:([#>+=~|-])|(\d{1,9})([.)])(?=\s|$))")


def escaped(text: str, parent_tags: Set[str] = frozenset()) -> str:
    """Words that stay words: nothing in them is taken for Markdown."""
    return LEADING.sub(leading, in_cell(plain_marks(text), parent_tags))


def plain_marks(text: str) -> str:
    """The marks that count anywhere in a line."""
    return MARKS.sub(r"\\\1", text)


def leading(found: re.Match[str]) -> str:
    space, mark, digits, dot = found.groups()
    return f"{space}\\{mark}" if mark else f"{space}{digits}\\{dot}"


def in_cell(text: str, parent_tags: Set[str]) -> str:
    """In a table a bar ends the cell, unless it is escaped; even in code, and even after a backslash."""
    return text.replace("|", "\\|") if parent_tags & {"td", "th"} else text
