"""What a line says that a student posts into their feed."""

import json
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, JsonValue, StringConstraints

from webapp.core.inputs import CAMEL, Id, Input, Line, Text
from webapp.tracking.kinds import ActivityType

LARGEST_DATA = 4 * 1024


def _small_and_plain(data: dict[str, JsonValue]) -> dict[str, JsonValue]:
    text = json.dumps(data)
    if len(text) > LARGEST_DATA:
        raise ValueError(f"Send at most {LARGEST_DATA} characters.")
    if "\\u0000" in text:
        raise ValueError("Contains characters that cannot be shown.")
    return data


Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,59}$")]


class PostedInput(Input):
    """An activity that a student states by hand. `data` may name its place (`course_id`, `module_id`, `unit_id`) and
    what else a beacon has (`event_id`, `start_time`, …); whatever else stands there is only kept.
    """

    model_config = CAMEL

    user_id: Id | Literal["me"]
    type: ActivityType
    title: Annotated[Line, StringConstraints(min_length=1)]
    description: Annotated[Text, StringConstraints(max_length=2000)] = ""
    data: Annotated[dict[Name, JsonValue], AfterValidator(_small_and_plain)] = Field({}, max_length=50)
