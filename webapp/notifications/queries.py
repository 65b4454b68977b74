"""Questions about notifications. What is over or cleared is nowhere, and nobody finds another's."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.core.paging import Page, PageInput, page
from webapp.core.stores import ask, db
from webapp.flow import Topic
from webapp.notifications.models import UNDONE_WITHIN, Mute, Notification
from webapp.notifications.places import place_of
from webapp.notifications.shows import Show
from webapp.notifications.sorts import ALWAYS, Sort

N = Notification
NEWEST = 5
"""How many unread lines hang at the bell."""
SAID_EVERY_SECONDS = 30
MOST_CLEARINGS = 10


@dataclass(frozen=True)
class AtTheBell:
    """What the bell shows: how many lines are unread, and the newest of them."""

    unread: int
    newest: Sequence[Notification]

    @property
    def said(self) -> Notification | None:
        """The line that is read out, if one came just now: the first in each half minute, however many follow it."""
        if not self.newest or not self.newest[0].is_news:
            return None
        newest, *older = (int(line.at.timestamp()) // SAID_EVERY_SECONDS for line in self.newest[:2])
        return None if newest in older else self.newest[0]

    @property
    def until(self) -> str:
        """The place of the newest: what comes later is not meant by "all"."""
        return place_of(self.newest[0]) if self.newest else ""


@dataclass(frozen=True)
class Clearing:
    """A deed that cleared lines and can be undone: how many, when, and one of their titles."""

    key: str
    number: int
    at: datetime
    title: str


def at_the_bell(user_id: int) -> AtTheBell:
    """Asked by every page, so it is one statement."""
    unread = [*kept(user_id), N.read_at.is_(None)]
    number = sa.select(sa.func.count()).select_from(N).where(*unread).scalar_subquery()
    newest = sa.select(N, number).where(*unread).order_by(N.at.desc(), N.id.desc()).limit(NEWEST)
    rows = db.session.execute(newest).all()
    return AtTheBell(rows[0][1] if rows else 0, [line for line, _ in rows])


def unread_counts(user_ids: Collection[int]) -> dict[int, int]:
    """How many lines each of these people has not read."""
    counted = ask(_UNREAD, {"readers": sorted(set(user_ids)), "now": clock.now()})
    return dict.fromkeys(user_ids, 0) | dict(counted.all())


_UNREAD = (
    sa.select(N.user_id, sa.func.count())
    .where(
        N.user_id.in_(sa.bindparam("readers", expanding=True)),
        N.cleared_at.is_(None),
        N.read_at.is_(None),
        N.expires_at > sa.bindparam("now"),
    )
    .group_by(N.user_id)
)


def counts(user_id: int) -> tuple[dict[Show, int], dict[Show, int]]:
    """How many lines each filter would show, and how many of these are unread."""
    query = sa.select(N.topic, sa.func.count(), sa.func.count() - sa.func.count(N.read_at))
    rows = db.session.execute(query.where(*kept(user_id)).group_by(N.topic)).all()
    there, unread = dict.fromkeys(Show, 0), dict.fromkeys(Show, 0)
    for topic, number, new in rows:
        for show in (Show.all, Show(Topic(topic).value)):
            there[show] += number
            unread[show] += new
    there[Show.unread] = unread[Show.unread] = unread[Show.all]
    return there, unread


def lines_of(
    user_id: int, show: Show = Show.all, *, before: tuple[datetime, int] | None = None, limit: int
) -> Sequence[Notification]:
    """Lines that come after this place in the list, the newest first."""
    query = sa.select(N).where(*kept(user_id), show.condition())
    if before is not None:
        at, id = before
        query = query.where(N.at <= at, sa.or_(N.at < at, N.id < id))
    return db.session.scalars(query.order_by(N.at.desc(), N.id.desc()).limit(limit)).all()


def list_of(user_id: int, show: Show, wanted: PageInput) -> Page[Notification]:
    """What the filter shows, piece by piece, the newest first: for programs."""
    return page(sa.select(N).where(*kept(user_id), show.condition()), wanted, N.at, N.id)


def line_of(user_id: int, line_id: int) -> Notification:
    """A line left for this person, also one that they cleared. Raises `NotFound`."""
    line = db.session.get(Notification, line_id)
    if line is None or line.user_id != user_id or line.expires_at <= clock.now():
        raise NotFound("There is no such notification.")
    return line


def clearings_of(user_id: int) -> list[Clearing]:
    """What this person cleared and can bring back, the latest first."""
    newest = sa.func.max(N.cleared_at)
    query = sa.select(N.clearing, sa.func.count(), newest, sa.func.max(N.title)).where(
        N.user_id == user_id, N.cleared_at > clock.now() - UNDONE_WITHIN, N.expires_at > clock.now()
    )
    rows = db.session.execute(query.group_by(N.clearing).order_by(newest.desc()).limit(MOST_CLEARINGS))
    return [Clearing(key, number, at, title) for key, number, at, title in rows if key and at]


def muted_by(user_id: int) -> set[Sort]:
    """What this person does not want to hear of."""
    return set(db.session.scalars(sa.select(Mute.sort).where(Mute.user_id == user_id))) - ALWAYS


def kept(user_id: int) -> list[sa.ColumnElement[bool]]:
    """What makes a line one of theirs that is still there."""
    return [N.user_id == user_id, N.cleared_at.is_(None), N.expires_at > clock.now()]
