"""What a correction of a student's figures says."""

from datetime import date
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, StringConstraints

from webapp.core.inputs import CAMEL, Input, Text

Number = TypeVar("Number", int, float)

LEAST_HOURS = 0.01
"""About half a minute, which counts as a whole one."""

NOT_ZERO = {"not": {"const": 0}}


def _something(value: Number) -> Number:
    if not value:
        raise ValueError("Say how much more, or (below 0) how much less.")
    return value


def _in_minutes(value: float) -> float:
    if abs(value) < LEAST_HOURS:
        raise ValueError("Say how much more, or (below 0) how much less: at least a minute.")
    return value


Reason = Annotated[Text, StringConstraints(min_length=3, max_length=1000)]
Difference = Annotated[int, Field(ge=-1000, le=1000, json_schema_extra=NOT_ZERO), AfterValidator(_something)]
Minutes = Annotated[int, Field(ge=-1440, le=1440, json_schema_extra=NOT_ZERO), AfterValidator(_something)]
Hours = Annotated[
    float,
    Field(ge=-24, le=24, json_schema_extra={"anyOf": [{"maximum": -LEAST_HOURS}, {"minimum": LEAST_HOURS}]}),
    AfterValidator(_in_minutes),
]


class CorrectionInput(Input):
    """Why, and for which of the student's local days; today if none is named."""

    model_config = CAMEL

    reason: Reason
    day: date | None = None


class InitInput(Input):
    """Why the figures go back to what was recorded."""

    reason: Reason


class HoursInput(CorrectionInput):
    """So many hours of learning more, or less."""

    hours: Hours


class StreakInput(CorrectionInput):
    """Whether that day counts as a day of learning."""

    counts: bool = True


class Counted(StrEnum):
    """What may be counted more or fewer times than was recorded."""

    lessons = "lessons"
    videos = "videos"
    course_views = "courseViews"


class IncrementInput(CorrectionInput):
    """So many lessons, videos or visits to a course more, or fewer. Learned time follows from them."""

    figure: Counted
    by: Difference = 1


class DayInput(Input):
    """So many minutes of learning more, or less, on that day."""

    day: date
    minutes: Minutes


class WeeklyInput(Input):
    """Several days at once, for one reason."""

    reason: Reason
    days: Annotated[list[DayInput], Field(min_length=1, max_length=7)]
