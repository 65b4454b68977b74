"""Rows that staff change leave their trail by themselves: the session notices, and writes it just before it commits.

What a model's `leaves_trail` denies is left out: what only follows from the deeds of students (figures, progress), and
what is no one's record (sessions). A deed that changes no row is noted by hand.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask, current_app, has_request_context, request
from sqlalchemy import event as sa_event
from sqlalchemy.orm import ORMExecuteState, Session

from webapp.audit.chain import digest_of, json_of
from webapp.audit.changes import Change, Values, alteration, change_of, creation, deletion
from webapp.audit.models import LOCKED_HEAD, AuditHead, AuditLog
from webapp.core import clock
from webapp.core.stores import Model, db

_NOTED = "noted for the trail"


@dataclass(frozen=True)
class Actor:
    """Who does it, in which role."""

    id: int
    role: str


def install(app: Flask, staff: Callable[[], Actor | None]) -> None:
    """`staff` says which mentor or admin this request is of, without asking the database."""
    app.extensions["staff who acts"] = staff


def note(
    deed: str, subject: Model, *, by: Actor, before: Values | None = None, after: Values | None = None
) -> None:
    """Keep this deed, which no change of a row shows. `subject` must have its id."""
    _noted(db.session()).append((by, change_of(deed, subject, before, after)))


def _noted(session: Session) -> list[tuple[Actor, Change]]:
    return cast(list[tuple[Actor, Change]], session.info.setdefault(_NOTED, []))


def _staff() -> Actor | None:
    who: Callable[[], Actor | None] | None
    who = current_app.extensions.get("staff who acts") if has_request_context() else None
    return who() if who is not None else None


@sa_event.listens_for(Session, "after_flush")
def _gather(session: Session, _context: object) -> None:
    actor = _staff()
    if actor is None:
        return
    found = [creation(thing) for thing in session.new if _leaves_trail(thing)]
    found += [change for thing in session.dirty if _leaves_trail(thing) and (change := alteration(thing))]
    found += [deletion(thing) for thing in session.deleted if _leaves_trail(thing)]
    _noted(session).extend((actor, change) for change in found)


def _leaves_trail(thing: Any) -> bool:
    return bool(type(thing).leaves_trail)


@sa_event.listens_for(Session, "do_orm_execute")
def _mind_statements(state: ORMExecuteState) -> None:
    """A statement over many rows goes past the trail: whoever writes one for staff is told while testing."""
    if not (state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    if state.bind_mapper.class_.leaves_trail and _staff() is not None:
        table = state.bind_mapper.class_.__tablename__
        warnings.warn(
            f"Rows of {table} are changed past the trail: load them, or note the deed.", stacklevel=2
        )


@sa_event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    if session.in_nested_transaction():
        return
    if _staff() is not None:
        session.flush()
    changes = _as_one(session.info.pop(_NOTED, []))
    if not changes:
        return
    number, digest = session.execute(LOCKED_HEAD).one()
    door = (request.endpoint or "") if has_request_context() else ""
    rows = []
    for actor, change in changes:
        row = {
            "number": number + 1,
            "at": clock.now(),
            "actor_id": actor.id,
            "actor_role": actor.role,
            "deed": change.deed,
            "kind": change.kind,
            "subject": change.subject,
            "label": change.label,
            "door": door,
            "before": json_of(change.before),
            "after": json_of(change.after),
            "previous": digest,
        }
        number, digest = number + 1, digest_of(row)
        rows.append(row | {"digest": digest})
    session.execute(sa.insert(AuditLog), rows)
    session.execute(sa.update(AuditHead).where(AuditHead.id == 1).values(number=number, digest=digest))


def _as_one(noted: list[tuple[Actor, Change]]) -> list[tuple[Actor, Change]]:
    """Several changes of one thing in one transaction are one; deeds noted by hand stand for themselves."""
    kept: dict[tuple[object, ...], tuple[Actor, Change] | None] = {}
    for place, (actor, change) in enumerate(noted):
        if change.deed not in ("created", "changed", "deleted"):
            kept[place, change.kind] = (actor, change)
            continue
        key = (actor.id, change.kind, change.subject)
        earlier = kept.get(key)
        together = earlier[1].followed_by(change) if earlier else change
        kept[key] = (actor, together) if together else None
    return [found for found in kept.values() if found is not None]


@sa_event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_NOTED, None)
