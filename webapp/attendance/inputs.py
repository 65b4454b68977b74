"""What the attendance room accepts."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from webapp.attendance.models import MarkStatus
from webapp.core.inputs import CAMEL, AnyLine, Input, Line
from webapp.courses.lateness import GraceMinutes

TRIES = "5 per minute"
"""How often a student may try a code."""

Typed = Annotated[Line, StringConstraints(min_length=1, max_length=40)]
Reason = Annotated[AnyLine, StringConstraints(max_length=500)]
RowNumber = Annotated[int, Field(gt=0, le=2**31 - 1)]


class StartInput(Input):
    """How a session begins: when somebody is late, and how long it is meant to last. Without `grace_minutes` it is as
    the plan of the scheduled session says, and without one 10.
    """

    model_config = CAMEL

    grace_minutes: GraceMinutes | None = None
    minutes: Annotated[int, Field(ge=1, le=720)] | None = None
    schedule_id: RowNumber | None = None
    beside: bool = False


class CheckInInput(Input):
    """The code as it was typed."""

    code: Typed


class StateInput(Input):
    """Whether students can check in."""

    paused: bool


class MarkInput(Input):
    """How a student stands; "none" takes a mark back while the session is open."""

    status: MarkStatus | Literal["none"]
    reason: Reason = ""

    @property
    def mark(self) -> MarkStatus | None:
        return None if self.status == "none" else MarkStatus(self.status)


class RestInput(Input):
    """The mark for all who are not here yet."""

    status: MarkStatus = MarkStatus.absent


class ExcuseInput(Input):
    """Somebody will not come on these days."""

    student_id: RowNumber
    first_on: date
    last_on: date | None = None
    reason: Reason = ""


class AskInput(Input):
    """A student asks for a correction."""

    words: Annotated[AnyLine, StringConstraints(min_length=1, max_length=500)]
