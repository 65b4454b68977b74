"""What is accepted about entries."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema, model_validator
from pydantic.json_schema import SkipJsonSchema
from werkzeug.datastructures import MultiDict

from webapp.core.errors import Invalid
from webapp.core.inputs import CAMEL, Input, Line, Text, Uuid, Wrong
from webapp.entries.models import Entry
from webapp.entries.standing import Deed, EntryStatus

MOST_TEXT = 20_000
MOST_SKILLS = 12


def _hours(value: float) -> float:
    if not 0 < value <= 200:
        raise ValueError("Enter hours above 0 and up to 200, like 1.5.")
    return value


RowNumber = Annotated[int, Field(gt=0, le=2**31 - 1)]
Title = Annotated[Line, StringConstraints(min_length=1)]
Body = Annotated[Text, StringConstraints(min_length=1, max_length=MOST_TEXT)]
Words = Annotated[Text, StringConstraints(max_length=MOST_TEXT)]
Skill = Annotated[Line, StringConstraints(min_length=1, max_length=60)]
Hours = Annotated[
    float,
    AfterValidator(_hours),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": 200}),
]


class EntryInput(Input):
    """An entry as its student sends it. In the form, skills are written in one line, with commas between them.

    `key` is made by who sends it: the same key sent twice is one entry.
    """

    model_config = CAMEL

    title: Title
    body: Body
    course_id: RowNumber | None = None
    unit_id: RowNumber | None = None
    hours: Hours | None = None
    skills: Annotated[list[Skill], Field(max_length=MOST_SKILLS, default_factory=list)]
    key: Uuid | None = None

    @classmethod
    def read(cls, form: "MultiDict[str, str]") -> Self:
        data = {name: value for name, value in cls._from_form(form).items() if value != ""}
        names = [name.strip() for name in form.get("skills", "").split(",")]
        data["skills"] = list(dict.fromkeys(name for name in names if name))
        if "hours" in data:
            data["hours"] = data["hours"].replace(",", ".")
        for name in ("slot", "kept"):
            data.pop(name, None)
        try:
            return cls._checked({"title": "", "body": ""} | data, strict=False)
        except Invalid as refused:
            faults = {path.partition(".")[0]: words for path, words in refused.fields.items()}
            raise Invalid.of(faults) from None

    @property
    def minutes(self) -> int | None:
        return None if self.hours is None else max(1, round(self.hours * 60))


class ChangesInput(Input):
    """What is to be another in an entry. What is left out stays as it is; null takes away what need not be there."""

    model_config = CAMEL

    title: Title | SkipJsonSchema[None] = None
    body: Body | SkipJsonSchema[None] = None
    course_id: RowNumber | None = None
    unit_id: RowNumber | None = None
    hours: Hours | None = None
    skills: Annotated[list[Skill], Field(max_length=MOST_SKILLS)] | None = None

    def of_entry(self, entry: Entry) -> EntryInput:
        """The whole entry with these changes."""
        fields: dict[str, Any] = {
            "title": entry.title,
            "body": entry.body,
            "course_id": entry.course_id,
            "unit_id": entry.unit_id,
            "hours": None if entry.minutes is None else entry.minutes / 60,
            "skills": entry.skills,
        }
        given = self.model_dump(exclude_unset=True)
        lacking = {name: "Please fill this in." for name in ("title", "body") if given.get(name, "") is None}
        if lacking:
            raise Invalid.of(lacking)
        whole = fields | given
        return EntryInput.model_validate(whole | {"skills": whole["skills"] or []}, by_name=True)


class StatusInput(Input):
    """Where an entry is to go. Asking for changes needs remarks; `version` is the one that was read."""

    model_config = CAMEL

    status: EntryStatus
    remarks: Words = ""
    version: RowNumber | None = None


class VerdictInput(Input):
    """A verdict on the version that was read. Asking for changes needs a reason."""

    verdict: Deed
    remarks: Words = ""
    version: RowNumber | None = None

    @classmethod
    def read(cls, form: "MultiDict[str, str]") -> Self:
        """The choice of a saved reply stands in the same form, and says nothing."""
        return cls._checked(
            {name: text for name, text in cls._from_form(form).items() if name != "reply"}, strict=False
        )

    @model_validator(mode="after")
    def is_a_verdict_with_its_reason(self) -> Self:
        if self.verdict not in (Deed.approve, Deed.ask_for_changes):
            raise Wrong("verdict", "Approve the entry or ask for changes.")
        if self.verdict is Deed.ask_for_changes and not self.remarks:
            raise Wrong("remarks", "Say what to change.")
        return self


class ReadingInput(Input):
    """The page that an entry is read on."""

    view: Uuid


class CommentInput(Input):
    """A comment on an entry."""

    remarks: Body


class ReplyInput(Input):
    """Words to keep, under a short name."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=80)]
    body: Body
