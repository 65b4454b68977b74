"""Two changes that wait for each other's rows: the database ends one of them, and that one is done once more."""

import random
import time
from collections.abc import Callable

from flask import Flask, current_app, g, has_request_context, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from webapp.core.stores import SAFE_METHODS, db

DEADLOCK = 1213
"""MariaDB's number for it."""
CLASHES = frozenset({"40P01", "40001"})
"""PostgreSQL: a deadlock, and transactions that cannot follow one another."""
PAUSE_SECONDS = (0.05, 0.15)
"""So long, at random, the other change has to get through before the next try."""


def is_clash(error: Exception) -> bool:
    """Whether the database undid a transaction because of another one. The same again may well succeed."""
    if not isinstance(error, DBAPIError) or error.orig is None:
        return False
    number = error.orig.args[0] if error.orig.args else None
    return number == DEADLOCK or getattr(error.orig, "sqlstate", None) in CLASHES


def install(app: Flask) -> None:
    """A view that ends in a clash runs a second time, from its beginning; never a third."""
    once = app.dispatch_request

    def dispatch() -> ResponseReturnValue:
        return once() if request.method in SAFE_METHODS else _twice(once)

    app.dispatch_request = dispatch  # type: ignore[method-assign]
    with app.app_context():
        event.listen(db.engine, "commit", _note_commit)


def _twice(dispatch: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    kept, cookie = dict(vars(g)), dict(session)
    g.is_committed = False
    try:
        return dispatch()
    except DBAPIError as error:
        if not is_clash(error) or g.is_committed or not _is_read_whole():
            raise
    db.session.rollback()
    vars(g).clear()
    vars(g).update(kept)
    session.clear()
    session.update(cookie)
    time.sleep(random.uniform(*PAUSE_SECONDS))  # noqa: S311 - no secret
    return dispatch()


def _is_read_whole() -> bool:
    """Whether what the request carries can be read again: an upload is gone once it was read."""
    return not request.files and (request.content_length or 0) <= current_app.config["MAX_CONTENT_LENGTH"]


def _note_commit(_connection: Connection) -> None:
    """What is durable must not be done twice."""
    if has_request_context():
        g.is_committed = True
