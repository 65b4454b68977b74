"""What a line says that a student posts into their feed."""

import json
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Field,
    JsonValue,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from webapp.core.inputs import CAMEL, Id, Input, Line, Text
from webapp.tracking.inputs import Stated

LARGEST_DATA = 4 * 1024


def _small_and_plain(data: dict[str, JsonValue]) -> dict[str, JsonValue]:
    text = json.dumps(data)
    if len(text) > LARGEST_DATA:
        raise ValueError(f"Send at most {LARGEST_DATA} characters.")
    if "\\u0000" in text:
        raise ValueError("Contains characters that cannot be shown.")
    return data


Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,59}$")]


def _one_person(value: object, known: ValidatorFunctionWrapHandler) -> object:
    try:
        return known(value)
    except ValidationError as error:
        raise ValueError("Give the id of a person, or me.") from error


Whose = Annotated[Id | Literal["me"], WrapValidator(_one_person)]


class PostedInput(Input):
    """An activity that a student states by hand. `data` may name its place (`course_id`, `module_id`, `unit_id`) and
    what else a beacon has (`event_id`, `start_time`, …); whatever else stands there is only kept.
    """

    model_config = CAMEL

    user_id: Whose
    type: Stated
    title: Annotated[Line, StringConstraints(min_length=1)]
    description: Annotated[Text, StringConstraints(max_length=2000)] = ""
    data: Annotated[dict[Name, JsonValue], AfterValidator(_small_and_plain)] = Field(
        {}, max_length=50, json_schema_extra={"additionalProperties": False}
    )
