"""The texts of a course as Markdown, or as one plain line."""

import re

from webapp.courses.olx import bounds
from webapp.courses.olx.bounds import Malformed
from webapp.courses.olx.converter import Converter
from webapp.courses.olx.links import IMAGE, IN_CODE, START, Links
from webapp.courses.olx.prepare import prepare
from webapp.courses.olx.soup import said, soup_of
from webapp.courses.olx.wording import clean, one_line


def to_markdown(html: str, links: Links) -> str:
    """A text of a course as Markdown. Links inside the course stay open until they are settled."""
    soup = soup_of(clean(html))
    prepare(soup, links.tell)
    text = images_told_apart(Converter(links).convert_soup(soup))
    if len(text) > bounds.BODY_LENGTH:
        raise Malformed("its text is too long")
    return text.strip()


def images_told_apart(text: str) -> str:
    """An exclamation mark right before a link makes no image of it; inside code it stays as it is."""
    text = re.sub(f"!(?=[\\[{START}])", r"\\!", text)
    return text.replace(IMAGE, "!").replace(IN_CODE, "")


def to_words(html: str, links: Links) -> str:
    """A text of a course as one plain line."""
    soup = soup_of(clean(html))
    prepare(soup, links.tell)
    for image in soup.find_all("img"):
        links.tell("an image among the choices is shown as its description")
        image.replace_with(said(image, "alt"))
    return one_line(soup.get_text(" ").replace("\n", " "), 1000)
