"""How a student stands in planned sessions, for who plans them. Plans are a room of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from webapp.attendance import queries
from webapp.attendance.models import HERE, AttendanceMark, AttendanceSession, MarkSource, MarkStatus
from webapp.attendance.wording import standing_words
from webapp.core.stores import db

BY_THEMSELVES = (MarkSource.code, MarkSource.qr)
BEST_FIRST = (*MarkStatus, None)

S, M = AttendanceSession, AttendanceMark


@dataclass(frozen=True)
class Standing:
    """A student's mark in attendance of a planned session, or none yet; by which teacher and in which course."""

    schedule_id: int
    course_id: int
    teacher_id: int
    status: MarkStatus | None
    source: MarkSource | None
    started_at: datetime
    arrived_at: datetime | None
    is_open: bool
    """Whether one checks in now who is a student in its course."""

    @property
    def can_check_in(self) -> bool:
        """Not who is here, nor whom a teacher has marked absent."""
        is_refused = self.status is MarkStatus.absent and self.source is MarkSource.teacher
        return self.is_open and self.status not in HERE and not is_refused

    @property
    def words(self) -> str:
        """Empty without a mark. Minutes are said of who came late and checked in themself: of others nobody knows when
        they came.
        """
        if self.status is None:
            return ""
        if self.status is MarkStatus.late and self.source in BY_THEMSELVES and self.arrived_at:
            return standing_words(self.status, (self.arrived_at - self.started_at).total_seconds())
        return standing_words(self.status)


def standings_of(student_id: int, schedule_ids: Sequence[int]) -> Sequence[Standing]:
    """How they stand in attendance of these planned sessions: of several in one, what is best for the student first."""
    is_open = sa.and_(S.ended_at.is_(None), S.paused_at.is_(None), queries.is_for(student_id))
    query = (
        sa.select(S.schedule_id, S.course_id, S.teacher_id, M.status, M.source, S.started_at, M.arrived_at)
        .add_columns(is_open)
        .outerjoin(M, sa.and_(M.session_id == S.id, M.student_id == student_id))
        .where(S.schedule_id.in_(schedule_ids))
        .order_by(S.id)
    )
    found = [Standing(*row) for row in db.session.execute(query)]
    return sorted(found, key=lambda one: BEST_FIRST.index(one.status))
