"""What an address may hold: numbers only such as a row can have, and no character that no text has."""

from flask import Flask, request
from werkzeug.routing import BaseConverter, IntegerConverter, Map, ValidationError

from webapp.core.errors import NotFound, Problem

LARGEST_ROW = 2**31 - 1


class RowId(IntegerConverter):
    """A positive 32-bit integer. Anything else names no row, so the address does not exist (404)."""

    def __init__(self, map: Map, *args: object, **kwargs: object) -> None:
        super().__init__(map, min=1, max=LARGEST_ROW)


class PersonId(BaseConverter):
    """The id of a person, or `me` for whoever asks (None: who that is, the door knows)."""

    regex = "me|[0-9]{1,10}"

    def to_python(self, value: str) -> int | None:
        if value == "me":
            return None
        if not 1 <= int(value) <= LARGEST_ROW:
            raise ValidationError("No row has this number.")
        return int(value)

    def to_url(self, value: object) -> str:
        return "me" if value is None else str(value)


def row_id(text: str | None) -> int | None:
    """The number that a query names a row by; None for anything that names none."""
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) < 10
    return int(text) or None if text and is_number else None


def install(app: Flask) -> None:
    """Refuse the NUL character: nothing is named with it, and PostgreSQL does not even look."""

    @app.before_request
    def refuse_nul() -> None:
        if "\x00" in request.path:
            raise NotFound("There is no such page.")
        if any("\x00" in text for texts in request.args.listvalues() for text in texts):
            raise Problem("This address holds a character that no text has.")
