"""What belongs to a person among the rows, read off the tables themselves, so that a new room is covered by itself.

A row that would go with its person (a foreign key to users that cascades, or the column that its model calls `owner`)
is theirs, and so is what would go with such a row. What they only wrote into somebody else's (`by_id`) is in their
export, and stays when they leave. The activity log is not among the rows: it has its own questions.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from webapp.core.stores import Base

USERS = "users"


def tables_of_people() -> list[sa.Table]:
    """Every table that holds what belongs to persons, their account first."""
    tables = [table for table in Base.metadata.sorted_tables if table.name == USERS or _is_owned(table)]
    return sorted(tables, key=lambda table: (table.name != USERS, table.name))


def theirs(table: sa.Table, user_id: int, *, and_written: bool = False) -> sa.ColumnElement[bool]:
    """The rows of this table that are this person's; with `and_written`, also those that they wrote for others."""
    if table.name == USERS:
        return table.c.id == user_id
    parts = [column == user_id for column in _owners(table)]
    parts += [
        key.parent.in_(sa.select(key.column).where(theirs(key.column.table, user_id)))
        for key in _cascading(table)
        if key.column.table.name != USERS and key.column.table is not table and _is_owned(key.column.table)
    ]
    if and_written and "by_id" in table.c and not _names_its_owner(table):
        parts.append(table.c.by_id == user_id)
    return sa.or_(*parts)


def deletions(user_id: int) -> list[sa.Delete]:
    """What takes everything of this person's away, but for rows that only count and their account itself."""
    stay = {name for name, model in _models().items() if model.stays_without_name}
    return [
        sa.delete(table).where(column == user_id)
        for table in tables_of_people()
        if table.name not in stay
        for column in _owners(table)
    ]


def for_one_alone(table: sa.Table) -> Mapping[str, str]:
    """Columns of this table that are in one person's copy alone, each with the column that names that person."""
    model = _models().get(table.name)
    return model.private if model is not None else {}


def _owners(table: sa.Table) -> list[sa.Column[int]]:
    """The columns that say at once whose a row is."""
    columns = [key.parent for key in _cascading(table) if key.column.table.name == USERS]
    model = _models().get(table.name)
    return [*columns, table.c[model.owner]] if model is not None and model.owner else columns


def _names_its_owner(table: sa.Table) -> bool:
    """As a line left for a reader does: it is the reader's, whoever caused it."""
    model = _models().get(table.name)
    return model is not None and bool(model.owner)


def _is_owned(table: sa.Table) -> bool:
    above = (key.column.table for key in _cascading(table))
    return bool(_owners(table)) or any(_is_owned(one) for one in above if one is not table)


def _cascading(table: sa.Table) -> list[sa.ForeignKey]:
    return [key for key in table.foreign_keys if (key.ondelete or "").upper() == "CASCADE"]


def _models() -> dict[str, type[Base]]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
