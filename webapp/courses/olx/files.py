"""The files of one course, wherever they lie, named from the folder that holds course.xml."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol
from xml.etree.ElementTree import Element

from webapp.courses.olx import bounds
from webapp.courses.olx.archive import Archive
from webapp.courses.olx.bounds import ImportRefused, Malformed
from webapp.courses.olx.folder import Folder
from webapp.courses.olx.paths import in_mebibytes
from webapp.courses.olx.wording import clean, shown
from webapp.courses.olx.xmltree import parse


class Source(Protocol):
    """Where files come from: a folder or an archive."""

    sizes: dict[str, int]

    def read(self, name: str) -> bytes: ...


class CourseFiles:
    """What a course consists of. Text is read within a budget, so no archive can keep us reading for ever."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._root = course_folder(source.sizes)
        self._left = bounds.TEXTS_BYTES
        self._elements_left = bounds.XML_ELEMENTS

    def __contains__(self, name: str) -> bool:
        return self._root + name in self._source.sizes

    def under(self, folder: str) -> list[str]:
        """The files in a folder and below, by their names from the course's own folder."""
        start = f"{self._root}{folder}/"
        return sorted(name.removeprefix(self._root) for name in self._source.sizes if name.startswith(start))

    def size(self, name: str) -> int:
        return self._source.sizes[self._root + name]

    def read(self, name: str) -> bytes:
        return self._source.read(self._root + name)

    def xml(self, name: str) -> Element:
        root = parse(self._text_bytes(name), name=name)
        self._elements_left -= sum(1 for _ in root.iter())
        if self._elements_left < 0:
            raise ImportRefused(f"Its XML holds more than {bounds.XML_ELEMENTS} elements.")
        return root

    def text(self, name: str) -> str:
        try:
            return clean(self._text_bytes(name).decode("utf-8-sig"))
        except UnicodeDecodeError as fault:
            raise Malformed(f"This file is not text in UTF-8: {shown(name)}") from fault

    def json(self, name: str) -> object:
        try:
            found: object = json.loads(self.text(name))
        except (ValueError, RecursionError) as fault:
            raise Malformed(f"This file is not JSON: {shown(name)}") from fault
        return found

    def _text_bytes(self, name: str) -> bytes:
        size = self.size(name)
        if size > bounds.TEXT_BYTES:
            raise Malformed(f"This text is larger than {in_mebibytes(bounds.TEXT_BYTES)}: {shown(name)}")
        self._left -= size
        if self._left < 0:
            raise ImportRefused(f"Its texts are larger than {in_mebibytes(bounds.TEXTS_BYTES)} together.")
        return self.read(name)


def open_files(path: Path) -> CourseFiles:
    """The course at this path: a folder that holds it, or a packed archive of one."""
    if path.is_dir():
        return CourseFiles(Folder(path))
    if path.is_file():
        return CourseFiles(Archive(path))
    raise ImportRefused(f"There is no folder and no archive at {shown(str(path))}")


def course_folder(names: Mapping[str, int]) -> str:
    """The folder of the one course.xml that lies least deep, with its slash."""
    found = [name for name in names if name.rpartition("/")[2] == "course.xml"]
    if not found:
        raise ImportRefused("There is no course.xml in it, so it is not a course in the OLX format.")
    depth = min(name.count("/") for name in found)
    nearest = [name for name in found if name.count("/") == depth]
    if len(nearest) > 1:
        raise ImportRefused(f"It holds {len(nearest)} courses. Import one at a time.")
    return nearest[0].removesuffix("course.xml")
