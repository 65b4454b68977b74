"""From chapters to verticals: which blocks stand where, before any of them is read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from webapp.courses.olx.blocks import WRAPPERS, Block, Tree, unwrapped
from webapp.courses.olx.bounds import ImportRefused
from webapp.courses.olx.report import Ledger

UNTITLED = "Untitled"
# Beside its chapters a course lists what is no part of the lessons.
BESIDES = {"wiki", "grading_policy", "course_info"}


@dataclass(frozen=True, kw_only=True)
class Vertical:
    """A page of the original course, with its blocks in order."""

    key: str
    title: str
    section: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Chapter:
    key: str
    title: str
    verticals: tuple[Vertical, ...]
    sections: dict[str, str]
    staff_only: bool


def chapters_of(tree: Tree, course: Block, ledger: Ledger) -> Iterator[Chapter]:
    """Every chapter, also an empty one."""
    for block in tree.children(course):
        if block.kind == "chapter" and is_open(block, ledger):
            yield chapter_of(tree, block, ledger)
        elif block.kind != "chapter" and block.kind not in BESIDES:
            ledger.left_out(block, "it stands beside the chapters and has no equivalent")


def chapter_of(tree: Tree, chapter: Block, ledger: Ledger) -> Chapter:
    verticals: list[Vertical] = []
    sections: dict[str, str] = {}
    for block in tree.children(chapter):
        if block.kind != "sequential":
            sections[block.url_name] = block.url_name
            verticals += verticals_of(tree, block, section="", ledger=ledger)
        elif is_open(block, ledger):
            first = len(verticals)
            for child in tree.children(block):
                verticals += verticals_of(tree, child, section=block.title, ledger=ledger)
            if len(verticals) > first:
                sections[block.url_name] = verticals[first].key
    return Chapter(
        key=chapter.url_name,
        title=chapter.title or UNTITLED,
        verticals=tuple(verticals),
        sections=sections,
        staff_only=chapter.staff_only,
    )


def verticals_of(tree: Tree, block: Block, *, section: str, ledger: Ledger) -> Iterator[Vertical]:
    """A vertical; a block that stands where one should be counts as a vertical of its own."""
    title = block.title or section or UNTITLED
    placed = replace(block, where=title)
    if block.kind != "vertical":
        inside = unwrapped(tree, placed) if block.kind in WRAPPERS else ()
        yield Vertical(key=block.url_name, title=title, section=section, blocks=(placed, *inside))
    elif is_open(block, ledger):
        blocks = tuple(unwrapped(tree, placed))
        if not blocks:
            ledger.left_out(block, "it is empty")
        yield Vertical(key=block.url_name, title=title, section=section, blocks=blocks)


def is_open(block: Block, ledger: Ledger) -> bool:
    """Whether to go into a branch. One met before is not entered again; a broken one stops the import."""
    if block.repeated:
        ledger.left_out(block, block.fault)
        return False
    if block.fault:
        raise ImportRefused(f"The {block.kind} {block.url_name or '?'} cannot be read: {block.fault}.")
    return True
