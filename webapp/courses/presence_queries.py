"""Who is here, and where they work."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import defer, joinedload

from webapp.accounts import Role, User
from webapp.core import clock
from webapp.core.errors import Unavailable
from webapp.core.stores import db
from webapp.courses.models import Unit
from webapp.courses.students import students_in, students_of
from webapp.live.presence import Presence, Sighting, State


@dataclass(frozen=True)
class HeadCount:
    """How many students are active (None while nobody knows), and how many have an account."""

    active: int | None
    registered: int


@dataclass(frozen=True)
class AtWork:
    """A student who is here, and the unit that they are in; None for one who is in no unit."""

    student: User
    is_active: bool
    last_at: datetime
    unit: Unit | None


def presence() -> Presence:
    return cast(Presence, current_app.extensions["presence"])


def active_count() -> int | None:
    """How many people are active; None while nobody knows."""
    try:
        return presence().count(at=clock.now().timestamp())
    except Unavailable:
        return None


def here(viewer: User) -> list[tuple[User, Sighting]]:
    """Who is here of those whom this person may see; for an admin, everybody."""
    sightings = _sightings() or {}
    people = sa.select(User).where(User.id.in_(sightings))
    if not viewer.is_admin:
        people = people.where(User.id.in_(students_of(viewer)))
    found = db.session.scalars(people.order_by(User.name, User.id))
    return [(person, sightings[person.id]) for person in found]


def states_of(user_ids: Collection[int]) -> dict[int, State]:
    """How these people are here; who is away is left out. Nobody is here while nobody knows."""
    sightings = _sightings() or {}
    return {id: sightings[id].state for id in user_ids if id in sightings}


def head_count() -> HeadCount:
    """Students only; staff look on."""
    sightings = _sightings()
    active = [id for id, one in (sightings or {}).items() if one.state is State.active]
    is_active = sa.func.sum(sa.case((User.id.in_(active), 1), else_=0))
    students = sa.select(sa.func.count(), is_active).where(
        User.role == Role.student, User.closed_at.is_(None)
    )
    registered, number = db.session.execute(students).one()
    return HeadCount(None if sightings is None else int(number or 0), registered)


def at_work(scope: int | None) -> list[AtWork] | None:
    """The students of that scope who are here, by name, those who are active first. None while nobody knows."""
    sightings = _sightings()
    if sightings is None:
        return None
    people = sa.select(User).where(User.id.in_(sightings), User.id.in_(students_in(scope)))
    students = db.session.scalars(people.order_by(User.name, User.id)).all()
    units = _units({sightings[student.id].unit_id for student in students})
    found = [_working(student, sightings[student.id], units) for student in students]
    return sorted(found, key=lambda one: not one.is_active)


def _working(student: User, sighting: Sighting, units: Mapping[int, Unit]) -> AtWork:
    last_at = datetime.fromtimestamp(sighting.at, UTC)
    return AtWork(student, sighting.state is State.active, last_at, units.get(sighting.unit_id))


def _units(ids: Collection[int]) -> dict[int, Unit]:
    found = sa.select(Unit).where(Unit.id.in_(ids))
    light = found.options(joinedload(Unit.course), defer(Unit.body), defer(Unit.transcript))
    return {unit.id: unit for unit in db.session.scalars(light)}


def _sightings() -> Mapping[int, Sighting] | None:
    try:
        return presence().here(at=clock.now().timestamp())
    except Unavailable:
        return None
