"""What a problem asks, and where: its text, cut at each place that waits for an answer."""

import re
import secrets
import textwrap
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from webapp.courses.olx.choices import NoEquivalent
from webapp.courses.olx.grids import without_grids
from webapp.courses.olx.wording import one_line
from webapp.courses.olx.xmltree import inner_html, parents, replace

# Where the choices or the field of an answer are.
LISTS = {"choicegroup", "checkboxgroup", "radiogroup", "optioninput", "annotationinput"}
FIELDS = {"textline", "formulaequationinput", "textbox", "numericalinput", "stringinput"}

# Nothing of this may be read before the answer is given.
HIDDEN = {
    "solution", "solutionset", "demandhint", "hintgroup", "responseparam", "additional_answer", "answer",
    "stringequalhint", "regexphint", "correcthint", "compoundhint",
}  # fmt: skip

ITEM = re.compile(r"^(?:[-•>]|\d{1,9}\.) +")
LONE_ITEM = re.compile(r"(?:^|\n) *(?:[-•>]|\d{1,9}\.) *$")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place that waits for an answer: its response, its choices or field, the solutions that go with it."""

    number: int
    response: Element
    field: Element
    solutions: tuple[Element, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """All of a problem, in its order. A prompt may be empty where the problem says nothing."""

    places: tuple[Place, ...]
    prompts: tuple[str, ...]
    solutions: tuple[Element, ...]
    hints: tuple[Element, ...]


def asked(problem: Element, markdown: Callable[[str], str]) -> Asked:
    """Takes the problem apart; what is hidden from learners goes into the parts, never into a prompt."""
    unread = {inner for solution in problem.iter("solution") for inner in solution.iter()}
    responses = [element for element in problem.iter() if is_response(element) and element not in unread]
    inside = {element for response in responses for element in response.iter("solution")}
    general = tuple(element for element in problem.iter("solution") if element not in inside)
    hints = tuple(hint for demand in problem.iter("demandhint") for hint in demand.iter("hint"))
    mark = f"answer{secrets.token_hex(8)}at"
    places = [place for response in responses for place in marked(response, mark)]
    places = [Place(**{**vars(place), "number": number}) for number, place in enumerate(places, 1)]
    without_grids(problem, mark)
    hide(problem)
    pieces = re.split(f"{mark}x", markdown(inner_html(problem)))
    if len(pieces) != len(places) + 1:
        raise NoEquivalent("its text hides where it asks for answers")
    prompts = tuple(written(pieces, place) for place in places)
    return Asked(places=tuple(places), prompts=prompts, solutions=general, hints=hints)


def is_response(element: Element) -> bool:
    return element.tag.endswith("response")


def marked(response: Element, mark: str) -> Iterator[Place]:
    """The places of one response. Each is replaced by the mark at which the text is cut."""
    kept = deepcopy(response)
    solutions = tuple(kept.iter("solution"))
    above = parents(response)
    lists = [element for element in response.iter() if element.tag in LISTS]
    lists = [element for element in lists if not any(element in other for other in lists)]
    fields = lists or [element for element in response.iter() if element.tag in FIELDS][:1]
    if not fields:
        SubElement(response, "div").text = f"{mark}x"
    for field in fields:
        stand_in = Element("div" if lists and not response.get("inline") else "span")
        stand_in.text = f"{mark}x"
        replace(field, above[field], [*labels(field), stand_in])
    for number, field in enumerate(fields or [response], 1):
        own = solutions if number == max(1, len(fields)) else ()
        yield Place(number=0, response=kept, field=field, solutions=own)


def labels(field: Element) -> Iterator[Element]:
    """Other ways to put a question: as an attribute of the list or field, or inside an annotation."""
    said = [field.get("label")]
    if field.tag == "annotationinput":
        passage = one_line(field.findtext("text"), 1000)
        said = [f"“{passage}”" if passage else None, field.findtext("tag_prompt")]
    for words in said:
        if label := one_line(words, 1000):
            paragraph = Element("p")
            paragraph.text = label
            yield paragraph


def hide(problem: Element) -> None:
    above = parents(problem)
    for element in [element for element in problem.iter() if element.tag in HIDDEN]:
        replace(element, above[element])
    for element in problem.iter():
        if element.tag in ("label", "legend", "description"):
            element.tag = "p"
        elif element.tag == "clarification":
            element.tag, element.text = "span", f" ({(element.text or '').strip()})"


def written(pieces: list[str], place: Place) -> str:
    """The text before a place; with the rest of its line, if the place is a gap in a sentence."""
    before = pieces[place.number - 1]
    if place.number > 1:
        before = after_the_line(before)
    after = pieces[place.number] if place.number < len(pieces) else ""
    line = after.split("\n", 1)[0].strip()
    gap = f" \\_\\_\\_\\_ {line}" if line.strip("*_ ") else ""
    rest = after_the_line(after) if place.number == len(pieces) - 1 else ""
    text = textwrap.dedent(LONE_ITEM.sub("", before.strip("\n")).rstrip() + gap).strip()
    text = ITEM.sub("", text) if "\n" not in text else text
    return "\n\n".join(part for part in (text, textwrap.dedent(rest).strip()) if part)


def after_the_line(text: str) -> str:
    return text.partition("\n")[2]
