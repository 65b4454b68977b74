"""What attendance says of planned sessions, and what is drawn anew when that changes. It is a room of its own."""

from collections.abc import Sequence
from typing import Protocol

from flask import Flask, current_app

from webapp.flow import record
from webapp.schedules.models import Schedule
from webapp.schedules.quiet_events import StandingsChanged


class Standing(Protocol):
    """How a student stands in attendance that a teacher takes of a planned session, in words; empty, not yet at all."""

    @property
    def schedule_id(self) -> int: ...

    @property
    def course_id(self) -> int: ...

    @property
    def teacher_id(self) -> int: ...

    @property
    def words(self) -> str: ...

    @property
    def can_check_in(self) -> bool: ...


class Standings(Protocol):
    """Who knows how a student stands in these planned sessions: of several in one, what counts first."""

    def __call__(self, student_id: int, schedule_ids: Sequence[int]) -> Sequence[Standing]: ...


class OfMany(Protocol):
    """Attendance began, changed or ended, as the attendance room says it."""

    @property
    def schedule_id(self) -> int | None: ...

    @property
    def student_ids(self) -> list[int]: ...


class Who(Protocol):
    @property
    def id(self) -> int: ...


class OfOne(Protocol):
    """A student's mark was made or changed, as the attendance room says it: one that the end made is nobody's."""

    @property
    def schedule_id(self) -> int | None: ...

    @property
    def student(self) -> Who: ...

    @property
    def is_final(self) -> bool: ...

    @property
    def by_name(self) -> str: ...


def install(app: Flask, known: Standings) -> None:
    app.extensions["standings"] = known


def attended(student_id: int, sessions: Sequence[Schedule]) -> dict[int, str]:
    """How the student stood in these, by the session's id; what attendance was not taken of is not among them.

    It counts where who took it is the session's mentor, or took it in the session's course.
    """
    words: dict[int, str] = {}
    for standing in _standings(student_id, sessions):
        if standing.words:
            words.setdefault(standing.schedule_id, standing.words)
    return words


def can_check_in(student_id: int, schedule: Schedule) -> bool:
    """Whether attendance of it is open, and waits for this student."""
    return any(standing.can_check_in for standing in _standings(student_id, [schedule]))


def show_attendance(event: OfMany) -> None:
    """On the plans of those whom it concerns."""
    if event.schedule_id is not None:
        record(StandingsChanged(student_ids=event.student_ids))


def show_mark(event: OfOne) -> None:
    """On the plan of its student. The end speaks itself of all marks that it makes."""
    is_from_end = event.is_final and not event.by_name
    if event.schedule_id is not None and not is_from_end:
        record(StandingsChanged(student_ids=[event.student.id]))


def _standings(student_id: int, sessions: Sequence[Schedule]) -> list[Standing]:
    """One statement for all of them."""
    if not sessions:
        return []
    planned = {one.id: one for one in sessions}
    known: Standings = current_app.extensions["standings"]
    found = known(student_id, list(planned))
    return [standing for standing in found if _is_of(planned[standing.schedule_id], standing)]


def _is_of(schedule: Schedule, standing: Standing) -> bool:
    return standing.teacher_id == schedule.mentor_id or standing.course_id == schedule.course_id
