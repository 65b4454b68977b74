"""Reading JSON bodies without surprises."""

import json
from typing import NoReturn

from flask import Request

from webapp.core.errors import Invalid, TooLarge, Unsupported


def body_of(request: Request, *, limit: int) -> object:
    """The JSON value a request carries, at most `limit` bytes of it.

    Raises `Unsupported` for another media type, `TooLarge` beyond the limit, `Invalid` for what is not JSON
    (RFC 8259: NaN and Infinity are not, nor is a text with lone surrogates, nor one nested without end; a name that
    stands twice in an object would mean different things to different readers).
    """
    if request.mimetype != "application/json":
        raise Unsupported("Send JSON, with Content-Type: application/json.")
    if (request.content_length or 0) > limit:
        raise TooLarge(f"Send at most {limit} bytes at once.")
    data = request.get_data()
    if len(data) > limit:
        raise TooLarge(f"Send at most {limit} bytes at once.")
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_object)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Invalid("This is not JSON.", body="This is not JSON.") from error
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("A name stands twice.")
    return names


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON.")
