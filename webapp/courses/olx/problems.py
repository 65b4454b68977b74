"""A problem becomes questions: one for each place where it asks for an answer that can be marked here."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from webapp.courses.olx import answers, choices
from webapp.courses.olx.blocks import Block
from webapp.courses.olx.choices import NoEquivalent
from webapp.courses.olx.escaping import escaped
from webapp.courses.olx.links import Links
from webapp.courses.olx.markdown import to_markdown, to_words
from webapp.courses.olx.outline import OutlineQuestion
from webapp.courses.olx.prompts import Asked, Place, asked
from webapp.courses.olx.xmltree import inner_html

# A problem beyond this is a machine, or an attack.
ELEMENTS = 4_000

WITHOUT_EQUIVALENT = {
    "customresponse": "its marking is a program",
    "schematicresponse": "it is a circuit simulator",
    "formularesponse": "its right answer is a formula",
    "symbolicresponse": "its right answer is a formula",
    "imageresponse": "it is answered by clicking on an image",
    "coderesponse": "its marking is a program",
    "externalresponse": "its marking is a program",
    "javascriptresponse": "its marking is a program",
    "choicetextresponse": "its choices hold fields of their own",
}


HEADING = re.compile(r"^(?:#+ )?\**(?:Explanation|Solution|Answer):?\**:?[ \\]*\n+", re.IGNORECASE)


@dataclass(kw_only=True)
class Reading:
    """One problem while it is read."""

    block: Block
    links: Links
    faults: list[str] = field(default_factory=list)

    def words(self, html: str) -> str:
        return to_words(html, self.links)

    def markdown(self, html: str) -> str:
        return to_markdown(html, self.links)


def questions_of(block: Block, links: Links) -> tuple[OutlineQuestion, ...]:
    """The questions of a problem, or NoEquivalent. If only some parts have one, a note names the rest."""
    reading = Reading(block=block, links=links)
    refuse_programs(block.element)
    problem = asked(block.element, reading.markdown)
    questions = {
        place.number: question
        for place, prompt in zip(problem.places, problem.prompts, strict=True)
        if (question := question_at(place, prompt or named(block, place, len(problem.places)), reading))
    }
    if not questions:
        raise NoEquivalent(reading.faults[0] if reading.faults else "it asks nothing")
    if reading.faults:
        some = ", ".join(dict.fromkeys(reading.faults))
        links.tell(f"{len(reading.faults)} of its {len(problem.places)} parts were left out: {some}")
    return tuple(
        replace(question, explanation=explanation(problem, number, reading, is_last=number == max(questions)))
        for number, question in questions.items()
    )


def refuse_programs(problem: Element) -> None:
    """What a script computes, in the text or in the marking, cannot be known without running it."""
    for count, element in enumerate(problem.iter()):
        if element.tag in ("script", "jsinput"):
            raise NoEquivalent("a script computes its text or its marking")
        if count > ELEMENTS:
            raise NoEquivalent("it is too large")


def question_at(place: Place, prompt: str, reading: Reading) -> OutlineQuestion | None:
    """The question asked at this place; nothing, and the reason kept, if it has no equivalent."""
    key = f"{reading.block.url_name}/{place.number}"
    kind = place.response.tag
    try:
        if kind in WITHOUT_EQUIVALENT or kind not in MARKED:
            raise NoEquivalent(WITHOUT_EQUIVALENT.get(kind, f"there is no equivalent of <{kind[:40]}>"))
        return MARKED[kind](place, key, prompt, reading)
    except NoEquivalent as reason:
        reading.faults.append(str(reason))
        return None


def single(place: Place, key: str, prompt: str, reading: Reading) -> OutlineQuestion:
    read = {"optionresponse": choices.options, "annotationresponse": choices.annotated}
    found = read.get(place.response.tag, choices.picked)(place.field, reading.words, reading.links.tell)
    return OutlineQuestion(key=key, kind="single", prompt=prompt, choices=found)


def multiple(place: Place, key: str, prompt: str, reading: Reading) -> OutlineQuestion:
    found = choices.picked(place.field, reading.words, reading.links.tell)
    if place.response.get("partial_credit"):
        reading.links.tell("partly right answers count as wrong")
    return OutlineQuestion(key=key, kind="multiple", prompt=prompt, choices=found)


def text(place: Place, key: str, prompt: str, reading: Reading) -> OutlineQuestion:
    found = answers.accepted(place.response, reading.links.tell)
    return OutlineQuestion(key=key, kind="text", prompt=prompt, answers=found)


def number(place: Place, key: str, prompt: str, reading: Reading) -> OutlineQuestion:
    right, off_by = answers.number_and_tolerance(place.response, reading.links.tell)
    return OutlineQuestion(key=key, kind="number", prompt=prompt, number=right, tolerance=off_by)


MARKED: dict[str, Callable[[Place, str, str, Reading], OutlineQuestion]] = {
    "multiplechoiceresponse": single,
    "optionresponse": single,
    "annotationresponse": single,
    "truefalseresponse": multiple,
    "choiceresponse": multiple,
    "stringresponse": text,
    "numericalresponse": number,
}


def explanation(problem: Asked, number: int, reading: Reading, *, is_last: bool) -> str:
    """The solution of this place; what belongs to the problem as a whole comes with its last question."""
    solutions = [*problem.places[number - 1].solutions, *(problem.solutions if is_last else ())]
    parts = [HEADING.sub("", reading.markdown(inner_html(solution))) for solution in solutions]
    if is_last and problem.hints:
        reading.links.tell("its hints are shown with the explanation")
        parts += ["**Hints**", *(f"- {reading.markdown(inner_html(hint))}" for hint in problem.hints)]
    return "\n\n".join(part for part in parts if part)


def named(block: Block, place: Place, places: int) -> str:
    """What to show where a problem says nothing itself."""
    title = escaped(block.title or "Question")
    return title if places == 1 else f"{title} ({place.number})"
