"""What a program is told at once when it subscribes to a course, before anything happens there."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, current_app

Session = dict[str, Any]
"""sessionId, teacherId, studentCount, startedAt."""

ActiveSessions = Sequence[Callable[[int], Sequence[Session]]]
"""Who knows of attendance sessions: each is asked which ones are running in a course."""


def install(app: Flask, known: ActiveSessions) -> None:
    app.extensions["active_sessions"] = known


def active_sessions(course_id: int) -> list[Session]:
    """The attendance sessions that are running in that course."""
    known: ActiveSessions = current_app.extensions["active_sessions"]
    return [running for ask in known for running in ask(course_id)]
