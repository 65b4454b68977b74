"""One writer at a time on a student's record."""

from collections.abc import Collection

import sqlalchemy as sa
from flask import has_request_context
from flask_login import current_user

from webapp.accounts.models import User
from webapp.core.errors import NotFound, NotSignedIn, Problem
from webapp.core.stores import db

_HOLD = sa.select(User.left_at).where(User.id == sa.bindparam("person")).with_for_update(key_share=True)


def hold(user_id: int) -> None:
    """Keep this person's row until the transaction ends, so that what follows from their deeds is set by one writer.

    Call it before writing anything that refers to them: a foreign key holds the row too, and two writers that both
    hold it a little and then ask for all of it would wait for each other. Raises when they left for good while this
    waited, for nothing may be written to a record that was taken away: `NotSignedIn` for a deed of their own, else
    `NotFound`.
    """
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":  # where a whole change waits for another, from its beginning
        return
    if connection.scalar(_HOLD, {"person": user_id}) is not None:
        raise _gone(user_id)


def _gone(user_id: int) -> Problem:
    is_own = has_request_context() and current_user.is_authenticated and current_user.id == user_id
    return NotSignedIn("You have left.") if is_own else NotFound("This person has left.")


def hold_all(user_ids: Collection[int], *, needed: Collection[int] = ()) -> set[int]:
    """`hold` for several people at once, in order of their ids, so that two who hold some of the same never wait for
    each other. Answers who is there: who left for good meanwhile is not. Raises as `hold` does where one of them is
    `needed`.
    """
    if not user_ids:
        return set()
    theirs = sa.select(User.id, User.left_at).where(User.id.in_(list(user_ids))).order_by(User.id)
    found = db.session.execute(theirs.with_for_update(key_share=True)).all()
    here = {id for id, left_at in found if left_at is None}
    for user_id in needed:
        if user_id not in here:
            raise _gone(user_id)
    return here
