"""How a student stands in planned sessions, for who plans them. Plans are a room of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from webapp.attendance.models import AttendanceMark, AttendanceSession, MarkSource, MarkStatus
from webapp.attendance.wording import standing_words
from webapp.core.stores import db

BY_THEMSELVES = (MarkSource.code, MarkSource.qr)
BEST_FIRST = list(MarkStatus)

S, M = AttendanceSession, AttendanceMark


@dataclass(frozen=True)
class Standing:
    """A student's mark in attendance that was taken of a planned session, by which teacher and in which course."""

    schedule_id: int
    course_id: int
    teacher_id: int
    status: MarkStatus
    source: MarkSource
    started_at: datetime
    arrived_at: datetime | None

    @property
    def words(self) -> str:
        """Minutes are said of who came late and checked in themself: of others nobody knows when they came."""
        if self.status is MarkStatus.late and self.source in BY_THEMSELVES and self.arrived_at:
            return standing_words(self.status, (self.arrived_at - self.started_at).total_seconds())
        return standing_words(self.status)


def standings_of(student_id: int, schedule_ids: Sequence[int]) -> Sequence[Standing]:
    """Their marks in attendance of these planned sessions: of several in one, what is best for the student first."""
    query = (
        sa.select(S.schedule_id, S.course_id, S.teacher_id, M.status, M.source, S.started_at, M.arrived_at)
        .join(M, sa.and_(M.session_id == S.id, M.student_id == student_id))
        .where(S.schedule_id.in_(schedule_ids))
        .order_by(S.id)
    )
    found = [Standing(*row) for row in db.session.execute(query)]  # type: ignore[arg-type]
    return sorted(found, key=lambda one: BEST_FIRST.index(one.status))
