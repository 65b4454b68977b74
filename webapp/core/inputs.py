"""What comes in from outside: one pydantic model per kind of input.

The same model reads an HTML form, a JSON body, and later writes the OpenAPI schema. Unknown fields are refused,
text is NFC-normalised, stripped and bounded, control characters are refused, and every fault is named by its path.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Self, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from werkzeug.datastructures import MultiDict

from webapp.core import clock
from webapp.core.errors import Invalid

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)", re.ASCII
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s,;:<>()\"\[\]\\]+@[^@\s.,;:<>()\"\[\]\\]+(\.[^@\s.,;:<>()\"\[\]\\]+)+")

LARGEST_ID = 2**53 - 1
"""The largest integer that every JSON reader keeps exact (RFC 8259, section 6)."""


def _clean(value: object) -> object:
    if not isinstance(value, str):
        return value
    if _CONTROL.search(value):
        raise ValueError("Contains characters that cannot be shown.")
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))


def _instant(value: object) -> object:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError("Give an ISO 8601 date and time with its offset, like 2026-11-20T14:05:00Z.")
    try:
        return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("There is no such date and time.") from error


def _uuid(value: object) -> object:
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise ValueError("Give a UUID, like 8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2d.")
    return value.lower()


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError("Enter an e-mail address, like name@example.org.")
    return value.lower()


def _zone(value: str) -> str:
    name = clock.zone_called(value)
    if name is None:
        raise ValueError("Choose a time zone from the list, or write the name of a large city in it.")
    return name


ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
SEVERAL_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]*$"

AnyLine = Annotated[str, StringConstraints(strip_whitespace=True, pattern=ONE_LINE), BeforeValidator(_clean)]
"""One line of text, as long as its field says."""

Line = Annotated[AnyLine, StringConstraints(max_length=200)]
"""One line of text, at most 200 characters."""

AnyText = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=SEVERAL_LINES), BeforeValidator(_clean)
]
"""Text of several lines, as long as its field says."""

Text = Annotated[AnyText, StringConstraints(max_length=50_000)]
"""Text of several lines, at most 50,000 characters."""

Secret = Annotated[str, StringConstraints(max_length=1000)]
"""A password: taken as it is typed."""

Email = Annotated[AnyLine, StringConstraints(max_length=254), AfterValidator(_email)]
Zone = Annotated[AnyLine, StringConstraints(max_length=64), AfterValidator(_zone)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Uuid = Annotated[str, BeforeValidator(_uuid), WithJsonSchema({"type": "string", "format": "uuid"})]
Id = Annotated[int, Field(gt=0, le=LARGEST_ID)]


CAMEL = ConfigDict(alias_generator=to_camel)
"""For an input whose names programs write as `startTime`; a form goes on to write `start_time`."""


class Input(BaseModel):
    """Something a person or a program sends. Fails with `Invalid`, all faults at once."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, validate_default=False)

    @classmethod
    def read(cls, form: "MultiDict[str, str]") -> Self:
        """From an HTML form: text is turned into what a field wants, an empty field counts as not filled in."""
        return cls._checked(cls._from_form(form), strict=False)

    @classmethod
    def asked(cls, query: "MultiDict[str, str]") -> Self:
        """From the query of an address: text is turned into what a field wants, and each name stands once."""
        data: dict[str, Any] = {}
        many = {
            field.alias or name
            for name, field in cls.model_fields.items()
            if get_origin(field.annotation) in (list, tuple)
        }
        for name, values in query.lists():
            if len(values) > 1 and name not in many:
                raise Invalid.of({name: "Give this once."})
            data[name] = values if name in many else values[0]
        return cls._checked(data, strict=False, by_alias=True)

    @classmethod
    def of(cls, data: object) -> Self:
        """From decoded JSON: types are taken as they are, nothing is guessed."""
        if not isinstance(data, dict):
            raise Invalid.of({"": "Send a JSON object."})
        return cls._checked(data, strict=True, by_alias=True)

    @classmethod
    def all_of(cls, data: Sequence[object]) -> list[Self]:
        """`of` for several at once, which is quicker. Raises `Invalid` if any of them has a fault."""
        adapter: TypeAdapter[list[Self]] = _several(cls)
        try:
            text = _ANYTHING.dump_json(data)
        except ValueError as error:  # nested without end
            raise Invalid.of({"": "This is too deep."}) from error
        try:
            return adapter.validate_json(text, strict=True, by_alias=True, by_name=False)
        except ValidationError as error:
            raise Invalid.of(faults_of(error)) from error

    @classmethod
    def _from_form(cls, form: "MultiDict[str, str]") -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name in form:
            field = cls.model_fields.get(name)
            values = form.getlist(name)
            if field is not None and get_origin(field.annotation) in (list, tuple):
                data[name] = [value for value in values if value != ""]
            elif field is None or values[-1] != "" or field.is_required():
                data[name] = values[-1]
        return data

    @classmethod
    def _checked(cls, data: dict[str, Any], *, strict: bool, by_alias: bool = False) -> Self:
        try:
            if strict:  # a text may stand for what JSON has no type of, like one of a set of words
                return cls.model_validate_json(
                    json.dumps(data), strict=True, by_alias=by_alias, by_name=not by_alias
                )
            return cls.model_validate(data, by_alias=by_alias, by_name=not by_alias)
        except ValidationError as error:
            raise Invalid.of(faults_of(error)) from error


_ANYTHING: TypeAdapter[Any] = TypeAdapter(Any, config=ConfigDict(ser_json_inf_nan="constants"))


@cache
def _several(kind: type[Input]) -> TypeAdapter[Any]:
    return TypeAdapter(list[kind])  # type: ignore[valid-type]


class Wrong(ValueError):
    """A rule about several fields is broken, and this field is where to mend it. For validators of whole inputs."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


_PLAIN_WORDS = {
    "missing": "Please fill this in.",
    "extra_forbidden": "There is no such field.",
    "string_too_short": "Please fill this in.",
    "string_too_long": "Use at most {max_length} characters.",
    "too_short": "Please fill this in.",
    "too_long": "This is too long: {max_length} at most.",
    "greater_than": "Enter more than {gt}.",
    "greater_than_equal": "Enter {ge} or more.",
    "less_than_equal": "Enter {le} or less.",
    "int_parsing": "Enter a whole number.",
    "int_from_float": "Enter a whole number.",
    "float_parsing": "Enter a number.",
    "string_pattern_mismatch": "Write this on one line.",
    "int_parsing_size": "Enter a smaller number.",
    "finite_number": "Enter a number.",
    "less_than": "Enter less than {lt}.",
    "enum": "Choose one of {expected}.",
    "literal_error": "Choose one of {expected}.",
    "date_parsing": "Enter a day, like 2026-11-24.",
    "date_from_datetime_parsing": "Enter a day, like 2026-11-24.",
    "bool_parsing": "Say yes or no.",
}


def faults_of(error: ValidationError) -> dict[str, str]:
    """Every fault of a pydantic error by its dotted path, in words a person can act on."""
    faults: dict[str, str] = {}
    for detail in error.errors(include_url=False, include_input=False):
        field = getattr(detail.get("ctx", {}).get("error"), "field", None)
        path = ".".join(str(part) for part in (*detail["loc"], *([field] if field else [])))
        words = _PLAIN_WORDS.get(detail["type"])
        plain = (
            words.format_map(detail.get("ctx", {})) if words else detail["msg"].removeprefix("Value error, ")
        )
        faults.setdefault(path, plain)
    return faults
