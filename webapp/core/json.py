"""Reading JSON bodies without surprises."""

import json
import zlib
from typing import NoReturn

from flask import Request

from webapp.core.errors import Invalid, TooLarge, Unsupported

GZIP = 16 + zlib.MAX_WBITS
"""As zlib calls it: gzip's own header and checksum, nothing else."""


class NotJson(Invalid):
    """A body that is no JSON."""


class NotGzip(Invalid):
    """A body that says it is gzip, and is not."""


def body_of(request: Request, *, limit: int) -> object:
    """The JSON value a request carries, at most `limit` bytes of it, gzipped or as it is.

    Raises `Unsupported` for another media type, `TooLarge` beyond the limit, `NotGzip`, and `NotJson` for what is not
    JSON (RFC 8259: NaN and Infinity are not, nor is a text with lone surrogates, nor one nested without end; a name
    that stands twice in an object would mean different things to different readers).
    """
    if request.mimetype != "application/json":
        raise Unsupported("Send JSON, with Content-Type: application/json.")
    if (request.content_length or 0) > limit:
        raise TooLarge(f"Send at most {limit} bytes at once.")
    data = _unpacked(request.get_data(), request.headers.get("Content-Encoding", ""), limit)
    if len(data) > limit:
        raise TooLarge(f"Send at most {limit} bytes at once.")
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_object)
        if b"\\u" in data:
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # fails at a lone surrogate
    except (ValueError, RecursionError) as error:
        raise NotJson("This is not JSON.", body="This is not JSON.") from error
    return value


def _unpacked(data: bytes, encoding: str, limit: int) -> bytes:
    """What was packed, never unpacked further than one byte beyond the limit."""
    if encoding.strip().lower() in ("", "identity"):
        return data
    if encoding.strip().lower() != "gzip":
        raise Unsupported("Send it as it is, or with Content-Encoding: gzip.")
    unpacker = zlib.decompressobj(wbits=GZIP)
    try:
        unpacked = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise NotGzip("This is not gzip.", body="This is not gzip.") from error
    if len(unpacked) <= limit and (not unpacker.eof or unpacker.unused_data):
        raise NotGzip("This is not gzip.", body="The gzip data is cut off, or something follows it.")
    return unpacked


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("A name stands twice.")
    return names


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON.")
