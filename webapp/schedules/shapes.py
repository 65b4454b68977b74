"""A session as programs read it."""

from typing import Any

from webapp.core.words import iso
from webapp.schedules.models import Schedule


def shape(schedule: Schedule) -> dict[str, Any]:
    """The names are those of the contract's body, and a few beyond it."""
    return {
        "id": schedule.id,
        "title": schedule.title,
        "description": schedule.description,
        "startTime": iso(schedule.starts_at),
        "endTime": iso(schedule.ends_at),
        "timeZone": schedule.time_zone,
        "status": schedule.status.value,
        "focusStack": schedule.focus_stack,
        "isGroupSession": schedule.is_group_session,
        "mentorId": schedule.mentor_id,
        "studentId": schedule.student_id,
        "studentIds": schedule.student_ids,
        "cohortId": schedule.cohort_id,
        "courseId": schedule.course_id,
        "place": schedule.place,
        "remindMinutes": schedule.remind_minutes,
        "graceMinutes": schedule.grace_minutes,
        "seriesId": schedule.series,
        "createdAt": iso(schedule.created_at),
        "updatedAt": iso(schedule.updated_at),
    }
