"""Times as a notice says them, on its reader's own clock."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from webapp.accounts import User
from webapp.core.stores import db
from webapp.core.words import local, long_day


@dataclass(frozen=True)
class Reader:
    """Somebody who gets a notice."""

    id: int
    time_zone: str

    def moment(self, at: datetime) -> str:
        """Tuesday 24 November, 14:00."""
        here = local(at, self.time_zone)
        return f"{long_day(here)}, {here:%H:%M}"

    def time(self, at: datetime) -> str:
        return f"{local(at, self.time_zone):%H:%M}"

    def day(self, at: datetime) -> str:
        here = local(at, self.time_zone)
        return f"{here.day} {here:%B}"


Message = Callable[[Reader], str]


def readers(user_ids: Iterable[int], *, but: int = 0) -> list[Reader]:
    """These people, each once, without one of them."""
    wanted = set(user_ids) - {but}
    rows = sa.select(User.id, User.time_zone).where(User.id.in_(wanted), User.closed_at.is_(None))
    return [Reader(id, zone) for id, zone in db.session.execute(rows.order_by(User.id))]


def instant(text: str) -> datetime:
    """From the JSON form."""
    return datetime.fromisoformat(text)
