"""What the teacher's side accepts."""

import re
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from werkzeug.datastructures import MultiDict

from webapp.core.errors import Invalid
from webapp.core.inputs import AnyLine, AnyText, Email, Input, Line, Text, Wrong
from webapp.courses.authoring.ordering import Direction
from webapp.courses.marking import number_of
from webapp.courses.models import QuestionKind, UnitKind

MOST_CHOICES = 20


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value)):
        raise ValueError("Enter a whole address that begins with https://, or leave this empty.")
    return value


_PLACE = re.compile(r"[1-9]\d?", re.ASCII)
_CHOICE = re.compile(r"(?:choice|feedback)-([1-9]\d?)", re.ASCII)

Title = Annotated[Line, StringConstraints(min_length=1)]
Prose = Annotated[AnyText, StringConstraints(max_length=300_000)]
Version = Annotated[str, StringConstraints(max_length=64)]
WebAddress = Annotated[AnyLine, StringConstraints(max_length=1000), AfterValidator(_web_address)]
Answer = Annotated[Line, StringConstraints(min_length=1)]
RowNumber = Annotated[int, Field(gt=0, le=2**31 - 1)]


class CourseInput(Input):
    """What a course is called and what it is about."""

    title: Title
    summary: Text = ""
    version: Version = ""


class PublicationInput(Input):
    published: bool


class TeacherInput(Input):
    email: Email


class ModuleInput(Input):
    title: Title
    version: Version = ""


class NewUnitInput(Input):
    kind: UnitKind
    title: Title


class ShiftInput(Input):
    direction: Direction


class TargetInput(Input):
    module_id: RowNumber


class UnitInput(Input):
    """A unit's text. Minutes are how long it takes, as its author says."""

    title: Title
    section: Line = ""
    body: Prose = ""
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    is_required: bool = False
    video_url: WebAddress = ""
    transcript: Prose = ""
    version: Version


class ChoiceInput(BaseModel):
    """One choice of a question; the feedback is for those who pick it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[Text, StringConstraints(min_length=1, max_length=1000)]
    is_correct: bool = False
    feedback: Annotated[Text, StringConstraints(max_length=2000)] = ""


class QuestionInput(Input):
    """A question that can be answered: with a right choice among several, or an accepted text or number."""

    kind: QuestionKind
    prompt: Annotated[Text, StringConstraints(min_length=1)]
    explanation: Text = ""
    choices: Annotated[tuple[ChoiceInput, ...], Field(max_length=MOST_CHOICES)] = ()
    answers: Annotated[tuple[Answer, ...], Field(max_length=MOST_CHOICES)] = ()
    tolerance: Annotated[float, Field(ge=0, le=1e15)] = 0.0
    version: Version = ""

    @classmethod
    def read(cls, form: "MultiDict[str, str]") -> Self:
        """Choices come as choice-1, feedback-1 and so on, the numbers of the right ones as `right`."""
        data: dict[str, Any] = {
            name: value
            for name, value in form.items()
            if not _CHOICE.fullmatch(name) and name not in ("answers", "right", "rows") and value != ""
        }
        data["answers"] = [line.strip() for line in form.get("answers", "").splitlines() if line.strip()]
        if "tolerance" in data:
            data["tolerance"] = data["tolerance"].replace(",", ".")
        places, data["choices"] = _choices_in(form)
        try:
            return cls._checked(data, strict=False)
        except Invalid as refused:
            raise Invalid.of(
                {_field(path, places): words for path, words in refused.fields.items()}
            ) from None

    @model_validator(mode="after")
    def can_be_answered(self) -> Self:
        if self.kind in (QuestionKind.single, QuestionKind.multiple):
            _refuse_bad_choices(self.choices)
        elif not self.answers:
            raise Wrong("answers", "Give at least one answer that counts as right.")
        if self.kind is QuestionKind.number and any(number_of(answer) is None for answer in self.answers):
            raise Wrong("answers", "The right answer must be a number, like 12.5.")
        return self


def _choices_in(form: "MultiDict[str, str]") -> tuple[list[str], list[dict[str, Any]]]:
    """The numbers of the rows that are filled in, and what they say."""
    right = set(form.getlist("right"))
    numbers = {match[1] for name in form if (match := _CHOICE.fullmatch(name))} | right
    places, rows = [], []
    for number in sorted((number for number in numbers if _PLACE.fullmatch(number)), key=int):
        text, feedback = form.get(f"choice-{number}", ""), form.get(f"feedback-{number}", "")
        if text.strip() or feedback.strip() or number in right:
            places.append(number)
            rows.append({"text": text, "feedback": feedback, "is_correct": number in right})
    return places, rows


def _field(path: str, places: list[str]) -> str:
    """The name of the form's field that a fault's path means: choices.0.text is in the first row filled in."""
    parts = path.split(".")
    if parts[0] == "choices" and len(parts) == 3:
        return f"{'feedback' if parts[2] == 'feedback' else 'choice'}-{places[int(parts[1])]}"
    return parts[0]


def _refuse_bad_choices(choices: tuple[ChoiceInput, ...]) -> None:
    texts = [choice.text.casefold() for choice in choices]
    if len(texts) < 2:
        raise Wrong("choices", "Give at least two choices.")
    if len(set(texts)) < len(texts):
        raise Wrong("choices", "Two choices say the same.")
    if not any(choice.is_correct for choice in choices):
        raise Wrong("choices", "Mark at least one choice as right.")
