"""The trail with the names of those who left it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from webapp import audit
from webapp.accounts.inputs import TrailFilter
from webapp.accounts.models import User
from webapp.accounts.queries import is_found_by
from webapp.accounts.trail_words import column_called, thing_called, value_called
from webapp.audit import AuditLog
from webapp.core import clock
from webapp.core.stores import Model, db

CHUNK = 500
WORDS = frozenset({"status", "kind", "deed", "level", "source", "role"})
"""Columns that hold one of a few words."""


SHORT = 240
"""How many characters of before and after are read at a glance."""


@dataclass(frozen=True)
class Fact:
    """A column that changed. None is what it had not, or has no more."""

    name: str
    before: str | None
    after: str | None
    people: Mapping[int, str]
    """Names by id, of those that are known."""

    @property
    def words(self) -> str:
        return column_called(self.name)

    @property
    def was(self) -> str | None:
        return self._called(self.before)

    @property
    def is_now(self) -> str | None:
        return self._called(self.after)

    def _called(self, value: str | None) -> str | None:
        if value and value.isdecimal() and self.name in _columns_of_people():
            return f"{self.people.get(int(value), 'somebody who left')} (person {value})"
        return value_called(value, is_word=self.name in WORDS)


@dataclass(frozen=True)
class TrailLine:
    """One row of the trail, for people."""

    entry: AuditLog
    people: Mapping[int, str]

    @property
    def who(self) -> str:
        return self.people.get(self.entry.actor_id, f"person {self.entry.actor_id}")

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
            Fact(name, _text(before.get(name)), _text(after.get(name)), self.people)
            for name in sorted(before | after)
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
    ids = {entry.actor_id for entry in found}.union(*map(_people_in, found))
    rows = db.session.execute(sa.select(User.id, User.name).where(User.id.in_(ids))) if ids else ()
    people = {row.id: row.name for row in rows}
    return [TrailLine(entry, people) for entry in found]


def _people_in(entry: AuditLog) -> set[int]:
    """Whom its facts name."""
    values = [json.loads(entry.before), json.loads(entry.after)]
    named = (kept[name] for kept in values for name in _columns_of_people() & kept.keys())
    return {id for id in named if isinstance(id, int)}


@cache
def _columns_of_people() -> frozenset[str]:
    """The names of columns that say who."""
    columns = (column for table in Model.metadata.tables.values() for column in table.columns)
    people = f"{User.__tablename__}.id"
    return frozenset(
        column.name for column in columns if any(key.target_fullname == people for key in column.foreign_keys)
    )


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
