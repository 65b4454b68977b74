"""From what happened to what somebody reads of it: a reaction, in the transaction of the change itself.

However many readers an event has, it takes the same few statements.
"""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app, has_request_context

from webapp import audit
from webapp.accounts import PersonLeft, User
from webapp.core import clock
from webapp.core.errors import Conflict
from webapp.core.stores import ask, db
from webapp.flow import Event, Notice, NoticeKind, Topic, record
from webapp.notifications.events import NotificationsChanged, NotificationsReceived, Received
from webapp.notifications.forms import form_of
from webapp.notifications.models import FOLDS_WITHIN, Mute, Notification
from webapp.notifications.outdating import outdate
from webapp.notifications.sorts import ALWAYS, LOOKS, sort_of

N = Notification
_READERS: sa.BindParameter[Any] = sa.bindparam("readers", expanding=True)
_INSERT = sa.insert(N).returning(N)
_MUTED = sa.select(Mute.user_id, Mute.sort).where(Mute.user_id.in_(_READERS))
_RECENT = (
    sa.select(N)
    .where(
        N.user_id.in_(_READERS),
        N.read_at.is_(None),
        N.cleared_at.is_(None),
        N.at > sa.bindparam("since"),
        N.expires_at > sa.bindparam("now"),
    )
    .order_by(N.id)
    .with_for_update()
)

AT_ONCE = 500
"""So many lines travel in one message, and so many are held by one statement."""
_TOPICS = {
    NoticeKind.achievement: Topic.achievements,
    NoticeKind.milestone: Topic.achievements,
    NoticeKind.reminder: Topic.schedule,
}


def post(event: Event) -> None:
    """Leave the notices of an event for those who want them, and tell each of them."""
    with nullcontext() if has_request_context() else current_app.test_request_context(method="POST"):
        notices = list(event.notices())  # here links can be made, also for what a command did
    outdate(event.outdates())
    leave(notices)


def forget(event: PersonLeft) -> None:
    """What others were told about somebody who left for good goes, with those who have it open hearing of it. A line
    that stands for others too is about them from now on.
    """
    them = f"student:{event.user_id}"
    about = sa.cast(N.objects, sa.Text).contains(f'"{them}"', autoescape=True)
    theirs = sa.select(N.id, N.user_id).where(sa.or_(N.by_id == event.user_id, about)).order_by(N.id)
    lines = db.session.execute(theirs).all()
    for start in range(0, len(lines), AT_ONCE):
        ids = [line.id for line in lines[start : start + AT_ONCE]]
        held = sa.select(N).where(N.id.in_(ids)).order_by(N.id).with_for_update()
        for line in db.session.scalars(held).all():
            if line.by_id == event.user_id or not line.let_go(them):
                db.session.delete(line)
    readers = sorted({line.user_id for line in lines} - {event.user_id})
    if readers:
        record(NotificationsChanged.of(readers))


def leave(notices: Iterable[Notice]) -> list[Notification]:
    """Leave these notices, each for its reader: as a line of its own, or in one that is unread and recent. Nobody
    finds a line about their own deed.
    """
    wanted = _wanted(list(notices))
    now = clock.now()
    at_hand = _at_hand(wanted, now)
    new: list[Notification] = []
    folded: dict[int, Notification] = {}
    for notice in wanted:
        lines = at_hand.setdefault(notice.to, [])
        line = next((line for line in lines if line.takes_in(notice)), None)
        if line is None:
            line = N.of(notice, at=now)
            lines.append(line)
            new.append(line)
        else:
            line.take_in(notice, at=now)
            folded |= {line.id: line} if line.id else {}
    db.session.flush()
    left = [*folded.values(), *_inserted(new)]
    for start in range(0, len(left), AT_ONCE):
        told = [
            Received(to=line.user_id, notification=form_of(line)) for line in left[start : start + AT_ONCE]
        ]
        record(NotificationsReceived(lines=told))
    return left


def send(
    to: User,
    *,
    by: User,
    kind: NoticeKind,
    title: str,
    message: str = "",
    link: str = "",
    topic: Topic | None = None,
    expires_at: datetime | None = None,
) -> Notification:
    """A line that somebody writes by hand: to themself, or staff to a student whom they may see."""
    topic = topic or _TOPICS.get(kind, Topic.school)
    author = None if to.id == by.id else by.id
    notice = Notice(
        to=to.id,
        kind=kind,
        topic=topic,
        title=title,
        message=message,
        link=link,
        by=author,
        expires_at=expires_at,
    )
    lines = leave([notice])
    if not lines:
        raise Conflict(f"{to.name} has muted {LOOKS[sort_of(kind, topic)].name.lower()}.")
    if by.is_staff:
        audit.note("sent a notification", lines[0], by=by.as_actor(), after={"to": to.id, "title": title})
    return lines[0]


def _inserted(lines: list[Notification]) -> Sequence[Notification]:
    """These lines, in the database: all in one statement where it can give back their ids."""
    if not lines:
        return []
    if db.session.connection().dialect.insert_executemany_returning:
        return db.session.scalars(_INSERT, [line.values() for line in lines]).all()
    db.session.add_all(lines)
    db.session.flush()
    return lines


def _wanted(notices: Sequence[Notice]) -> list[Notice]:
    """Those of others' deeds that their readers have not muted."""
    notices = [notice for notice in notices if notice.by != notice.to]
    if not notices:
        return []
    muted = ask(_MUTED, {"readers": sorted({notice.to for notice in notices})}).all()
    mutes = {(user_id, sort) for user_id, sort in muted if sort not in ALWAYS}
    return [notice for notice in notices if (notice.to, sort_of(notice.kind, notice.topic)) not in mutes]


def _at_hand(notices: Sequence[Notice], now: datetime) -> dict[int, list[Notification]]:
    """The lines that these may fold into, by reader, the newest first. They are held until the change is made."""
    readers = {notice.to for notice in notices if notice.about or notice.several}
    if not readers:
        return {}
    wanted = {"readers": sorted(readers), "since": now - FOLDS_WITHIN, "now": now}
    found: dict[int, list[Notification]] = {}
    for line in db.session.scalars(_RECENT, wanted):
        found.setdefault(line.user_id, []).insert(0, line)
    return found
