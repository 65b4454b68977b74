"""Where the addresses in a course lead: a file, another unit, the web. Where to nowhere, the words stay."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from webapp.courses.olx.assets import Shelf, static_name
from webapp.courses.olx.wording import clean, one_line

Tell = Callable[[str], None]

# Until all units are known, a link inside the course is START name THEN words END.
START, THEN, END = "\ue000", "\ue001", "\ue002"
# Until all is written, these stand for the mark of an image, and for nothing at all.
IMAGE, IN_CODE = "\ue003", "\ue004"
WAITING = re.compile(f"{START}([^{THEN}]*){THEN}([^{END}]*){END}")

JUMP = re.compile(r"(?:^|/)jump_to_id/([\w.:-]+)")
BLOCK_KEY = re.compile(r"(?:@|i4x://[^/]+/[^/]+/[^/]+/)([\w.-]+)/?$")


@dataclass(frozen=True)
class Links:
    """Writes links and images for one block, telling what could not be kept."""

    shelf: Shelf
    tell: Tell

    def link(self, href: str, words: str) -> str:
        href = trimmed(href)
        if not words or not href or href.startswith("#"):
            return words
        if name := static_name(href):
            asset = self.shelf.take(name, self.tell)
            return f"[{words}](asset:{asset})" if asset else words
        if jump := JUMP.search(href):
            return f"{START}{jump.group(1)}{THEN}{words}{END}"
        if outside := web_address(href):
            return f"[{words}]({outside})"
        return f"{START}{inside_name(href)}{THEN}{words}{END}"

    def image(self, src: str, words: str) -> str:
        """An image of the course. One on another site becomes a link: pages ask no one else for anything."""
        src = trimmed(src)
        if name := static_name(src):
            asset = self.shelf.take(name, self.tell)
            return f"{IMAGE}[{words}](asset:{asset})" if asset else described(words)
        if outside := web_address(src):
            self.tell("an image on another site became a link")
            return f"[{words or 'Image'}]({outside})"
        self.tell("an image without a usable address was left out")
        return described(words)


def described(words: str) -> str:
    """What stands in place of an image that is not there."""
    return f"(Image: {words})" if words else ""


def web_address(address: str) -> str | None:
    """The address, safe inside Markdown; only the schemes that pages may lead to."""
    address = f"https:{address}" if address.startswith("//") else address
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if (scheme in ("http", "https") and parts.netloc) or scheme == "mailto":
        return quote(address, safe="%/:=&?#+!$,;@")
    return None


def trimmed(address: str) -> str:
    """An address on one line. Spaces inside may belong to a file's name."""
    return re.sub(r"[\n\t]", "", clean(address)).strip()


def inside_name(address: str) -> str:
    """A relative address may still name a block of this course by its last part."""
    bare = re.split(r"[?#]", address, maxsplit=1)[0]
    found = BLOCK_KEY.search(bare)
    return found.group(1) if found else one_line(bare.rstrip("/").rpartition("/")[2], 80)


def settle(markdown: str, places: Mapping[str, str], tell: Tell) -> str:
    """Now that all units are known: links to them lead there, and the others keep their words only."""

    def settled(found: re.Match[str]) -> str:
        name, words = found.groups()
        if name in places:
            return f"[{words}](unit:{places[name]})"
        tell(f"a link to “{name}” leads nowhere in this course; its words were kept")
        return words

    return WAITING.sub(settled, markdown)
