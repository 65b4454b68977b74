"""Markdown that people wrote, as HTML that is safe to show.

Two nets: markdown-it-py with raw HTML off, then nh3's allow-list, which keeps no id, class, style, data-* or hx-*.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.footnote import footnote_plugin

_reader = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(
    ["table", "strikethrough", "replacements"]
)
_reader.use(footnote_plugin)

_TAGS = frozenset(
    "a abbr b blockquote br code del dd dl dt em h2 h3 h4 h5 h6 hr i img li ol p pre s section strong sub sup "
    "table tbody td th thead tr ul".split()
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "th": {"align"},
    "td": {"align"},
    "ol": {"start"},
}


def _own_images_only(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src" and (urlsplit(value).scheme or value.startswith("//")):
        return None
    return value


_cleaner = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags={"script", "style"},
    attributes=_ATTRIBUTES,
    link_rel="noopener nofollow",
    url_schemes={"http", "https", "mailto"},
    attribute_filter=_own_images_only,
)


@lru_cache(maxsize=512)
def render(text: str, *, base: str = "", units: str = "") -> Markup:
    """The text as HTML. `asset:name` addresses lead below `base` and `unit:key` ones below `units`; images of other
    sites become their alt text.
    """
    tokens = _reader.parse(text)
    below = {"asset": base, "unit": units}
    _set_headings(tokens)
    for token in tokens:
        for inner in token.children or ():
            for name in ("href", "src"):
                address = inner.attrs.get(name)
                scheme, _, rest = str(address or "").partition(":")
                if scheme in below:
                    inner.attrs[name] = below[scheme] + rest
    html = _reader.renderer.render(tokens, _reader.options, {})
    clean = _reachable(_cleaner.clean(html))
    return Markup(f'<div class="prose" hx-ignore>{clean}</div>')  # noqa: S704 - cleaned just above


def _set_headings(tokens: list[Token]) -> None:
    """Headings begin below the page's own and leave no level out, whatever the text does (WCAG 2.2, 1.3.1)."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            above = [*(tag for tag in above if tag < token.tag), token.tag]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(len(above) + 1, 6)}"


def _reachable(clean: str) -> str:
    """Code and tables may be wider than the page: they scroll by themselves, for the keyboard too.

    A heading cell without words heads nothing, and a row of them is none.
    """
    filled = re.sub(r"<th(?: align=\"\w+\")?></th>", "<td></td>", clean)
    headed = re.sub(r"<thead>\s*<tr>\s*(?:<td></td>\s*)+</tr>\s*</thead>", "", filled)
    code = headed.replace("<pre>", '<pre tabindex="0">')
    opened = code.replace(
        "<table>", '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>'
    )
    return opened.replace("</table>", "</table></div>")
