"""Everything that the rows hold of one person, table by table, for themself to take along."""

import enum
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from webapp.accounts.belongings import for_one_alone, tables_of_people, theirs
from webapp.accounts.models import User
from webapp.core.stores import db

SECRET = ("_hash", "secret", "file_key")
SESSIONS = "sign_ins"
"""What a session is called says nothing about the person, and opens doors."""


def rows_of(user: User) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each table that holds something of theirs, with its rows as JSON values; secrets left out."""
    for table in tables_of_people():
        columns = [_for(user, column) for column in table.c if not _is_secret(column)]
        query = sa.select(*columns).where(theirs(table, user.id, and_written=True))
        found = db.session.execute(query.order_by(*table.primary_key.columns)).mappings()
        rows = [{name: _plain(value) for name, value in row.items()} for row in found]
        if rows:
            yield table.name, rows


def _for(user: User, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """What is for somebody else alone is left empty."""
    reader = for_one_alone(column.table).get(column.name)
    if reader is None:
        return column
    return sa.case((column.table.c[reader] == user.id, column), else_=None).label(column.name)


def _is_secret(column: sa.Column[Any]) -> bool:
    return column.name.endswith(SECRET) or (column.table.name, column.name) == (SESSIONS, "key")


def _plain(value: object) -> object:
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date) else value
