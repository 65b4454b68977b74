"""`/api/schedules…`: sessions that mentors plan with students (contract, sections 5 and 10)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from webapp import accounts
from webapp import schedules as room
from webapp.accounts import Role
from webapp.api import door
from webapp.api.shapes import Answer, Listed
from webapp.core.errors import Conflict, Invalid, NotAllowed, NotFound
from webapp.core.paging import page
from webapp.courses import students_among, taught_by
from webapp.flow import commit
from webapp.schedules import EVERY, Accepted, Details, Overlapping, Schedule, ScheduleStatus, queries
from webapp.schedules.actions import slot_of
from webapp.schedules.bodies import (
    ONE_OF_THEM,
    ScheduleBody,
    ScheduleChanges,
    SchedulesAsked,
    StatusBody,
)
from webapp.schedules.overlaps import NONE
from webapp.schedules.participants import Party, Whom
from webapp.schedules.shapes import shape

NO_COHORT = "There is no such cohort, or it is not yours."
BODY = {
    "studentId": 7,
    "title": "Hooks in practice",
    "description": "Bring **two** questions.",
    "startTime": "2026-11-24T14:00:00Z",
    "endTime": "2026-11-24T15:00:00Z",
    "focusStack": ["React", "hooks"],
    "isGroupSession": False,
}


class ScheduleAnswer(Answer):
    """A session. `studentIds` are those who were picked one by one, be it one alone; of a cohort nobody was. `seriesId`
    is shared by those of one weekly series; `place` is a room or an address.
    """

    id: int
    title: str
    description: str
    start_time: datetime
    end_time: datetime
    time_zone: str
    status: ScheduleStatus
    focus_stack: list[str]
    is_group_session: bool
    mentor_id: int
    student_id: int | None
    student_ids: list[int]
    cohort_id: int | None
    course_id: int | None
    place: str
    remind_minutes: int
    grace_minutes: int
    series_id: str | None
    created_at: datetime
    updated_at: datetime

    example: ClassVar[Any] = BODY | {
        "id": 12,
        "timeZone": "Africa/Lagos",
        "status": "scheduled",
        "mentorId": 2,
        "studentIds": [7],
        "cohortId": None,
        "courseId": None,
        "place": "Room 4",
        "remindMinutes": 30,
        "graceMinutes": 10,
        "seriesId": None,
        "createdAt": "2026-11-20T14:05:00Z",
        "updatedAt": "2026-11-20T14:05:00Z",
    }

    @classmethod
    def of(cls, schedule: Schedule) -> "ScheduleAnswer":
        return cls.model_validate(shape(schedule), by_alias=True)


@door.post(
    "/api/schedules",
    takes=ScheduleBody,
    example=BODY,
    gives={201: ScheduleAnswer},
    refuses=(409,),
    roles=[Role.mentor],
)
def plan_schedule(given: ScheduleBody) -> ScheduleAnswer:
    """Plan a session. 409 with the code `overlap` where somebody concerned has another one at that time; with
    `saveAnyway` it is planned nevertheless, beside another session of the mentor with an `overlapReason`. 403 for a
    student, cohort or course that is not theirs.
    """
    mentor, slot = accounts.me(), given.slot(accounts.me().time_zone)
    whom = _whom(given)
    if whom is None:
        raise Invalid.of({"": ONE_OF_THEM})
    _refuse_course_of_others(given.course_id)
    details = Details(
        title=given.title,
        description=given.description,
        course_id=given.course_id,
        focus_stack=given.focus_stack,
        place=given.place,
        remind_minutes=given.remind_minutes,
        grace_minutes=given.grace_minutes,
    )
    with _in_words():
        [schedule] = room.plan(whom, [slot], details, by=mentor, accepted=_accepted(given))
    commit()
    return ScheduleAnswer.of(schedule)


@door.get("/api/schedules", asks=SchedulesAsked, gives={200: Listed[ScheduleAnswer]})
def list_schedules(wanted: SchedulesAsked) -> Listed[ScheduleAnswer]:
    """A student's own sessions, a mentor's those that they planned, for admins all; earliest first. 403 for a student
    who is not theirs to see.
    """
    user = accounts.me()
    if wanted.student_id is not None:
        door.whose(wanted.student_id)
    theirs = queries.of_staff(user) if user.is_staff else queries.of_student(user.id)
    only = queries.Filter(student_id=wanted.student_id, status=wanted.status)
    rows = queries.filtered(theirs, only).where(Schedule.deleted_at.is_(None))
    if wanted.since is not None:
        rows = rows.where(Schedule.starts_at >= wanted.since)
    if wanted.until is not None:
        rows = rows.where(Schedule.starts_at < wanted.until)
    found = page(
        rows.options(queries.WITH_STUDENTS), wanted, Schedule.starts_at, Schedule.id, newest_first=False
    )
    return Listed[ScheduleAnswer].of(found, ScheduleAnswer.of)


@door.get("/api/schedules/<int:schedule_id>", gives={200: ScheduleAnswer})
def show_schedule(schedule_id: int) -> ScheduleAnswer:
    """One session, for its students, its mentor and admins."""
    return ScheduleAnswer.of(room.visible_to(accounts.me(), schedule_id))


@door.patch(
    "/api/schedules/<int:schedule_id>",
    takes=ScheduleChanges,
    example={"startTime": "2026-11-24T15:00:00Z", "endTime": "2026-11-24T16:00:00Z"},
    gives={200: ScheduleAnswer},
    refuses=(409,),
    roles=[Role.mentor],
)
def change_schedule(schedule_id: int, given: ScheduleChanges) -> ScheduleAnswer:
    """Change what is sent; of a series, this session alone. Overlaps are refused as when it is planned."""
    schedule = room.planned_by(accounts.me(), schedule_id)
    whom = _whom(given)
    room.hold(schedule, party=Party.of(whom) if whom else None)  # what is not sent stays as others left it
    details = given.details(Details.of(schedule))
    if details.course_id != schedule.course_id:
        _refuse_course_of_others(details.course_id)
    with _in_words():
        room.change(
            schedule,
            details,
            given.slot(slot_of(schedule)),
            by=accounts.me(),
            whom=whom,
            accepted=_accepted(given),
        )
    commit()
    return ScheduleAnswer.of(schedule)


@door.delete("/api/schedules/<int:schedule_id>", gives={204: None}, roles=[Role.mentor])
def delete_schedule(schedule_id: int) -> None:
    """Take a session off the plan; of a series, this one alone. Those concerned are told at once."""
    room.delete(room.planned_by(accounts.me(), schedule_id), by=accounts.me(), at_once=True)
    commit()


@door.patch(
    "/api/schedules/<int:schedule_id>/status",
    takes=StatusBody,
    example={"status": "completed"},
    gives={200: ScheduleAnswer},
    refuses=(409,),
)
def set_schedule_status(schedule_id: int, given: StatusBody) -> ScheduleAnswer:
    """Complete a session, call it off, or take it up again. Students complete theirs, and take that back; of a group
    each marks it for themself, and its status stays.
    """
    user = accounts.me()
    schedule = room.visible_to(user, schedule_id)
    if not user.is_student:
        with _in_words():
            accepted = EVERY if given.save_anyway else NONE
            room.set_status(schedule, given.status, by=user, accepted=accepted)
    elif given.status is ScheduleStatus.completed:
        room.complete(schedule, by=user)
    elif given.status is ScheduleStatus.scheduled:
        room.reopen(schedule, by=user)
    else:
        raise NotAllowed("Only its mentor calls a session off.")
    commit()
    return ScheduleAnswer.of(schedule)


def _whom(given: ScheduleBody | ScheduleChanges) -> Whom | None:
    """Who is named, if they are theirs. 403 for anybody else, whether there or not."""
    if given.cohort_id is not None:
        try:
            return accounts.cohort_run_by(accounts.me(), given.cohort_id)
        except NotFound:
            raise NotAllowed(NO_COHORT, code="forbidden") from None
    ids = {given.student_id} if given.student_id is not None else set(given.student_ids or ())
    found = students_among(accounts.me(), ids)
    if len(found) != len(ids):
        raise NotAllowed(door.FORBIDDEN, code="forbidden")
    return found or None


def _refuse_course_of_others(course_id: int | None) -> None:
    if course_id is not None:
        door.which(course_id, taught_by)


def _accepted(given: ScheduleBody | ScheduleChanges) -> Accepted:
    return Accepted(every=given.save_anyway, reason=given.overlap_reason)


@contextmanager
def _in_words() -> Iterator[None]:
    """An overlap as programs are told it."""
    try:
        yield
    except Overlapping as taken:
        words = "saveAnyway and an overlapReason" if taken.lacks_reason else "saveAnyway"
        refused = Conflict(f"{taken.message} Send {words} to save it nevertheless.", startTime=taken.message)
        if taken.fields:
            refused = Conflict(refused.message, overlapReason=taken.fields["overlap_reason"])
        refused.code = taken.code
        raise refused from taken
