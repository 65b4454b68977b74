"""Every change of a course goes through here: only by its teachers, one at a time, and its other teachers see it."""

from sqlalchemy.exc import InvalidRequestError

from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import NotAllowed, NotFound
from webapp.core.stores import Model, db
from webapp.courses.authoring.events import CourseEdited
from webapp.courses.models import Course
from webapp.courses.queries import teaches
from webapp.flow import record


def take(course: Course, by: User, *parts: Model) -> None:
    """Take a course in hand until the commit, with those parts of it that are about to change.

    Whoever comes second waits, and finds it as the first one left it.
    """
    try:
        db.session.refresh(course, with_for_update={"key_share": True})
        db.session.expire(course, ["teachers"])
        for part in parts:
            db.session.refresh(part)
    except InvalidRequestError as gone:
        raise NotFound("Somebody deleted this in the meantime.") from gone
    if not teaches(by, course):
        raise NotAllowed("Only its teachers change a course.")
    course.updated_at = clock.now()
    record(CourseEdited.of(course))
