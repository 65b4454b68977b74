"""What programs send of sessions, in the names of the contract."""

from dataclasses import replace
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from webapp.core.inputs import CAMEL, Input, Instant, Zone
from webapp.core.paging import PageInput
from webapp.schedules.actions import Details
from webapp.schedules.inputs import Description, Place, Remind, RowNumber, SoonInstant, Tags, Title
from webapp.schedules.models import ScheduleStatus
from webapp.schedules.slots import Slot, refuse_bad

Status = Annotated[ScheduleStatus, Field(strict=False)]


def _with(whom: str) -> JsonDict:
    """How the description of the API says that a session is with one of the two, and which of them is a group."""
    other = "cohortId" if whom == "studentId" else "studentId"
    properties: JsonDict = {
        whom: {"type": "integer"},
        other: {"type": "null"},
        "isGroupSession": {"enum": [None, whom == "cohortId"]},
    }
    return {"properties": properties, "required": [whom]}


class ScheduleBody(Input):
    """A session to plan, with one student or with a cohort. Times carry their offset; `timeZone` is on whose clocks
    they were agreed, one's own if left out. `saveAnyway` plans it over other sessions.
    """

    model_config = CAMEL | ConfigDict(json_schema_extra={"anyOf": [_with("studentId"), _with("cohortId")]})

    student_id: RowNumber | None = None
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
    time_zone: Zone | None = None
    save_anyway: bool = False

    @model_validator(mode="after")
    def is_with_a_student_or_a_cohort(self) -> Self:
        if (self.student_id is None) == (self.cohort_id is None):
            raise ValueError("Give either studentId or cohortId.")
        if self.is_group_session is not None and self.is_group_session != (self.cohort_id is not None):
            raise ValueError("A session with a cohort is a group session, one with a student is none.")
        return self

    def slot(self, own_zone: str) -> Slot:
        slot = Slot(self.start_time, self.end_time, self.time_zone or own_zone)
        refuse_bad(slot.starts_at, slot.ends_at, end_field="endTime")
        return slot


class ScheduleChanges(Input):
    """What is to be different; what is left out stays."""

    model_config = CAMEL | ConfigDict(
        json_schema_extra={
            "anyOf": [{"properties": {name: {"type": "null"}}} for name in ("studentId", "cohortId")]
        }
    )

    student_id: RowNumber | None = None
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
    time_zone: Zone | None = None
    save_anyway: bool = False

    @model_validator(mode="after")
    def is_with_one_of_two_at_most(self) -> Self:
        if self.student_id is not None and self.cohort_id is not None:
            raise ValueError("Give either studentId or cohortId.")
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
