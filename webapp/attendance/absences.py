"""Absences in a row: after so many, the student and those who look after them are told, once, with the dates."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from flask import current_app

from webapp.accounts import User
from webapp.attendance import addressees
from webapp.attendance.models import AbsenceRun, AttendanceMark, AttendanceSession, MarkStatus
from webapp.attendance.quiet_events import AbsencesInARow
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses import Course
from webapp.flow import record

LOOKED_BACK = 40
"""So many sessions of a course are looked at; a longer run has been told of long ago."""

S, M = AttendanceSession, AttendanceMark


def notice(session: AttendanceSession, student_ids: Collection[int]) -> None:
    """Tell of those among these students who have now missed as many sessions in a row as are noticed."""
    if not student_ids:
        return
    last = sa.select(S).where(S.course_id == session.course_id, S.ended_at.is_not(None))
    sessions = db.session.scalars(last.order_by(S.started_at.desc(), S.id.desc()).limit(LOOKED_BACK)).all()
    ids = [one.id for one in sessions]
    statuses = {
        (session_id, student_id): status
        for session_id, student_id, status in db.session.execute(
            sa.select(M.session_id, M.student_id, M.status).where(
                M.session_id.in_(ids), M.student_id.in_(student_ids)
            )
        )
    }
    told = {
        (session_id, student_id)
        for session_id, student_id in db.session.execute(
            sa.select(AbsenceRun.session_id, AbsenceRun.student_id).where(
                AbsenceRun.session_id.in_(ids), AbsenceRun.student_id.in_(student_ids)
            )
        )
    }
    enough: int = current_app.extensions["settings"].absences_in_a_row
    for student_id in sorted(student_ids):
        run = _run(sessions, {one.id: statuses.get((one.id, student_id)) for one in sessions})
        is_told = any((one.id, student_id) in told for one in run)
        if enough <= len(run) < LOOKED_BACK and not is_told:
            _tell(student_id, run)


def _run(
    sessions: Sequence[AttendanceSession], statuses: dict[int, MarkStatus | None]
) -> list[AttendanceSession]:
    """The sessions missed since they were last here, the newest first. An excused one neither counts nor breaks it."""
    missed = []
    for session in sessions:
        status = statuses[session.id]
        if status is MarkStatus.absent:
            missed.append(session)
        elif status in (MarkStatus.present, MarkStatus.late):
            break
    return missed


def _tell(student_id: int, run: Sequence[AttendanceSession]) -> None:
    newest = run[0]
    db.session.add(AbsenceRun(student_id=student_id, session_id=newest.id, told_at=clock.now()))
    db.session.flush()
    student = db.session.get_one(User, student_id)
    course = db.session.get_one(Course, newest.course_id)
    record(
        AbsencesInARow(
            student_id=student_id,
            student_name=student.name,
            course_id=course.id,
            course_title=course.title,
            mentor_ids=addressees.of_absences(student, course),
            missed=[session.started_at for session in reversed(run)],
        )
    )
