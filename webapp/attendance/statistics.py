"""The final figures of a session."""

import sqlalchemy as sa

from webapp.attendance.models import HERE, AttendanceMark, AttendanceSession, MarkStatus
from webapp.core.stores import db


def set_statistics(session: AttendanceSession) -> None:
    """Set them from the marks."""
    counts = counts_of(session.id)
    session.present_count = sum(counts[status] for status in HERE)
    session.absent_count = counts[MarkStatus.absent]
    session.total_count = sum(counts.values())
    db.session.flush()


def counts_of(session_id: int) -> dict[MarkStatus, int]:
    """How many marks there are of each kind."""
    status = AttendanceMark.status
    query = sa.select(status, sa.func.count()).where(AttendanceMark.session_id == session_id)
    counted = db.session.execute(query.group_by(status)).all()
    return dict.fromkeys(MarkStatus, 0) | dict(counted)
