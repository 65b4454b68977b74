"""How many SQL statements something takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements that this engine is sent meanwhile; BEGIN and COMMIT are none."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def rows_read(engine: Engine) -> Iterator[list[object]]:
    """The rows that come back from a SQLite database meanwhile."""
    rows: list[object] = []

    def keep(_cursor: object, row: object) -> object:
        rows.append(row)
        return row

    def watch(_connection: object, cursor: Any, *_rest: object) -> None:
        cursor.row_factory = keep

    event.listen(engine, "before_cursor_execute", watch)
    try:
        yield rows
    finally:
        event.remove(engine, "before_cursor_execute", watch)
