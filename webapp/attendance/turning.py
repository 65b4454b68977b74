"""The code turns: every 20 seconds each worker draws it anew for the teachers who look at it here. Nothing is told."""

import logging
import time
from typing import cast

import sqlalchemy as sa
from flask import Flask

from webapp import courses
from webapp.accounts import Role
from webapp.attendance import codes, regions
from webapp.attendance.models import AttendanceSession
from webapp.core import clock
from webapp.core.paths import row_id
from webapp.core.stores import db
from webapp.live import Hub

log = logging.getLogger("tandem.attendance")

A_MOMENT = 0.02
GATE = "gate-"


def turn_forever(app: Flask) -> None:
    """For a greenlet of each worker."""
    while True:
        time.sleep(codes.left(clock.now()) + A_MOMENT)
        try:
            turn(app)
        except Exception:
            log.exception("Could not show the new code")


def turn(app: Flask) -> None:
    """Where somebody on this worker has a gate before them: the gate, and the seats, as presence has moved on too."""
    hub = cast(Hub, app.extensions["hub"])
    seen = {id for listener in hub.everybody() for id in listener.sees or () if id.startswith(GATE)}
    ids = [row for id in seen if (row := row_id(id.removeprefix(GATE))) is not None]
    if not ids:
        return
    with app.test_request_context():
        running = sa.select(AttendanceSession.id, AttendanceSession.course_id).where(
            AttendanceSession.id.in_(ids), AttendanceSession.ended_at.is_(None)
        )
        rows = db.session.execute(running).all()
        db.session.rollback()
    for session_id, course_id in rows:
        for channel in (courses.staff_channel(course_id), f"role:{Role.admin}"):
            hub.redraw(channel, [regions.gate(session_id), regions.roster(session_id)])
