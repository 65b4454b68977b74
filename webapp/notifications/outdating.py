"""Lines that another event has made old: what they called for is done, or they are not true any more."""

from collections.abc import Iterable

import sqlalchemy as sa

from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import Outdated, record
from webapp.notifications.events import NotificationsChanged
from webapp.notifications.models import Notification

N = Notification


def outdate(lines: Iterable[Outdated]) -> None:
    """Mark them read or let them go, and have the pages drawn again that show them."""
    readers = {line.user_id for one in lines for line in _outdated(one)}
    if readers:
        db.session.flush()
        record(NotificationsChanged.of(sorted(readers)))


def _outdated(one: Outdated) -> list[Notification]:
    now = clock.now()
    there = [
        N.user_id.in_(one.to),
        N.expires_at > now,
        sa.cast(N.objects, sa.Text).contains(f'"{one.about}"'),
    ]
    if not one.is_gone:
        there.append(N.read_at.is_(None))
    found = list(db.session.scalars(sa.select(N).where(*there).order_by(N.id).with_for_update()))
    for line in found:
        if not one.is_gone:
            line.read_at = now
        elif not line.let_go(one.about):
            line.expires_at = now
    return found
