"""What is asked of the plan when attendance in a scheduled session is started. Plans are a room of their own."""

from typing import Protocol

from flask import Flask, current_app

from webapp.courses.lateness import GRACE_MINUTES


class PlannedGrace(Protocol):
    """Who knows after how many minutes one is late in a scheduled session of this teacher, or of the course."""

    def __call__(self, schedule_id: int, *, course_id: int, teacher_id: int) -> int | None: ...


def install(app: Flask, known: PlannedGrace) -> None:
    app.extensions["planned_grace"] = known


def grace_planned(schedule_id: int | None, *, course_id: int, teacher_id: int) -> int:
    """As planned; or as always, where nothing is planned."""
    if schedule_id is None:
        return GRACE_MINUTES
    known: PlannedGrace = current_app.extensions["planned_grace"]
    planned = known(schedule_id, course_id=course_id, teacher_id=teacher_id)
    return GRACE_MINUTES if planned is None else planned
