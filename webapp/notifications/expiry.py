"""What goes by itself: lines whose time is over, and what was cleared and not brought back in time."""

import sqlalchemy as sa

from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import record
from webapp.notifications.events import NotificationsChanged
from webapp.notifications.models import UNDONE_WITHIN, Notification

N = Notification
EVERY_SECONDS = 20.0
"""How long after its time a line may still stand on a page that was opened before."""
AT_ONCE = 2_000


def let_go() -> int:
    """Delete what is over, and have the pages redrawn that still show it. Answers how many lines went."""
    now = clock.now()
    over = sa.or_(N.expires_at <= now, N.cleared_at <= now - UNDONE_WITHIN)
    rows = db.session.execute(
        sa.select(N.id, N.user_id, N.cleared_at).where(over).order_by(N.id).limit(AT_ONCE)
    ).all()
    if not rows:
        return 0
    db.session.execute(sa.delete(N).where(N.id.in_([id for id, _, _ in rows])))
    readers = sorted({user_id for _, user_id, cleared_at in rows if cleared_at is None})
    if readers:
        record(NotificationsChanged.of(readers))
    return len(rows)
