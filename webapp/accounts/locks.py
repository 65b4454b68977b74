"""One writer at a time on a student's record."""

from collections.abc import Collection

import sqlalchemy as sa

from webapp.accounts.models import User
from webapp.core.stores import db

_HOLD = sa.select(User.id).where(User.id == sa.bindparam("person")).with_for_update(key_share=True)


def hold(user_id: int) -> None:
    """Keep this person's row until the transaction ends, so that what follows from their deeds is set by one writer.

    Call it before writing anything that refers to them: a foreign key holds the row too, and two writers that both
    hold it a little and then ask for all of it would wait for each other.
    """
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":  # where one transaction writes at a time anyway
        connection.execute(_HOLD, {"person": user_id})


def hold_all(user_ids: Collection[int]) -> None:
    """`hold` for several people at once, in order of their ids, so that two who hold some of the same never wait for
    each other.
    """
    if user_ids:
        theirs = sa.select(User.id).where(User.id.in_(list(user_ids))).order_by(User.id)
        db.session.execute(theirs.with_for_update(key_share=True)).all()
