"""A quiz as it lies before a student: what is asked, what they gave, and, once marked, what of it was right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError
from werkzeug.datastructures import MultiDict

from webapp.core.errors import Invalid
from webapp.core.inputs import Line
from webapp.courses.marking import mark, number_of
from webapp.courses.models import Question, QuestionKind, QuizAttempt

_line: TypeAdapter[str] = TypeAdapter(Line)


@dataclass(frozen=True)
class SheetChoice:
    """One choice. `verdict` is right or wrong on those that were picked and marked."""

    value: str
    text: str
    is_picked: bool
    verdict: str
    feedback: str


@dataclass(frozen=True)
class SheetQuestion:
    """One question. `verdict` is right or wrong once it was marked; only then there is an explanation."""

    number: int
    name: str
    kind: str
    prompt: str
    choices: Sequence[SheetChoice]
    typed: str
    verdict: str
    explanation: str


@dataclass(frozen=True)
class Sheet:
    """All questions of a quiz. `attempt` is what it shows the marks of."""

    questions: Sequence[SheetQuestion]
    attempt: QuizAttempt | None
    has_changed: bool
    """Whether the questions are no longer those that were marked."""


def name_of(question: Question) -> str:
    """The name of its field."""
    return f"q{question.id}"


def answers_in(questions: Sequence[Question], form: "MultiDict[str, str]") -> dict[int, list[str]]:
    """The answers on a sheet that was sent in: texts by question. Raises `Invalid`, naming what has no answer yet."""
    answers: dict[int, list[str]] = {}
    faults: dict[str, str] = {}
    asked = {name_of(question) for question in questions}
    if set(form) - asked:
        faults[""] = "This quiz has changed since you opened it. Look at it once more and send it again."
    for number, question in enumerate(questions, start=1):
        given = [value for value in form.getlist(name_of(question)) if value.strip()]
        try:
            answers[question.id] = _read(question, given)
        except ValueError as fault:
            faults[name_of(question)] = f"Question {number} {fault}"
    if faults:
        raise Invalid.of(faults)
    return answers


def sheet(
    questions: Sequence[Question],
    attempt: QuizAttempt | None,
    sent: Mapping[str, Sequence[str]] | None = None,
) -> Sheet:
    """The quiz with the marks of this attempt, or with what was `sent` and refused, or blank."""
    if sent is not None or attempt is None:
        blank = [_blank(number, question, sent or {}) for number, question in enumerate(questions, start=1)]
        return Sheet(blank, None, has_changed=False)
    answers = {int(question_id): given for question_id, given in attempt.answers.items()}
    marks = mark(questions, answers)
    has_changed = marks.score != attempt.score or marks.total != attempt.total
    right = None if has_changed else marks.right
    marked = [
        _marked(number, question, answers.get(question.id, []), right)
        for number, question in enumerate(questions, start=1)
    ]
    return Sheet(marked, attempt, has_changed)


def _read(question: Question, given: Sequence[str]) -> list[str]:
    """What was given, as texts. Raises `ValueError` with the rest of a sentence."""
    if not given:
        raise ValueError("has no answer yet.")
    if question.kind is not QuestionKind.multiple and len(given) > 1:
        raise ValueError("takes one answer.")
    if question.kind in (QuestionKind.single, QuestionKind.multiple):
        texts = {str(place): str(choice["text"]) for place, choice in enumerate(question.choices)}
        if not set(given) <= set(texts):
            raise ValueError("has other choices now.")
        return [texts[value] for value in given]
    try:
        typed = _line.validate_python(given[0])
    except ValidationError as error:
        raise ValueError("takes one line of at most 200 characters.") from error
    if question.kind is QuestionKind.number and number_of(typed) is None:
        raise ValueError("asks for a number, like 3.5 or 3,5.")
    return [typed]


def _blank(number: int, question: Question, sent: Mapping[str, Sequence[str]]) -> SheetQuestion:
    given = list(sent.get(name_of(question), ()))
    choices = [
        SheetChoice(str(place), str(choice["text"]), str(place) in given, verdict="", feedback="")
        for place, choice in enumerate(question.choices)
    ]
    return _question(number, question, choices, given[0] if given else "", verdict="")


def _marked(
    number: int, question: Question, given: Sequence[str], right: frozenset[int] | None
) -> SheetQuestion:
    choices = [
        _picked(str(place), choice, given, is_marked=right is not None)
        for place, choice in enumerate(question.choices)
    ]
    verdict = "" if right is None else "right" if question.id in right else "wrong"
    return _question(number, question, choices, given[0] if given else "", verdict)


def _picked(
    value: str, choice: Mapping[str, object], given: Sequence[str], *, is_marked: bool
) -> SheetChoice:
    text = str(choice["text"])
    is_picked = text in given
    verdict = ("right" if choice.get("is_correct") else "wrong") if is_picked and is_marked else ""
    return SheetChoice(value, text, is_picked, verdict, str(choice.get("feedback") or "") if verdict else "")


def _question(
    number: int, question: Question, choices: Sequence[SheetChoice], typed: str, verdict: str
) -> SheetQuestion:
    return SheetQuestion(
        number=number,
        name=name_of(question),
        kind=question.kind.value,
        prompt=question.prompt,
        choices=choices,
        typed=typed,
        verdict=verdict,
        explanation=question.explanation if verdict else "",
    )
