"""What is accepted of sessions."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from werkzeug.datastructures import MultiDict

from webapp.core import clock
from webapp.core.inputs import AnyLine, AnyText, Input, Instant, Line, Text, Wrong, Zone
from webapp.core.walltime import NoSuchTime, ShownTwice, Turn, instant_of
from webapp.courses.lateness import GRACE_MINUTES, GraceMinutes
from webapp.schedules.actions import Details
from webapp.schedules.models import LONGEST_REASON, ScheduleStatus, Scope
from webapp.schedules.overlaps import Accepted
from webapp.schedules.slots import Slot, in_words, refuse_bad, weekly

MOST_TAGS = 12
LARGEST_ROW = 2**31 - 1
REMINDERS = {10: "10 minutes", 30: "30 minutes", 60: "an hour", 120: "two hours", 1440: "a day"}
LENGTHS = (15, 20, 30, 45, 60, 90, 120, 180, 240)

_WALL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:00)?", re.ASCII)
_WHOM = re.compile(r"(student|cohort):([1-9]\d{0,9})", re.ASCII)
SEVERAL = "several"
MOST_STUDENTS = 100
"""So many can be picked one by one. For more there are cohorts."""


def _wall(value: object) -> object:
    if isinstance(value, str):
        if not _WALL.fullmatch(value):
            raise ValueError("Enter a day and a time.")
        try:
            return datetime.fromisoformat(value)
        except ValueError as error:
            raise ValueError("There is no such day or time.") from error
    return value


def _soon_enough(value: datetime) -> datetime:
    """Not in another age: within five years of now."""
    if abs(value - clock.now().replace(tzinfo=None)) > timedelta(days=5 * 366):
        raise ValueError("That is too far from today: five years at most.")
    return value


def _instant_soon_enough(value: datetime) -> datetime:
    _soon_enough(value.replace(tzinfo=None))
    return value


def _typed_tags(value: object) -> object:
    """Tags as they are typed: between commas."""
    return [tag for tag in map(str.strip, value.split(",")) if tag] if isinstance(value, str) else value


def _each_once(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tags))


def _whom(value: str) -> str:
    if value == SEVERAL:
        return value
    found = _WHOM.fullmatch(value)
    if found is None or int(found[2]) > LARGEST_ROW:
        raise ValueError("Choose a student, several, or a cohort.")
    return value


def _not_too_many(ids: tuple[int, ...]) -> tuple[int, ...]:
    if len(ids) > MOST_STUDENTS:
        raise ValueError(f"{MOST_STUDENTS} students at most. With more of them, make a cohort.")
    return ids


def _numbers(value: object) -> object:
    if isinstance(value, str):
        return tuple(int(number) for number in re.findall(r"\d{1,9}", value, re.ASCII))
    return value


Title = Annotated[Line, StringConstraints(min_length=1)]
Description = Annotated[Text, StringConstraints(max_length=5_000)]
Reason = Annotated[AnyText, StringConstraints(max_length=LONGEST_REASON)]
Place = Annotated[AnyLine, StringConstraints(max_length=500)]
Tag = Annotated[Line, StringConstraints(min_length=1, max_length=40)]
Tags = Annotated[tuple[Tag, ...], Field(max_length=MOST_TAGS), AfterValidator(_each_once)]
TypedTags = Annotated[Tags, BeforeValidator(_typed_tags)]
Wall = Annotated[datetime, BeforeValidator(_wall), AfterValidator(_soon_enough)]
SoonInstant = Annotated[Instant, AfterValidator(_instant_soon_enough)]
Minutes = Annotated[int, Field(ge=5, le=12 * 60)]
Remind = Annotated[int, Field(ge=1, le=7 * 1440)]
RowNumber = Annotated[int, Field(gt=0, le=LARGEST_ROW)]
Numbers = Annotated[tuple[int, ...], BeforeValidator(_numbers), Field(max_length=500)]
Students = Annotated[tuple[RowNumber, ...], AfterValidator(_not_too_many)]
DayOfWeek = Annotated[int, Field(ge=0, le=6)]


class TimesInput(Input):
    """With whom and when: `students` counts where it is with several. Times are those on the clocks of `time_zone`;
    without an end the length counts.
    """

    whom: Annotated[str, AfterValidator(_whom)]
    students: Students = ()
    time_zone: Zone
    starts: Wall
    turn: Turn | None = None
    minutes: Minutes = 60
    ends: Wall | None = None
    repeat: Literal["no", "weekly"] = "no"
    repeat_days: Annotated[tuple[DayOfWeek, ...], Field(max_length=7)] = ()
    repeat_until: date | None = None

    @model_validator(mode="after")
    def a_series_has_an_end(self) -> Self:
        if self.repeat == "weekly" and self.repeat_until is None:
            raise Wrong("repeat_until", "Say until when it repeats.")
        return self

    @model_validator(mode="after")
    def several_are_some(self) -> Self:
        if self.whom == SEVERAL and not self.students:
            raise Wrong("students", "Choose at least one student.")
        return self

    @property
    def cohort_id(self) -> int | None:
        kind, _, number = self.whom.partition(":")
        return int(number) if kind == "cohort" else None

    @property
    def student_ids(self) -> frozenset[int]:
        """Those who were picked, one or several."""
        kind, _, number = self.whom.partition(":")
        return frozenset(self.students if kind == SEVERAL else [int(number)] if kind == "student" else ())

    @property
    def slot(self) -> Slot:
        """The first time. Raises `Invalid` for a time that the clocks of that place do not show, or show twice."""
        try:
            slot = Slot.typed(self.starts, self.minutes, self.time_zone, self.turn)
            if self.ends is not None:
                slot = Slot(slot.starts_at, instant_of(self.ends, self.time_zone, self.turn), self.time_zone)
        except (NoSuchTime, ShownTwice) as fault:
            raise in_words(fault) from fault
        refuse_bad(slot.starts_at, slot.ends_at, end_field="minutes" if self.ends is None else "ends")
        return slot

    @property
    def slots(self) -> list[Slot]:
        """All times of it: one, or those of a series."""
        first = self.slot
        if self.repeat == "no" or self.repeat_until is None:
            return [first]
        length = int(first.length.total_seconds() // 60)
        try:
            return weekly(
                self.starts,
                length,
                self.time_zone,
                self.turn,
                days=self.repeat_days,
                until=self.repeat_until,
            )
        except (NoSuchTime, ShownTwice) as fault:
            raise in_words(fault) from fault


class CheckInput(TimesInput):
    """What the advice is about, while the form is still being filled in. The rest of the form is not looked at."""

    schedule_id: RowNumber | None = None

    @classmethod
    def read(cls, form: "MultiDict[str, str]") -> Self:
        known = MultiDict((name, value) for name, value in form.items(multi=True) if name in cls.model_fields)
        return super().read(known)


class ScheduleInput(TimesInput):
    """A session as its form says it. `accepted` names the overlaps that were shown and are all right, and
    `overlap_reason` says why, where some are with other sessions of the same mentor.
    """

    title: Title
    description: Description = ""
    course_id: RowNumber | None = None
    focus_stack: TypedTags = ()
    place: Place = ""
    remind_minutes: Remind = 30
    grace_minutes: GraceMinutes = GRACE_MINUTES
    accepted: Numbers = ()
    overlap_reason: Reason | None = None
    scope: Scope = Scope.this
    sequence: Annotated[int, Field(ge=0)] | None = None
    schedule_id: RowNumber | None = None

    @classmethod
    def _from_form(cls, form: "MultiDict[str, str]") -> dict[str, Any]:
        """Tags and numbers come as one field each; a reason that was emptied is not one that was not asked for."""
        data = super()._from_form(form)
        data |= {"overlap_reason": form["overlap_reason"]} if "overlap_reason" in form else {}
        return data | {name: form[name] for name in ("focus_stack", "accepted") if form.get(name)}

    @property
    def details(self) -> Details:
        return Details(
            title=self.title,
            description=self.description,
            course_id=self.course_id,
            focus_stack=self.focus_stack,
            place=self.place,
            remind_minutes=self.remind_minutes,
            grace_minutes=self.grace_minutes,
        )

    @property
    def overlaps_accepted(self) -> Accepted:
        return Accepted(self.accepted, reason=self.overlap_reason)


class StatusInput(Input):
    status: ScheduleStatus


class ScopeInput(Input):
    scope: Scope = Scope.this
