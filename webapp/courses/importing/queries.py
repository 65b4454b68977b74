"""Questions about imports. Somebody else's does not exist, but for admins."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.courses.importing.models import UNDER_WAY, CourseImport


def get(import_id: int) -> CourseImport:
    """That import. For code that already knows it may: nothing is checked."""
    return db.session.get_one(CourseImport, import_id, options=[joinedload(CourseImport.course)])


def import_of(user: User, import_id: int) -> CourseImport:
    found = db.session.get(CourseImport, import_id)
    if found is None or not (found.by_id == user.id or user.is_admin):
        raise NotFound("There is no such import.")
    return found


def imports_of(user: User) -> Sequence[CourseImport]:
    """A person's last imports, newest first."""
    theirs = sa.select(CourseImport).where(CourseImport.by_id == user.id).order_by(CourseImport.id.desc())
    return db.session.scalars(theirs.options(joinedload(CourseImport.course)).limit(10)).all()


def is_importing(user: User) -> bool:
    """Whether an import of theirs is under way right now."""
    theirs = sa.select(CourseImport).where(CourseImport.by_id == user.id, CourseImport.state.in_(UNDER_WAY))
    now = clock.now()
    return any(row.state_at(now) in UNDER_WAY for row in db.session.scalars(theirs))


def cut_off() -> Sequence[CourseImport]:
    """Imports that ended with their process: nobody works on them any more."""
    now = clock.now()
    running = sa.select(CourseImport).where(CourseImport.state.in_(UNDER_WAY))
    return [row for row in db.session.scalars(running) if row.state_at(now) not in UNDER_WAY]
