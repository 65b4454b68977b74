"""An HTML text made ready for Markdown: what cannot act or be shown there is taken out, and said."""

import re
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from webapp.courses.olx.formulas import LOWERED, RAISED, in_letters, in_plain_text, split
from webapp.courses.olx.layout import emphasis, numbers, tables
from webapp.courses.olx.links import Tell
from webapp.courses.olx.soup import living, said
from webapp.courses.olx.wording import one_line

SILENT = {
    "script", "style", "link", "meta", "title", "base", "template", "noscript", "svg", "math",
    "canvas", "map", "colgroup",
}  # fmt: skip
CONTROLS = {"button", "input", "select", "textarea", "datalist", "progress", "meter"}
EMBEDDED = {"iframe", "embed", "object", "video", "audio", "frame"}

# Everything else is taken for plain words, or for a plain section.
KNOWN = {
    "[document]", "a", "b", "strong", "i", "em", "cite", "p", "br", "hr", "div", "blockquote", "q",
    "pre", "code", "kbd", "samp", "del", "s", "strike", "img", "ul", "ol", "li", "dl", "dt", "dd",
    "h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "thead", "tbody", "tfoot", "tr", "td",
    "th", "sub", "sup", "summary", "figcaption", "span",
}  # fmt: skip
SECTIONS = {
    "section", "article", "header", "footer", "main", "nav", "aside", "figure", "details", "center",
    "fieldset", "form", "address", "legend", "text",
}  # fmt: skip

# Icon fonts spell their signs as words; two of them carry meaning.
ICON_FONT = re.compile(r"(?:^|\s)(?:material-(?:icons|symbols)\S*|fa[srb]?|glyphicon)(?:\s|$)")
SIGNS = {"check": "✓", "done": "✓", "close": "✗", "cancel": "✗"}
INVISIBLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def prepare(soup: BeautifulSoup, tell: Tell) -> None:
    """Leave only what Markdown can say."""
    for element in living(soup, lambda tag: tag.name in SILENT):
        element.decompose()
    for element in living(soup, is_invisible):
        element.decompose()
    for element in living(soup, is_icon):
        element.replace_with(SIGNS.get(one_line(element.get_text()).lower(), ""))
    for element in living(soup, lambda tag: tag.name in EMBEDDED):
        embedded_as_link(soup, element, tell)
    for element in living(soup, lambda tag: tag.name in CONTROLS):
        tell("buttons and fields were left out")
        element.decompose()
    for left in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        left.extract()
    for element in soup.find_all(lambda tag: tag.name not in KNOWN):
        element.name = "div" if element.name in SECTIONS else "span"
    tables(soup, tell)
    small_letters(soup)
    formulas(soup, tell)
    numbers(soup)
    emphasis(soup)
    soup.smooth()


def is_invisible(tag: Tag) -> bool:
    return tag.has_attr("hidden") or bool(INVISIBLE.search(said(tag, "style")))


def is_icon(tag: Tag) -> bool:
    if tag.name not in ("i", "span") or tag.find(True) is not None:
        return False
    classes = said(tag, "class")
    return bool(ICON_FONT.search(classes)) or ("icon" in classes.split() and len(tag.get_text().strip()) <= 1)


def embedded_as_link(soup: BeautifulSoup, element: Tag, tell: Tell) -> None:
    """A page, film or document shown inside the text becomes a link to it."""
    inner = element.find(["source", "embed"])
    address = said(element, "src") or said(element, "data") or (said(inner, "src") if inner else "")
    tell(f"an embedded {element.name} became a link")
    words = one_line(said(element, "title")) or one_line(urlsplit_path(address)) or element.name
    link = soup.new_tag("a", href=address)
    link.string = words
    element.replace_with(link)


def urlsplit_path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.path.rstrip("/").rpartition("/")[2] or parts.netloc


def small_letters(soup: BeautifulSoup) -> None:
    for name, letters, sign in (("sup", RAISED, "^"), ("sub", LOWERED, "_")):
        for element in soup.find_all(name):
            if not element.find(True):
                text = one_line(element.get_text())
                element.name = "span"
                element.string = in_letters(text, letters) or (f"{sign}({text})" if text else "")


def formulas(soup: BeautifulSoup, tell: Tell) -> None:
    for text in soup.find_all(string=re.compile(r"\\[(\[]|\[mathjax")):
        if text.find_parent(["pre", "code"]):
            continue
        news: list[NavigableString | Tag] = []
        for piece, is_formula in split(str(text)):
            plain = in_plain_text(piece) if is_formula else piece
            if plain is None:
                tell("a formula is shown as its TeX source")
                code = soup.new_tag("code")
                code.string = one_line(piece, 2000)
                news.append(code)
            elif plain:
                news.append(NavigableString(plain))
        text.replace_with(*news)
