"""The texts of a course: html blocks and what can be read like them."""

import re

from webapp.courses.olx.annotations import annotated_html
from webapp.courses.olx.blocks import Block
from webapp.courses.olx.bounds import Malformed
from webapp.courses.olx.choices import NoEquivalent
from webapp.courses.olx.files import CourseFiles
from webapp.courses.olx.links import Links
from webapp.courses.olx.markdown import to_markdown
from webapp.courses.olx.xmltree import inner_html

KINDS = frozenset({"html", "annotatable"})

# A text with buttons and no more words than this is only there for its buttons.
WIDGET_WORDS = 12
BUTTONS = re.compile(r"<(?:button|input|select)\b", re.IGNORECASE)


def lesson_text(block: Block, files: CourseFiles, links: Links) -> str:
    """The Markdown of a block, or NoEquivalent if nothing of it can be read."""
    html = annotated_html(block.element) if block.kind == "annotatable" else written_html(block, files)
    markdown = to_markdown(html, links)
    if not markdown:
        raise NoEquivalent("it holds only styles, scripts or blanks" if html.strip() else "it is empty")
    if BUTTONS.search(html) and is_only_words(markdown) and len(markdown.split()) <= WIDGET_WORDS:
        raise NoEquivalent("it is a form that works only with a script of its own")
    if block.element.get("group_access", "{}").strip() not in ("{}", ""):
        links.tell("it was for one group of learners only; here everybody sees it")
    return markdown


def written_html(block: Block, files: CourseFiles) -> str:
    """The HTML, in a file of its own or in place."""
    name = block.element.get("filename") or ("" if has_content(block) else block.url_name)
    path = f"html/{name.replace(':', '/')}.html"
    if name and path in files:
        return files.text(path)
    if name and not has_content(block):
        raise Malformed("its file is missing")
    return inner_html(block.element)


def has_content(block: Block) -> bool:
    return len(block.element) > 0 or bool((block.element.text or "").strip())


def is_only_words(markdown: str) -> bool:
    return not re.search(r"[#!]\S|\]\(|^- |```", markdown, re.MULTILINE)
