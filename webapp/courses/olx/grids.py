"""Problems laid out as a table: each place is asked with the words of its row and its column."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from webapp.courses.olx.wording import one_line
from webapp.courses.olx.xmltree import parents, replace


def without_grids(problem: Element, mark: str) -> None:
    """Tables that hold places for answers become paragraphs: the row, the column, the place."""
    above = parents(problem)
    for table in [element for element in problem.iter("table") if mark in text_of(element)]:
        if any(inner is not table for inner in table.iter("table")):
            table.tag = "div"
        elif table in above:
            replace(table, above[table], list(paragraphs(table, mark)))


def paragraphs(table: Element, mark: str) -> Iterator[Element]:
    heads: list[str] = []
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if not any(mark in text_of(cell) for cell in cells):
            heads = heads or [one_line(text_of(cell)) for cell in cells]
            continue
        first = "" if not cells or mark in text_of(cells[0]) else one_line(text_of(cells[0]))
        for place, cell in enumerate(cells):
            if mark not in text_of(cell):
                continue
            column = heads[place] if place < len(heads) else ""
            words = " – ".join(part for part in (first, column) if part)
            if words:
                yield paragraph(words)
            cell.tag, cell.tail = "div", None
            yield cell


def paragraph(words: str) -> Element:
    element = Element("p")
    element.text = words
    return element


def text_of(element: Element) -> str:
    return "".join(element.itertext())
