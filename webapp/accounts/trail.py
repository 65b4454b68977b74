"""The trail with the names of those who left it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from webapp import audit
from webapp.accounts.inputs import TrailFilter
from webapp.accounts.models import User
from webapp.accounts.queries import is_found_by
from webapp.accounts.trail_words import column_called, thing_called, value_called
from webapp.audit import AuditLog
from webapp.core import clock
from webapp.core.stores import db

CHUNK = 500


SHORT = 240
"""How many characters of before and after are read at a glance."""


@dataclass(frozen=True)
class Fact:
    """A column that changed. None is what it had not, or has no more."""

    name: str
    before: str | None
    after: str | None

    @property
    def words(self) -> str:
        return column_called(self.name)

    @property
    def was(self) -> str | None:
        return value_called(self.before)

    @property
    def is_now(self) -> str | None:
        return value_called(self.after)


@dataclass(frozen=True)
class TrailLine:
    """One row of the trail, for people."""

    entry: AuditLog
    who: str

    @property
    def what(self) -> str:
        """Like `course 3 “Knots”`."""
        thing = f"{self.entry.kind.replace('_', ' ')} {self.entry.subject}"
        return f"{thing} “{self.entry.label}”" if self.entry.label else thing

    @property
    def words(self) -> str:
        """What it was done to, as a person calls it: person 3 “Ada”."""
        thing = f"{thing_called(self.entry.kind)} {self.entry.subject}"
        return f"{thing} “{self.entry.label}”" if self.entry.label else thing

    @property
    def is_short(self) -> bool:
        """Whether it may stand open in a list."""
        return sum(len(fact.before or "") + len(fact.after or "") for fact in self.facts) <= SHORT

    @property
    def facts(self) -> list[Fact]:
        before, after = json.loads(self.entry.before), json.loads(self.entry.after)
        return [
            Fact(name, _text(before.get(name)), _text(after.get(name))) for name in sorted(before | after)
        ]


def trail(wanted: TrailFilter, *, zone_name: str, limit: int = 50) -> list[TrailLine]:
    """The latest lines first. Days are those of the reader's zone."""
    since, until = wanted.span(zone_name)
    found = audit.entries(
        actors=_ids_of(wanted.who) if wanted.who else None,
        kind=wanted.kind,
        since=since,
        until=until,
        before=wanted.before,
        limit=limit,
    )
    return _named(found)


def whole_trail(wanted: TrailFilter, *, zone_name: str) -> Iterator[TrailLine]:
    """All lines, a piece at a time."""
    while lines := trail(wanted, zone_name=zone_name, limit=CHUNK):
        yield from lines
        wanted = wanted.model_copy(update={"before": lines[-1].entry.number})


def _named(found: Sequence[AuditLog]) -> list[TrailLine]:
    ids = {entry.actor_id for entry in found}
    names = (
        dict(db.session.execute(sa.select(User.id, User.name).where(User.id.in_(ids))).all()) if ids else {}
    )
    return [TrailLine(entry, names.get(entry.actor_id, f"person {entry.actor_id}")) for entry in found]


def _ids_of(words: str) -> list[int]:
    """Whose name or address contains these words."""
    return list(db.session.scalars(sa.select(User.id).where(is_found_by(words)).limit(1_000)))


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def local_time(instant: datetime, zone_name: str) -> str:
    """ISO 8601 with the offset, to the second."""
    return instant.astimezone(clock.zone(zone_name)).isoformat(timespec="seconds")
