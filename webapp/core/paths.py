"""What an address may hold: numbers only such as a row can have, and no character that no text has."""

from flask import Flask, request
from werkzeug.routing import IntegerConverter, Map

from webapp.core.errors import NotFound, Problem


class RowId(IntegerConverter):
    """A positive 32-bit integer. Anything else names no row, so the address does not exist (404)."""

    def __init__(self, map: Map, *args: object, **kwargs: object) -> None:
        super().__init__(map, min=1, max=2**31 - 1)


def install(app: Flask) -> None:
    """Refuse the NUL character: nothing is named with it, and PostgreSQL does not even look."""

    @app.before_request
    def refuse_nul() -> None:
        if "\x00" in request.path:
            raise NotFound("There is no such page.")
        if any("\x00" in text for texts in request.args.listvalues() for text in texts):
            raise Problem("This address holds a character that no text has.")
