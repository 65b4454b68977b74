"""What the end of a session does to its marks, and what is owed to the students' logs afterwards."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from webapp import accounts
from webapp.attendance import absences, queries
from webapp.attendance.marking import put_all, state, without_mark
from webapp.attendance.models import (
    HERE,
    AttendanceMark,
    AttendanceSession,
    MarkSource,
    MarkStatus,
)
from webapp.attendance.statistics import set_statistics
from webapp.core import clock
from webapp.core.stores import Model, db

OWED_AT_ONCE = 15
BY_TEACHER = (MarkSource.teacher, MarkSource.rest)
MARK = AttendanceMark


def close_marks(session: AttendanceSession) -> Sequence[int]:
    """Who has no mark is absent, and the figures are set. Answers who is absent.

    Rows are held in one order everywhere: the session, then its people by their ids, then their marks.
    """
    accounts.hold_all(queries.students_in(session))
    put_all(session, without_mark(session), MarkStatus.absent, source=MarkSource.end)
    set_statistics(session)
    _owe_by_hand(session, clock.now())
    absent = sa.select(MARK.student_id).where(MARK.session_id == session.id, MARK.status == MarkStatus.absent)
    ids = db.session.scalars(absent.order_by(MARK.student_id)).all()
    absences.notice(session, ids)
    return ids


def reopen_marks(session: AttendanceSession) -> None:
    """The end is undone: whom it made absent is not here yet again. The session's own row leaves the trail of it."""
    _owe_by_hand(session, None)
    table = Model.metadata.tables[MARK.__tablename__]
    made = (table.c.session_id == session.id, table.c.source == MarkSource.end)
    db.session.execute(sa.delete(table).where(*made))
    db.session.expire_all()
    session.present_count = session.absent_count = session.total_count = 0
    db.session.flush()


def state_what_is_owed() -> None:
    """For the ticker: who was here has attended. A check-in is owed at once, a teacher's mark at the end.

    All the students first, and then no waiting: a mark that somebody is at is taken the next time. To who has left for
    good nothing is owed any more.
    """
    owed = sa.select(MARK.session_id, MARK.student_id).where(MARK.owed_at.is_not(None))
    rows = db.session.execute(owed.order_by(MARK.owed_at, MARK.student_id).limit(OWED_AT_ONCE)).all()
    here = accounts.hold_all([row.student_id for row in rows])
    for session_id, student_id in sorted(rows, key=lambda row: row.student_id):
        own = sa.select(MARK).where(MARK.session_id == session_id, MARK.student_id == student_id)
        free = own.with_for_update(skip_locked=True).execution_options(populate_existing=True)
        mark = db.session.scalar(free)
        if mark is None or mark.owed_at is None:
            continue
        if student_id in here:
            state(queries.get(session_id), mark)
        else:
            mark.owed_at = None


def _owe_by_hand(session: AttendanceSession, since: datetime | None) -> None:
    """What teachers marked as here is owed to the log. Past the trail: it is no deed of anybody's."""
    table = Model.metadata.tables[MARK.__tablename__]
    here = (table.c.status.in_(HERE), table.c.source.in_(BY_TEACHER))
    db.session.flush()
    db.session.execute(sa.update(table).where(table.c.session_id == session.id, *here).values(owed_at=since))
