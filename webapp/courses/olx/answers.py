"""Typed answers: the texts that are accepted, or a number and how far off one may be."""

import math
import re
from xml.etree.ElementTree import Element

from webapp.courses.olx.choices import NoEquivalent
from webapp.courses.olx.links import Tell
from webapp.courses.olx.wording import one_line

PATTERN_SIGNS = re.compile(r"[\\^$.|?*+()\[\]{}]")
NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
RANGE = re.compile(r"([\[(])\s*([^,]+?)\s*,\s*([^,]+?)\s*([\])])")

# Without a word on it, the exporting platform lets a number be off by this part of itself.
USUAL_TOLERANCE = "0.001%"


def accepted(response: Element, tell: Tell) -> tuple[str, ...]:
    """The texts that are right. Patterns are not texts."""
    types = response.get("type", "").lower().split()
    said = [
        response.get("answer", ""),
        *(one.get("answer") or one.text or "" for one in response.iter("additional_answer")),
    ]
    answers = tuple(dict.fromkeys(text for one in said if (text := one_line(one, 500))))
    if not answers:
        raise NoEquivalent("it names no right answer")
    if "regexp" in types and any(PATTERN_SIGNS.search(answer) for answer in answers):
        raise NoEquivalent("its answer is a pattern, not a text")
    if "ci" not in types and any(answer.lower() != answer.upper() for answer in answers):
        tell("it told capital letters from small ones")
    if response.find("stringequalhint") is not None or response.find(".//regexphint") is not None:
        tell("feedback on single answers was left out")
    return answers


def number_and_tolerance(response: Element, tell: Tell) -> tuple[float, float]:
    """The right number and the most that an answer may be off."""
    if response.find("additional_answer") is not None:
        raise NoEquivalent("it accepts several different numbers")
    if response.get("partial_credit"):
        tell("partly right answers count as wrong")
    answer = one_line(response.get("answer"))
    if between := RANGE.fullmatch(answer):
        opening, low, high, closing = between.groups()
        if (opening, closing) != ("[", "]"):
            tell("the ends of the range of right numbers now count as right")
        lowest, highest = exact(low), exact(high)
        if lowest > highest:
            raise NoEquivalent("its range of right numbers is empty")
        return (lowest + highest) / 2, (highest - lowest) / 2
    return exact(answer), tolerance(response, exact(answer))


def tolerance(response: Element, number: float) -> float:
    said = next(
        (one.get("default", "") for one in response.iter("responseparam") if one.get("type") == "tolerance"),
        response.get("tolerance", ""),
    )
    said = one_line(said) or USUAL_TOLERANCE
    share = exact(said.removesuffix("%").strip())
    return abs(number) * share / 100 if said.endswith("%") else abs(share)


def exact(said: str) -> float:
    """A number written as one; a formula would have to be computed as the platform did."""
    if len(said) > 40 or not NUMBER.fullmatch(said):
        raise NoEquivalent("its right answer is a formula, not a number")
    number = float(said)
    if not math.isfinite(number):
        raise NoEquivalent("its right answer is no finite number")
    return number
