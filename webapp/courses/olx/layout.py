"""What HTML lays out in ways that Markdown does not know: tables in tables, lists that start late."""

import re

from bs4 import BeautifulSoup, Tag

from webapp.courses.olx.links import Tell
from webapp.courses.olx.soup import said

# A text with more emphases than this keeps them apart, by a blank.
MERGED = 500


def tables(soup: BeautifulSoup, tell: Tell) -> None:
    """A table inside a table is only layout; one of definition lists is a machine for a script."""
    for table in soup.find_all("table"):
        if table.decomposed:
            continue
        if table.find("dl"):
            tell("an interactive table was left out")
            paragraph = soup.new_tag("p")
            paragraph.string = "(An interactive table was here; it could not be taken over.)"
            table.replace_with(paragraph)
        elif table.find("table"):
            tell("a table used for layout was taken apart")
            parts = table.find_all(["caption", "thead", "tbody", "tfoot", "tr", "td", "th"])
            for part in [part for part in parts if part.find_parent("table") is table]:
                part.name = "div"
            table.name = "div"
        elif table.find(rowspan=True):
            tell("merged cells of a table were taken apart")


def numbers(soup: BeautifulSoup) -> None:
    """Each item of a numbered list is told its number, so that no one has to count again."""
    for numbered in soup.find_all("ol"):
        start = said(numbered, "start")
        first = int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1
        for number, item in enumerate(numbered.find_all("li", recursive=False), first):
            item["value"] = str(number)


def emphasis(soup: BeautifulSoup) -> None:
    """Two emphases side by side are one, and so are two pieces of code: their marks would run together."""
    left = MERGED
    for names in (["b", "strong"], ["i", "em", "cite"], ["code", "kbd", "samp"]):
        for element in soup.find_all(names):
            while left and isinstance(beside := element.next_sibling, Tag) and beside.name in names:
                left -= 1
                for child in list(beside.contents):
                    element.append(child)
                beside.extract()
