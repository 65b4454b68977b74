"""What a request carries is read before anything is asked of the database.

On SQLite a transaction that may write holds the one write lock: a slow sender, read inside it, would stop everybody.
"""

import time
from typing import IO

from flask import Flask, current_app, request

from webapp.core.errors import TooLarge
from webapp.core.stores import SAFE_METHODS, let_go

MEGABYTE = 1_000_000
FORM_BYTES = 4 * MEGABYTE
"""For a form that carries a long text, and for what a form says beside its file."""


def install(app: Flask) -> None:
    """Read every body of ordinary size first. A larger one is for the few doors that take uploads: they end their own
    transaction (`let_go`) before they read it.
    """

    @app.before_request
    def read_first() -> None:
        most = current_app.config["MAX_CONTENT_LENGTH"]
        if request.method not in SAFE_METHODS and (request.content_length or 0) <= most:
            request.get_data(parse_form_data=True)


def allow_long_texts() -> None:
    """Let this request carry more text than a form usually has. What was read from the database is to be read again."""
    request.max_content_length = FORM_BYTES
    request.max_form_memory_size = FORM_BYTES
    _read_in_turns()
    request.get_data(parse_form_data=True)


def allow_file(limit_mb: int) -> None:
    """Let this request carry a file. What was read from the database is to be read again.

    Raises `TooLarge` when it says itself that it has more.
    """
    most = limit_mb * MEGABYTE + FORM_BYTES
    if (request.content_length or 0) > most:
        raise TooLarge(f"A file here may have up to {limit_mb} MB.")
    request.max_content_length = most
    _read_in_turns()


def _read_in_turns() -> None:
    let_go()
    request.environ["wsgi.input"] = InTurns(request.environ["wsgi.input"])


class InTurns:
    """A body that lets others go first before each piece: a socket that always has more would never yield by itself."""

    def __init__(self, body: IO[bytes]) -> None:
        self._body = body

    def read(self, size: int = -1) -> bytes:
        time.sleep(0)
        return self._body.read(size)

    def readline(self, size: int = -1) -> bytes:
        return self._body.readline(size)
