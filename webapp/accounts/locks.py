"""One writer at a time on a student's record."""

import sqlalchemy as sa

from webapp.accounts.models import User
from webapp.core.stores import db


def hold(user_id: int) -> None:
    """Keep this person's row until the transaction ends, so that what follows from their deeds is set by one writer.

    Call it before writing anything that refers to them: a foreign key holds the row too, and two writers that both
    hold it a little and then ask for all of it would wait for each other.
    """
    db.session.execute(sa.select(User.id).where(User.id == user_id).with_for_update(key_share=True))
