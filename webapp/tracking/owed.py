"""What the server states, where the log is another store than the rows: owed first, then written.

A crash between two stores would leave a line in the log without the row that it speaks of, or a row without its line.
So the line is owed in the transaction of its row, under the id and with the instant that it will have. Once that is
durable it is written to the log, and only then is it owed no more. What was cut short is done again with the same id.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp import accounts
from webapp.core import clock
from webapp.core.errors import Unavailable
from webapp.core.stores import Model, db
from webapp.flow import commit, record
from webapp.tracking import mongo_documents as documents
from webapp.tracking.activity import Activity
from webapp.tracking.events import ActivityOwed
from webapp.tracking.intake import keep
from webapp.tracking.log import log

STUDENTS_AT_ONCE = 20
"""Whose lines one request, or one tick, writes; the rest is left to the next tick."""
LINES_AT_ONCE = 100


class Owed(Model):
    """A line that the log does not have yet, as it will stand there."""

    __tablename__ = "owed_activities"
    leaves_trail: ClassVar[bool] = False

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    owed_at: Mapped[datetime]


def state(activity: Activity) -> None:
    """Let this be a line of the log if, and only if, the transaction at hand is committed."""
    if log().is_among_rows:
        keep(activity.student_id, [activity])
        return
    accounts.hold(activity.student_id)
    if db.session.get(Owed, (activity.student_id, activity.event_id)) is None:
        body = documents.of_activity(activity)
        db.session.add(
            Owed(student_id=activity.student_id, event_id=activity.event_id, body=body, owed_at=clock.now())
        )
        db.session.flush()
    record(ActivityOwed(student_id=activity.student_id))


def refuse_without_log() -> None:
    """For what shows nowhere but in the log. Raises `Unavailable` while that is away."""
    if not log().is_among_rows and not log().is_reachable():
        raise Unavailable("The activity log did not answer. Nothing was lost; please try again.")


def write_at_once(owed: Sequence[ActivityOwed]) -> None:
    """Write what has just been owed, each student's in a transaction of its own."""
    for student_id in sorted({event.student_id for event in owed})[:STUDENTS_AT_ONCE]:
        _write(student_id)
        commit()


def write_what_is_owed() -> None:
    """For the ticker: what could not be written at once."""
    students = sa.select(Owed.student_id).group_by(Owed.student_id).order_by(sa.func.min(Owed.owed_at))
    for student_id in sorted(db.session.scalars(students.limit(STUDENTS_AT_ONCE)).all()):
        _write(student_id)


def owed_count() -> int:
    """How many lines the log does not have yet."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Owed)) or 0


def _write(student_id: int) -> None:
    accounts.hold(student_id)
    theirs = sa.select(Owed).where(Owed.student_id == student_id).order_by(Owed.owed_at, Owed.event_id)
    rows = db.session.scalars(theirs.limit(LINES_AT_ONCE)).all()
    keep(student_id, [documents.to_activity(row.body) for row in rows])
    for row in rows:
        db.session.delete(row)
    db.session.flush()
