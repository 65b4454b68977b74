"""HTML to Markdown that any reader renders alike: no raw HTML, every mark in the words escaped."""

import re
import textwrap
from collections.abc import Set

from bs4 import Tag
from bs4.element import NavigableString
from markdownify import ATX, MarkdownConverter

from webapp.courses.olx.emphasis import EMPHASIS, emphasised, spaced
from webapp.courses.olx.escaping import escaped, in_cell, plain_marks
from webapp.courses.olx.links import IN_CODE, Links
from webapp.courses.olx.soup import said
from webapp.courses.olx.wording import clean, one_line

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
IN_LINE = frozenset({"td", "th", "li", "a"}) | HEADINGS | EMPHASIS


class Converter(MarkdownConverter):
    """markdownify, with our own links, images, lists, emphasis and escaping."""

    def __init__(self, links: Links) -> None:
        super().__init__(heading_style=ATX, bullets="-", autolinks=False)
        self._links = links

    def process_text(self, el: NavigableString, parent_tags: Set[str]) -> str:
        text: str = clean(super().process_text(el, parent_tags=parent_tags))  # type: ignore[misc]
        if "_noformat" in parent_tags:
            text = text.replace("![", f"!{IN_CODE}[")
        return text if "pre" in parent_tags else re.sub(r"\s*\n\s*", " ", text)

    def escape(self, text: str, parent_tags: Set[str]) -> str:
        return escaped(text, parent_tags)

    def convert_a(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        if "_noformat" in parent_tags or "a" in parent_tags:
            return text
        words = re.sub(r"^#+ ", "", " ".join(text.split()))
        return spaced(text, self._links.link(said(el, "href"), words) if words else "")

    def convert_img(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        words = in_cell(plain_marks(one_line(said(el, "alt"), 500)), parent_tags)
        if "_noformat" in parent_tags:
            return words
        image = self._links.image(said(el, "src"), words)
        stands_apart = el.previous_sibling is None and el.next_sibling and not parent_tags & IN_LINE
        return f"{image}\n\n" if stands_apart else image

    def convert_b(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        return text if parent_tags & ({"b", "strong"} | HEADINGS) else emphasised(el, text, "**", parent_tags)

    def convert_em(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        return text if parent_tags & {"i", "em", "cite"} else emphasised(el, text, "*", parent_tags)

    convert_strong = convert_b
    convert_i = convert_cite = convert_em

    def convert_del(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        return text

    convert_s = convert_strike = convert_del

    def convert_li(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        text = text.strip()
        if parent_tags & {"td", "th"}:
            return f"• {text} " if text else ""
        if not text:
            return ""
        bullet = f"{said(el, 'value')}. " if el.parent and el.parent.name == "ol" else "- "
        return bullet + textwrap.indent(text, " " * len(bullet)).strip() + "\n"

    def convert_dt(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        words = " ".join(text.split())
        return f"\n\n{words if '*' in words or not words else f'**{words}**'}\n\n"

    def convert_dd(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: Set[str]) -> str:  # noqa: N802
        words = " ".join(text.split())
        if parent_tags & ({"a", "td", "th", "li"} | HEADINGS):
            return f" {words} "
        return f"\n\n{'#' * max(2, min(n, 6))} {words}\n\n" if words else ""

    def convert_code(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        if "_noformat" in parent_tags:
            return text
        code = in_cell(super().convert_code(el, text, parent_tags), parent_tags)  # type: ignore[misc]
        beside = el.next_sibling
        return f"{code} " if isinstance(beside, Tag) and beside.name in {"code", "kbd", "samp"} else code

    def convert_br(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        if "_inline" in parent_tags:
            return " "
        return "\n" if "_noformat" in parent_tags else "  \n"

    convert_kbd = convert_samp = convert_code

    def convert_pre(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        """Fenced by more backticks than the text holds in a row."""
        if not text.strip():
            return ""
        if parent_tags & {"td", "th"}:
            return self.convert_code(el, " ".join(text.split()), parent_tags)
        longest = max((len(run) for run in re.findall("`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        body = text.strip("\n")
        return f"\n\n{fence}\n{body}\n{fence}\n\n"

    convert_summary = convert_dt
