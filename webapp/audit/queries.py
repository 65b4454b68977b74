"""Questions about the trail."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from webapp.audit.models import AuditLog
from webapp.core.stores import Base, db


def entries(
    *,
    actors: Collection[int] | None = None,
    kind: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[AuditLog]:
    """The latest first: those of these actors, about this kind of thing, from `since` up to `until`, older than
    number `before`.
    """
    query = sa.select(AuditLog).order_by(AuditLog.number.desc()).limit(limit)
    if actors is not None:
        query = query.where(AuditLog.actor_id.in_(actors))
    if kind:
        query = query.where(AuditLog.kind == kind)
    if since is not None:
        query = query.where(AuditLog.at >= since)
    if until is not None:
        query = query.where(AuditLog.at < until)
    if before is not None:
        query = query.where(AuditLog.number < before)
    return db.session.scalars(query).all()


def kinds() -> list[str]:
    """The kinds of things that the trail speaks of, by the names of their tables."""
    models = (mapper.class_ for mapper in Base.registry.mappers)
    return sorted(str(model.__tablename__) for model in models if model.leaves_trail)
