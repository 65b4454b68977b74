"""The choices of a question, and what counts as right, as each response type of the format says it."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from webapp.courses.olx.links import Tell
from webapp.courses.olx.outline import OutlineChoice
from webapp.courses.olx.wording import one_line
from webapp.courses.olx.xmltree import empty, flag, inner_html

Words = Callable[[str], str]

HINTS = ("choicehint", "optionhint")
QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
# The longest line of quoted choices that is taken apart.
LINE = 5_000


class NoEquivalent(ValueError):
    """A question that cannot be asked and marked here as it was there. The message is the reason."""


def picked(group: Element, words: Words, tell: Tell) -> tuple[OutlineChoice, ...]:
    """The choices of a list, each with the feedback for having picked it."""
    if group.find("compoundhint") is not None:
        tell("feedback on combinations of choices was left out")
    choices = []
    for element in group.iter("choice"):
        hints = [hint for hint in element if hint.tag in HINTS]
        if any(hint.get("selected", "true").lower() != "true" for hint in hints):
            tell("feedback on choices that are not picked was left out")
        feedback = [inner_html(hint) for hint in hints if hint.get("selected", "true").lower() == "true"]
        for hint in hints:
            empty(hint)
        if element.get("correct", "").lower().startswith("part"):
            tell("a partly right choice counts as wrong")
        choices.append(
            OutlineChoice(
                text=words(inner_html(element)),
                correct=flag(element, "correct"),
                feedback=" ".join(words(one) for one in feedback),
            )
        )
    return checked(choices)


def options(group: Element, words: Words, _: Tell) -> tuple[OutlineChoice, ...]:
    """The entries of a drop-down list: elements of their own, or one quoted line of them."""
    said = one_line(group.get("correct"))
    listed = list(group.iter("option"))
    if not listed:
        texts = quoted(group.get("options", ""))
        return checked([OutlineChoice(text=text, correct=text == said) for text in texts])
    choices = []
    for element in listed:
        feedback = " ".join(words(inner_html(hint)) for hint in element if hint.tag in HINTS)
        for hint in [hint for hint in element if hint.tag in HINTS]:
            empty(hint)
        text = words(inner_html(element))
        right = flag(element, "correct") or bool(text and text == said)
        choices.append(OutlineChoice(text=text, correct=right, feedback=feedback))
    return checked(choices)


def annotated(group: Element, words: Words, tell: Tell) -> tuple[OutlineChoice, ...]:
    """The tags of an annotation, of which one is right."""
    if group.find("comment_prompt") is not None or group.find("comment") is not None:
        tell("the field for a comment of one's own was left out")
    return checked(
        [
            OutlineChoice(text=words(inner_html(element)), correct=element.get("choice") == "correct")
            for element in group.iter("option")
        ]
    )


def quoted(line: str) -> list[str]:
    """('one','two') → one, two; without quotes, the commas divide."""
    if len(line) > LINE:
        raise NoEquivalent("its list of choices is too long")
    bare = line.strip().removeprefix("(").removesuffix(")")
    found = [one_line(single or double) for single, double in QUOTED.findall(bare)]
    return found or [one_line(part) for part in bare.split(",") if part.strip()]


def checked(choices: list[OutlineChoice]) -> tuple[OutlineChoice, ...]:
    if len(choices) < 2:
        raise NoEquivalent("it offers fewer than two choices")
    if not any(choice.correct for choice in choices):
        raise NoEquivalent("none of its choices is marked as right")
    if not all(choice.text for choice in choices):
        raise NoEquivalent("its choices cannot be shown as text")
    return tuple(choices)
