"""An annotated text: its remarks follow it, numbered."""

from xml.etree.ElementTree import Element, SubElement

from webapp.courses.olx.wording import one_line
from webapp.courses.olx.xmltree import inner_html


def annotated_html(element: Element) -> str:
    """The text with a number behind every annotated passage, and the remarks as a list."""
    remarks = []
    for number, passage in enumerate(list(element.iter("annotation")), 1):
        remarks.append((one_line(passage.get("title")), one_line(passage.get("body"), 5000)))
        passage.tag = "span"
        passage.attrib.clear()
        SubElement(passage, "span").text = f" [{number}]"
    notes = Element("ol")
    for title, body in remarks:
        item = SubElement(notes, "li")
        SubElement(item, "strong").text = title
        SubElement(item, "span").text = f": {body}" if title else body
    if remarks:
        element.append(notes)
    return inner_html(element)
