"""The tree of a course: chapters, sequentials, verticals and their blocks, each met once and in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from webapp.courses.olx import bounds
from webapp.courses.olx.bounds import ImportRefused, Malformed
from webapp.courses.olx.files import CourseFiles
from webapp.courses.olx.wording import one_line, shown
from webapp.courses.olx.xmltree import flag

# A block is written in place, or as a pointer to a file of its own; a colon in its name stands for a folder.
NAME = re.compile(r"[\w.-]+(?::[\w.-]+)*")

# Blocks that only hold others. They are unwrapped, with this said about it.
WRAPPERS = {
    "vertical": "",
    "wrapper": "",
    "problemset": "",
    "videosequence": "",
    "sequential": "",
    "library_content": "it drew some of its problems at random; here all of them are shown",
    "itembank": "it drew some of its problems at random; here all of them are shown",
    "randomize": "it chose one of its parts at random; here all of them are shown",
    "split_test": "it showed different groups different parts; here all of them are shown",
    "conditional": "it appeared on a condition; here it always appears",
}


@dataclass(frozen=True, kw_only=True)
class Block:
    """One element of a course. A fault is why its own file cannot be used."""

    kind: str
    url_name: str
    element: Element
    title: str = ""
    where: str = ""
    staff_only: bool = False
    fault: str = ""
    repeated: bool = False


@dataclass(kw_only=True)
class Tree:
    """Walks a course. A block mentioned a second time is met as a fault, so no walk is endless."""

    files: CourseFiles
    titles: dict[str, str] = field(default_factory=dict)
    _met: set[tuple[str, str]] = field(default_factory=set)

    def root(self) -> tuple[Block, str]:
        """The course itself and its stable identity, `org+course+run`."""
        pointer = self.files.xml("course.xml")
        if pointer.tag != "course":
            raise ImportRefused(f"course.xml holds no course, but <{shown(pointer.tag)}>.")
        course = self._resolved(pointer)
        if course.fault:
            raise ImportRefused(f"The course itself cannot be read: {course.fault}.")
        parts = [pointer.get(name) or course.element.get(name) or "" for name in ("org", "course")]
        parts.append(course.url_name)
        if not all(re.fullmatch(r"[\w.~-]{1,64}", part) for part in parts):
            raise ImportRefused(
                "course.xml must name its organisation, course and run (org, course, url_name)."
            )
        self._read_titles(course.url_name)
        return replace(course, title=self._title(course.kind, course.url_name, course.element)), "+".join(
            parts
        )

    def children(self, block: Block) -> Iterator[Block]:
        """What a block holds, in order, each with its own file read. Staff-only is inherited."""
        for number, child in enumerate(block.element, 1):
            found = self._resolved(child)
            if not found.url_name:
                found = replace(found, url_name=f"{block.url_name}.{number}")
            yield replace(
                found,
                title=self._title(found.kind, found.url_name, found.element),
                where=block.where,
                staff_only=block.staff_only or flag(found.element, "visible_to_staff_only"),
            )

    def _resolved(self, element: Element) -> Block:
        kind, name = element.tag, element.get("url_name") or element.get("slug") or ""
        if name and not (NAME.fullmatch(name) and len(name) <= bounds.NAME_LENGTH and set(name) != {"."}):
            return Block(kind=kind, url_name="", element=element, fault="its name is not a valid one")
        block = Block(kind=kind, url_name=name, element=element)
        if name and (kind, name) in self._met:
            fault = "it is already in the course at another place"
            return replace(block, element=Element(kind), fault=fault, repeated=True)
        self._met.add((kind, name))
        if len(element) or (element.text or "").strip() or not name:
            return block
        return self._from_file(block)

    def _from_file(self, block: Block) -> Block:
        """A pointer leads to `kind/name.xml`. Without such a file it stands for itself, if it says more."""
        path = f"{block.kind}/{block.url_name.replace(':', '/')}.xml"
        if path in self.files:
            try:
                found = self.files.xml(path)
            except Malformed as fault:
                return replace(block, fault=str(fault))
            if found.tag != block.kind:
                return replace(block, fault=f"its file holds <{one_line(found.tag, 40)}>")
            return replace(block, element=found)
        says_something = set(block.element.attrib) - {"url_name", "slug", "org", "course"}
        if says_something or f"{path.removesuffix('.xml')}.html" in self.files:
            return block
        return replace(block, fault="its file is missing")

    def _read_titles(self, run: str) -> None:
        """Older exports keep display names in the policy of the run; where both speak, the policy counts."""
        path = f"policies/{run}/policy.json"
        policy = self.files.json(path) if path in self.files else {}
        for name, said in policy.items() if isinstance(policy, dict) else ():
            title = said.get("display_name") if isinstance(said, dict) else None
            if isinstance(title, str):
                self.titles[name] = title

    def _title(self, kind: str, name: str, element: Element) -> str:
        return one_line(self.titles.get(f"{kind}/{name}") or element.get("display_name"))


def unwrapped(tree: Tree, block: Block, depth: int = 0) -> Iterator[Block]:
    """The blocks inside a vertical, its wrappers first named and then opened."""
    if depth > bounds.LIST_DEPTH:
        raise ImportRefused(f"Its blocks are nested too deep: {block.url_name}")
    for child in tree.children(block):
        yield child
        if child.kind in WRAPPERS and not child.fault:
            yield from unwrapped(tree, child, depth + 1)
