"""XML from outside: parsed without entities or document types, and never deeper than code can walk."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from webapp.courses.olx import bounds
from webapp.courses.olx.bounds import ImportRefused, Malformed
from webapp.courses.olx.wording import clean, shown


def parse(data: bytes, *, name: str) -> Element:
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as fault:
        raise ImportRefused(f"This file declares entities or a document type: {shown(name)}") from fault
    except (ParseError, LookupError, ValueError) as fault:
        raise Malformed(f"This file is not well-formed XML: {shown(name)}") from fault
    if is_deeper(root, bounds.XML_DEPTH):
        raise ImportRefused(f"The elements of this file are nested too deep: {shown(name)}")
    return root


def is_deeper(root: Element, limit: int) -> bool:
    level = [root]
    for _ in range(limit):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


def inner_html(element: Element) -> str:
    """What stands inside an element, as HTML."""
    parts = [clean(element.text or "").replace("&", "&amp;").replace("<", "&lt;")]
    parts += [clean(tostring(child, encoding="unicode", method="html")) for child in element]
    return "".join(parts)


def parents(root: Element) -> dict[Element, Element]:
    return {child: parent for parent in root.iter() for child in parent}


def replace(element: Element, parent: Element, stand_ins: Iterable[Element] = ()) -> None:
    """Take an element out, keep the text behind it, and put others in its place."""
    place = list(parent).index(element)
    parent.remove(element)
    news = list(stand_ins)
    for offset, new in enumerate(news):
        parent.insert(place + offset, new)
    tail = element.tail or ""
    if news:
        news[-1].tail = (news[-1].tail or "") + tail
    elif place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def empty(element: Element) -> None:
    """Take out what stands inside, but not what stands behind."""
    tail = element.tail
    element.clear()
    element.tail = tail


def flag(element: Element, name: str) -> bool:
    return element.get(name, "").strip().lower() == "true"
