"""What units are called, and which block names are worth a heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from webapp.courses.olx.blocks import Block
from webapp.courses.olx.escaping import escaped
from webapp.courses.olx.wording import one_line

# Names that the authoring tool gives, or that say what a block is made of.
EMPTY_NAMES = {
    "text", "html", "rawhtml", "css", "javascript", "js", "iframe", "iframetool", "image", "announcement",
    "feedback", "blank", "untitled", "zoomingimagetool", "fullscreenimagetool", "anonymoususerid", "problem",
    "blankproblem", "quiz",
}  # fmt: skip


@dataclass
class Titles:
    """The titles of one vertical's units. Its own goes to the first lesson or quiz."""

    vertical: str
    _used: set[str] = field(default_factory=set)

    def of_lesson(self, first: Block, text: str) -> str:
        own = worth_a_heading(first) or leading_heading(text)
        return self._free([self.vertical, own, f"{self.vertical} (continued)"])

    def of_quiz(self, blocks: Sequence[Block]) -> str:
        own = blocks[0].title if len(blocks) == 1 else ""
        return self._free([self.vertical, own, f"{self.vertical}: questions"])

    def _free(self, wishes: list[str]) -> str:
        title = next((wish for wish in wishes if wish and wish not in self._used), wishes[-1])
        self._used.add(title)
        return one_line(title)


def lesson_body(texts: Sequence[tuple[Block | None, str]], title: str) -> str:
    """The texts of a lesson, each under its block's name where that adds something."""
    told = {letters(title)}
    several = sum(block is not None for block, _ in texts) > 1
    parts = []
    for block, text in texts:
        name = worth_a_heading(block) if block and several and not text.startswith("#") else ""
        if name and letters(name) not in told:
            parts.append(f"## {escaped(name)}")
            told.add(letters(name))
        parts.append(text)
    if texts and letters(leading_heading(parts[0])) == letters(title):
        parts[0] = parts[0].partition("\n")[2].lstrip("\n")
    return "\n\n".join(part for part in parts if part)


def worth_a_heading(block: Block) -> str:
    """The block's name, unless it is one that nobody chose."""
    name = block.title.strip(" -–:·")
    if letters(name) in EMPTY_NAMES or name.lower().startswith("duplicate of"):
        return ""
    return name


def leading_heading(text: str) -> str:
    """The words of the heading that a text begins with, if they are plain."""
    words = re.sub(r"\\(.)", r"\1", text.partition("\n")[0])
    found = re.fullmatch(r"#+ ([^\[\]`]+)", words)
    return found.group(1).strip("*_ ") if found else ""


def letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()
