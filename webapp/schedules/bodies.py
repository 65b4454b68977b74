"""What programs send of sessions, in the names of the contract."""

from dataclasses import replace
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from webapp.core.inputs import CAMEL, Input, Instant, Zone
from webapp.core.paging import PageInput
from webapp.courses.lateness import GRACE_MINUTES, GraceMinutes
from webapp.schedules.actions import Details
from webapp.schedules.inputs import (
    MOST_STUDENTS,
    Description,
    Place,
    Reason,
    Remind,
    RowNumber,
    SoonInstant,
    Tags,
    Title,
)
from webapp.schedules.models import ScheduleStatus
from webapp.schedules.slots import Slot, refuse_bad

Status = Annotated[ScheduleStatus, Field(strict=False)]


ONE_OF_THEM = "Give one of studentId, studentIds and cohortId."


def _each_once(ids: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(ids)) != len(ids):
        raise ValueError("Name each student once.")
    return ids


WHOM = ("studentId", "studentIds", "cohortId")
Picked = Annotated[
    tuple[RowNumber, ...],
    Field(
        min_length=1,
        max_length=MOST_STUDENTS,
        description="Students picked one by one. One of them alone is as `studentId` says it.",
        json_schema_extra={"uniqueItems": True},
    ),
    AfterValidator(_each_once),
]


def _with(whom: str, value: JsonDict, *, is_group: bool) -> JsonDict:
    """How the description of the API says that a session is with one of the three, and what of it is a group."""
    properties: JsonDict = {name: {"type": "null"} for name in WHOM if name != whom}
    properties |= {whom: value, "isGroupSession": {"enum": [None, is_group]}}
    return {"properties": properties, "required": [whom]}


def _at_most(whom: str) -> JsonDict:
    return {"properties": {name: {"type": "null"} for name in WHOM if name != whom}}


class ScheduleBody(Input):
    """A session to plan, with one student, with several or with a cohort. Times carry their offset; `timeZone` is on
    whose clocks they were agreed, one's own if left out. `saveAnyway` plans it over other sessions; over one of the
    same mentor it takes an `overlapReason`, which is kept for the mentor alone.
    """

    model_config = CAMEL | ConfigDict(
        json_schema_extra={
            "anyOf": [
                _with("studentId", {"type": "integer"}, is_group=False),
                _with("studentIds", {"type": "array", "maxItems": 1}, is_group=False),
                _with("studentIds", {"type": "array", "minItems": 2}, is_group=True),
                _with("cohortId", {"type": "integer"}, is_group=True),
            ]
        }
    )

    student_id: RowNumber | None = None
    student_ids: Picked | None = None
    cohort_id: RowNumber | None = None
    title: Title
    description: Description = ""
    start_time: SoonInstant
    end_time: SoonInstant
    focus_stack: Tags = ()
    is_group_session: bool | None = None
    course_id: RowNumber | None = None
    place: Place = ""
    remind_minutes: Remind = 30
    grace_minutes: GraceMinutes = GRACE_MINUTES
    time_zone: Zone | None = None
    save_anyway: bool = False
    overlap_reason: Reason | None = None

    @model_validator(mode="after")
    def is_with_students_or_a_cohort(self) -> Self:
        if _given(self) != 1:
            raise ValueError(ONE_OF_THEM)
        is_group = self.cohort_id is not None or len(self.student_ids or ()) > 1
        if self.is_group_session is not None and self.is_group_session != is_group:
            raise ValueError(
                "A session with a cohort or several is a group session, one with a student is none."
            )
        return self

    def slot(self, own_zone: str) -> Slot:
        slot = Slot(self.start_time, self.end_time, self.time_zone or own_zone)
        refuse_bad(slot.starts_at, slot.ends_at, end_field="endTime")
        return slot


class ScheduleChanges(Input):
    """What is to be different; what is left out stays."""

    model_config = CAMEL | ConfigDict(json_schema_extra={"anyOf": [_at_most(whom) for whom in WHOM]})

    student_id: RowNumber | None = None
    student_ids: Picked | None = None
    cohort_id: RowNumber | None = None
    title: Title | None = None
    description: Description | None = None
    start_time: SoonInstant | None = None
    end_time: SoonInstant | None = None
    focus_stack: Tags | None = None
    is_group_session: bool | None = None
    course_id: RowNumber | None = None
    place: Place | None = None
    remind_minutes: Remind | None = None
    grace_minutes: GraceMinutes | None = None
    time_zone: Zone | None = None
    save_anyway: bool = False
    overlap_reason: Reason | None = None

    @model_validator(mode="after")
    def is_with_one_of_them_at_most(self) -> Self:
        if _given(self) > 1:
            raise ValueError(ONE_OF_THEM)
        return self

    def details(self, was: Details) -> Details:
        """What it is about, with what was sent in the place of what was. A course of null is none."""
        sent = {
            name: getattr(self, name)
            for name in Details.__dataclass_fields__
            if name in self.model_fields_set
        }
        kept = {name: value for name, value in sent.items() if value is not None or name == "course_id"}
        return replace(was, **kept)

    def slot(self, was: Slot) -> Slot:
        slot = Slot(
            self.start_time or was.starts_at, self.end_time or was.ends_at, self.time_zone or was.time_zone
        )
        refuse_bad(slot.starts_at, slot.ends_at, end_field="endTime")
        return slot


def _given(body: ScheduleBody | ScheduleChanges) -> int:
    return sum(whom is not None for whom in (body.student_id, body.student_ids, body.cohort_id))


class StatusBody(Input):
    """What becomes of a session."""

    model_config = CAMEL

    status: Status
    save_anyway: bool = False


class SchedulesAsked(PageInput):
    """Which sessions: of a student, in a state, and beginning from one instant up to another."""

    model_config = CAMEL

    student_id: RowNumber | None = None
    status: Status | None = None
    since: Annotated[Instant | None, Field(alias="from", description="Not before this instant.")] = None
    until: Annotated[Instant | None, Field(alias="to", description="Before this instant.")] = None
