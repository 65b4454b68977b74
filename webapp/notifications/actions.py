"""What readers do with their lines. Each deed says by one event what changed, and nothing if nothing did.

What concerns many lines is one statement over those that are there when it runs: of two devices that clear at once,
each line is cleared by one of them, and each deed brings back its own.
"""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import CursorResult

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict
from webapp.core.stores import db
from webapp.flow import record
from webapp.notifications import queries
from webapp.notifications.events import NotificationsChanged
from webapp.notifications.models import UNDONE_WITHIN, Mute, Notification
from webapp.notifications.shows import Show
from webapp.notifications.sorts import ALWAYS, LOOKS, Sort

N = Notification


def mark(line: Notification, *, by: User, is_read: bool) -> None:
    """Read, or unread again."""
    if line.is_read is not is_read:
        line.read_at = clock.now() if is_read else None
        _changed(by)


def mark_all_read(user: User, show: Show = Show.all, *, until: datetime | None = None) -> int:
    """All that the filter shows, up to what the reader has seen. Answers how many were unread."""
    return _all(user, [N.read_at.is_(None), show.condition()], until, {"read_at": clock.now()})


def clear(line: Notification, *, by: User) -> str:
    """Take it away. Answers the name of this deed, by which it comes back."""
    key = _deed()
    _all(by, [N.id == line.id], None, {"cleared_at": clock.now(), "clearing": key})
    return key


def clear_all(user: User, show: Show = Show.all, *, until: datetime | None = None) -> tuple[int, str]:
    """Take away what the filter shows, up to what the reader has seen. How many, and the name of the deed."""
    key = _deed()
    number = _all(user, [show.condition()], until, {"cleared_at": clock.now(), "clearing": key})
    return number, key


def bring_back(user: User, clearing: str) -> int:
    """Undo a clearing, within a day. Answers how many are back; some may have expired."""
    theirs = [
        N.user_id == user.id,
        N.clearing == clearing,
        N.cleared_at > clock.now() - UNDONE_WITHIN,
        N.expires_at > clock.now(),
    ]
    number = _update(theirs, {"cleared_at": None, "clearing": None})
    if number:
        _changed(user)
    return number


def mute(user: User, sort: Sort) -> None:
    """From now on lines of this sort are not left for them. What is there stays."""
    if sort in ALWAYS:
        raise Conflict(f"{LOOKS[sort].name} are always shown.")
    prefer(user, set(Sort) - queries.muted_by(user.id) - {sort})


def unmute(user: User, sort: Sort) -> None:
    prefer(user, (set(Sort) - queries.muted_by(user.id)) | {sort})


def prefer(user: User, wanted: Collection[Sort]) -> None:
    """Hear of these sorts only, and of what is always shown."""
    accounts.hold(user.id)
    muted = set(Sort) - set(wanted) - ALWAYS
    if muted == queries.muted_by(user.id):
        return
    db.session.execute(sa.delete(Mute).where(Mute.user_id == user.id))
    if muted:
        db.session.execute(sa.insert(Mute), [{"user_id": user.id, "sort": sort} for sort in sorted(muted)])
    _changed(user)


def _all(
    user: User, which: list[sa.ColumnElement[bool]], until: datetime | None, values: dict[str, Any]
) -> int:
    theirs = [*queries.kept(user.id), *which]
    if until is not None:
        theirs.append(N.at <= until)
    number = _update(theirs, values)
    if number:
        _changed(user)
    return number


def _update(which: list[sa.ColumnElement[bool]], values: dict[str, Any]) -> int:
    statement = sa.update(N).where(*which).values(values)
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount


def _deed() -> str:
    return secrets.token_hex(16)


def _changed(user: User) -> None:
    record(NotificationsChanged.of([user.id]))
