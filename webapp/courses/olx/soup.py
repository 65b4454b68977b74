"""HTML from outside, parsed and held within bounds that code can walk safely."""

from collections.abc import Callable

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup

from webapp.courses.olx import bounds
from webapp.courses.olx.bounds import Malformed

LISTS = {"ul", "ol", "blockquote", "dl"}


def soup_of(html: str) -> BeautifulSoup:
    """The parsed text, or a refusal if it is so tangled that walking it would be a risk."""
    try:
        soup = BeautifulSoup(f"<div>{html}</div>", "html.parser")
    except (ParserRejectedMarkup, AssertionError, ValueError) as fault:
        raise Malformed("its HTML cannot be read") from fault
    waiting: list[tuple[Tag, int, int]] = [(soup, 0, 0)]
    elements = 0
    while waiting:
        element, depth, lists = waiting.pop()
        elements += 1
        if depth > bounds.HTML_DEPTH or lists > bounds.LIST_DEPTH or elements > bounds.HTML_ELEMENTS:
            raise Malformed("its HTML is too large or too deeply nested")
        children = (child for child in element.children if isinstance(child, Tag))
        waiting.extend((child, depth + 1, lists + (child.name in LISTS)) for child in children)
    return soup


def living(soup: BeautifulSoup, wanted: Callable[[Tag], bool]) -> list[Tag]:
    """Those wanted, without any that lie inside another of them."""
    found = [tag for tag in soup.find_all(True) if wanted(tag)]
    chosen = {id(tag) for tag in found}
    return [tag for tag in found if not any(id(parent) in chosen for parent in tag.parents)]


def said(tag: Tag, attribute: str) -> str:
    value = tag.get(attribute)
    return " ".join(value) if isinstance(value, list) else value or ""
