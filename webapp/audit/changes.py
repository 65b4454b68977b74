"""What a row was and what it became, as far as the trail keeps it."""

import enum
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstanceState, PassiveFlag, RelationshipDirection

from webapp.core.stores import Model

LONGEST = 2_000
"""How many characters of a text the trail keeps."""

HIDDEN = "(hidden)"
WHEN = "updated_at"
"""When a row was last worked on: each line has its own time."""
LABELS = ("title", "name", "label")

Values = dict[str, Any]


@dataclass
class Change:
    """One change of one thing, within one transaction."""

    deed: str
    kind: str
    subject: str
    label: str
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)

    def followed_by(self, later: "Change") -> "Change | None":
        """Both as one; None if nothing is left of them."""
        deed = "created" if self.deed == "created" and later.deed == "changed" else later.deed
        if self.deed == "created" and later.deed == "deleted":
            return None
        before = later.before | self.before
        after = {} if later.deed == "deleted" else self.after | later.after
        if deed == "changed":
            same = {name for name in before if name in after and before[name] == after[name]}
            before = {name: value for name, value in before.items() if name not in same}
            after = {name: value for name, value in after.items() if name not in same}
            if not before and not after:
                return None
        return Change(deed, self.kind, self.subject, later.label or self.label, before, after)


def creation(thing: Model) -> Change:
    return change_of("created", thing, after=_all_values(thing) | _links(thing)[1])


def deletion(thing: Model) -> Change:
    return change_of("deleted", thing, before=_all_values(thing))


def alteration(thing: Model) -> Change | None:
    """None when nothing that is kept has changed."""
    state: InstanceState[Any] = sa.inspect(thing)
    before, after = _links(thing)
    for column in state.mapper.column_attrs:
        history = state.get_history(column.key, PassiveFlag.PASSIVE_NO_INITIALIZE)
        if column.key != WHEN and history.added and list(history.added) != list(history.deleted or ()):
            after[column.key] = _kept(column.key, history.added[0])
            if history.deleted:
                before[column.key] = _kept(column.key, history.deleted[0])
    return change_of("changed", thing, before, after) if before or after else None


def change_of(deed: str, thing: Model, before: Values | None = None, after: Values | None = None) -> Change:
    """A deed with what it was done to, which must have its id."""
    state: InstanceState[Any] = sa.inspect(thing)
    subject = "-".join(str(part) for part in state.mapper.primary_key_from_instance(thing))
    label = next((str(state.dict[name]) for name in LABELS if state.dict.get(name)), "")
    return Change(deed, state.mapper.local_table.name, subject[:64], label[:200], before or {}, after or {})  # type: ignore[attr-defined]


def _all_values(thing: Model) -> Values:
    state: InstanceState[Any] = sa.inspect(thing)
    loaded = (column.key for column in state.mapper.column_attrs if column.key in state.dict)
    return {key: _kept(key, state.dict[key]) for key in loaded}


def _links(thing: Model) -> tuple[Values, Values]:
    """Who was taken out of, and who was put into, what it is linked with (members, teachers)."""
    state: InstanceState[Any] = sa.inspect(thing)
    gone: Values = {}
    come: Values = {}
    for link in state.mapper.relationships:
        if link.direction is not RelationshipDirection.MANYTOMANY or link.key not in state.dict:
            continue
        history = state.get_history(link.key, PassiveFlag.PASSIVE_NO_INITIALIZE)
        if history.deleted:
            gone[link.key] = _ids(history.deleted)
        if history.added:
            come[link.key] = _ids(history.added)
    return gone, come


def _ids(things: Any) -> list[str]:
    return ["-".join(map(str, sa.inspect(thing).mapper.primary_key_from_instance(thing))) for thing in things]


def _kept(name: str, value: object) -> object:
    """As JSON holds it: secrets hidden, long texts cut with their length."""
    if value is not None and (name.endswith(("_hash", "secret")) or name == "key"):
        return HIDDEN
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str):
        return value if len(value) <= LONGEST else f"{value[:LONGEST]}… ({len(value)} characters)"
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"
