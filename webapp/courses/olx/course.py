"""Reading a course: the tree first, then each vertical, then the links between them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from webapp.courses.olx.assets import Shelf
from webapp.courses.olx.blocks import Block, Tree
from webapp.courses.olx.bounds import Malformed
from webapp.courses.olx.files import CourseFiles, open_files
from webapp.courses.olx.links import settle
from webapp.courses.olx.markdown import to_markdown
from webapp.courses.olx.outline import Asset, Outline, OutlineModule, OutlineUnit
from webapp.courses.olx.report import Ledger
from webapp.courses.olx.structure import UNTITLED, Chapter, chapters_of
from webapp.courses.olx.units import Units

ASSET = re.compile(r"\(asset:([A-Za-z0-9._-]+)\)")

# Beside the lessons an export holds these; nothing here corresponds to them.
BESIDE = {
    "drafts": "drafts are not taken over",
    "tabs": "pages beside the lessons are not taken over",
    "textbooks": "textbooks are not taken over",
}

# An empty list, written as HTML or JSON, is no larger than this.
EMPTY_BYTES = 20


def no_one_is_told(done: int, total: int) -> None:
    """The progress of an import that nobody watches."""


def read_course(path: Path, *, progress: Callable[[int, int], None] = no_one_is_told) -> Outline:
    """The course in this folder or archive, or ImportRefused. Progress is told in verticals: done, of all."""
    files = open_files(path)
    ledger, shelf = Ledger(), Shelf(files)
    tree = Tree(files=files)
    course, key = tree.root()
    chapters = list(chapters_of(tree, course, ledger))
    reading = Reading(course=course, files=files, units=Units(files=files, shelf=shelf, ledger=ledger))
    summary = reading.summary()
    modules = reading.modules(chapters, progress)
    reading.note_what_lies_beside()
    return Outline(
        key=key,
        title=course.title or UNTITLED,
        summary=summary,
        modules=modules,
        assets=shown_assets(shelf, summary, modules),
        report=ledger.report(),
    )


@dataclass(kw_only=True)
class Reading:
    """One course while it is read."""

    course: Block
    files: CourseFiles
    units: Units

    def summary(self) -> str:
        """The overview that the course presents itself with, or else its short description."""
        for name in ("about/overview.html", "about/short_description.html"):
            if name in self.files:
                try:
                    text = to_markdown(self.files.text(name), self.units.links(self.course))
                except Malformed as fault:
                    self.units.ledger.note(self.course, f"{name} was left out: {fault}")
                    continue
                if text:
                    return settle(text, {}, lambda said: self.units.ledger.note(self.course, said))
        return ""

    def modules(
        self, chapters: list[Chapter], progress: Callable[[int, int], None]
    ) -> tuple[OutlineModule, ...]:
        total = sum(len(chapter.verticals) for chapter in chapters)
        progress(0, total)
        done = 0
        read: list[tuple[Chapter, list[OutlineUnit]]] = []
        for chapter in chapters:
            units: list[OutlineUnit] = []
            for vertical in chapter.verticals:
                units += self.units.of(vertical)
                done += 1
                progress(done, total)
            read.append((chapter, units))
        self._find_sections(read)
        return tuple(
            OutlineModule(key=chapter.key, title=chapter.title, units=tuple(map(self._settled, units)))
            for chapter, units in read
            if not chapter.staff_only
        )

    def _find_sections(self, read: list[tuple[Chapter, list[OutlineUnit]]]) -> None:
        """A link to a sequential or a chapter leads to the first unit in it."""
        places = self.units.places
        for chapter, units in read:
            for section, vertical in chapter.sections.items():
                if vertical in places:
                    places.setdefault(section, places[vertical])
            for first in units[:1]:
                places.setdefault(chapter.key, first.key)

    def _settled(self, unit: OutlineUnit) -> OutlineUnit:
        block = self.units.sources[unit.key]

        def settled(markdown: str) -> str:
            return settle(markdown, self.units.places, lambda text: self.units.ledger.note(block, text))

        questions = tuple(
            replace(question, prompt=settled(question.prompt), explanation=settled(question.explanation))
            for question in unit.questions
        )
        return replace(unit, body=settled(unit.body), questions=questions)

    def note_what_lies_beside(self) -> None:
        for folder, text in BESIDE.items():
            if count := len(self.files.under(folder)):
                self.units.ledger.note(self.course, f"{text} ({count} files)")
        for name, what in (("info/updates.items.json", "announcements"), ("info/handouts.html", "handouts")):
            if name in self.files and self.files.size(name) > EMPTY_BYTES:
                self.units.ledger.note(self.course, f"the {what} of the course are not taken over")


def shown_assets(shelf: Shelf, summary: str, modules: tuple[OutlineModule, ...]) -> dict[str, Asset]:
    """The files that are really shown or offered somewhere, by name."""
    names = {name for text in texts(summary, modules) for name in ASSET.findall(text)}
    return {name: shelf.taken[name] for name in sorted(names & shelf.taken.keys())}


def texts(summary: str, modules: tuple[OutlineModule, ...]) -> Iterator[str]:
    yield summary
    for unit in (unit for module in modules for unit in module.units):
        yield unit.body
        yield f"({unit.video_url})"
        for question in unit.questions:
            yield from (question.prompt, question.explanation)
