"""Long lists in pieces. A cursor says after which row the next piece begins, so it stays right while rows are added."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import sqlalchemy as sa
from pydantic import Field, TypeAdapter, ValidationError
from sqlalchemy.orm import InstrumentedAttribute

from webapp.core.errors import Invalid
from webapp.core.inputs import CAMEL, LARGEST_ID, Input, Instant, Line
from webapp.core.stores import db

T = TypeVar("T")

GONE = "Give the nextCursor of an answer, as it is."

_KINDS: dict[type, TypeAdapter[Any]] = {
    int: TypeAdapter(Annotated[int, Field(ge=-LARGEST_ID, le=LARGEST_ID)]),
    str: TypeAdapter(Line),
    datetime: TypeAdapter(Instant),
}


class PageInput(Input):
    """Which piece of a list: `limit` of it, after those that `skip` and `cursor` pass over."""

    model_config = CAMEL

    limit: Annotated[int, Field(ge=1, le=100, description="How many, at most.")] = 20
    skip: Annotated[int, Field(ge=0, le=100_000, description="How many to pass over first.")] = 0
    cursor: Annotated[
        str | None, Field(max_length=500, description="`nextCursor` of the answer before; goes on after it.")
    ] = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """A piece of a list, and the cursor of the next; None when this is the last."""

    items: Sequence[T]
    next_cursor: str | None = None


def page(
    query: sa.Select[T],
    wanted: PageInput,
    *keys: InstrumentedAttribute[Any],
    newest_first: bool = True,
) -> Page[T]:
    """That piece of a query, in the order of these columns; together they tell each row from the others."""
    if wanted.cursor is not None:
        query = query.where(_beyond(keys, _values(wanted.cursor, keys), newest_first))
    order = [key.desc() if newest_first else key.asc() for key in keys]
    rows = list(db.session.scalars(query.order_by(*order).offset(wanted.skip).limit(wanted.limit + 1)))
    return cut(rows, wanted.limit, lambda row: [getattr(row, key.key) for key in keys])


def cut(rows: Sequence[T], limit: int, keys_of: Callable[[T], Iterable[object]]) -> Page[T]:
    """A page of `limit` rows of which one more was asked for, to know whether another page follows."""
    if len(rows) <= limit:
        return Page(rows)
    return Page(rows[:limit], written(*keys_of(rows[limit - 1])))


def piece(rows: Sequence[T], wanted: PageInput, key: Callable[[T], int | str]) -> Page[T]:
    """That piece of a short list that is read as a whole. `key` tells each row from the others."""
    begin = 0
    if wanted.cursor is not None:
        keys = [written(key(row)) for row in rows]
        if wanted.cursor not in keys:
            raise Invalid.of({"cursor": GONE})
        begin = keys.index(wanted.cursor) + 1
    begin += wanted.skip
    return cut(rows[begin : begin + wanted.limit + 1], wanted.limit, lambda row: [key(row)])


def written(*values: object) -> str:
    """A cursor: the place of a row in its order."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps(plain, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def place(cursor: str, *kinds: type) -> list[Any]:
    """The values that a cursor was written of. Raises `Invalid` for one that was not written here."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = json.loads(text)
        if not isinstance(values, list):
            raise ValueError("A cursor is a list of values.")
        return [_KINDS[kind].validate_python(value) for kind, value in zip(kinds, values, strict=True)]
    except (ValueError, RecursionError, binascii.Error, ValidationError) as error:
        raise Invalid.of({"cursor": GONE}) from error


def _values(cursor: str, keys: Sequence[InstrumentedAttribute[Any]]) -> list[Any]:
    return place(cursor, *(key.type.python_type for key in keys))


def _beyond(
    keys: Sequence[InstrumentedAttribute[Any]], values: Sequence[Any], newest_first: bool
) -> sa.ColumnElement[bool]:
    """What comes after these values: a later first key; or the same, and a later second; and so on."""
    cases: list[sa.ColumnElement[bool]] = []
    for at, (key, value) in enumerate(zip(keys, values, strict=True)):
        same = [earlier == its for earlier, its in zip(keys[:at], values[:at], strict=True)]
        cases.append(sa.and_(*same, key < value if newest_first else key > value))
    return sa.or_(*cases)
