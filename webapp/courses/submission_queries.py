"""Questions about work handed in."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from webapp.accounts import User
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.courses import files
from webapp.courses.models import Course, Submission, Unit
from webapp.courses.queries import teaches

MOST_LISTED = 100


def submission_open_to(user: User, submission_id: int) -> Submission:
    """What was handed in, for its student and those who teach the course. Raises `NotFound`."""
    row = db.session.execute(
        sa.select(Submission, Course)
        .join(Unit, Unit.id == Submission.unit_id)
        .join(Course, Course.id == Unit.course_id)
        .where(Submission.id == submission_id)
    ).first()
    if row is None or not (row.Submission.student_id == user.id or teaches(user, row.Course)):
        raise NotFound("There is no such file.")
    submission: Submission = row.Submission
    return submission


def handed_in(unit: Unit) -> Sequence[tuple[Submission, str]]:
    """What students handed in for a unit, with their names, newest first; for those who teach it."""
    rows = db.session.execute(
        sa.select(Submission, User.name)
        .join(User, User.id == Submission.student_id)
        .where(Submission.unit_id == unit.id)
        .order_by(Submission.id.desc())
        .limit(MOST_LISTED)
    )
    return [(submission, name) for submission, name in rows]


def files_handed_in(student_id: int) -> list[tuple[str, Path]]:
    """The files that a student handed in, each under a name of its own, and where they lie."""
    query = sa.select(Submission).where(Submission.student_id == student_id, Submission.file_key != "")
    rows = db.session.scalars(query.order_by(Submission.id))
    found = [(f"{row.id} {row.file_name}", files.path_of(row.file_key)) for row in rows]
    return [(name, path) for name, path in found if path.is_file()]
