"""Files that people brought: kept under random names outside static, handed out only where somebody checks who asks."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask import Response, current_app, send_file

from webapp.core.errors import NotFound, TooLarge

_KEY = re.compile(r"[0-9a-f]{32}")
_CHUNK = 256 * 1024
SHOWN = re.compile(r"(image/(png|jpeg|gif|webp|avif|bmp|x-icon|svg\+xml)|(video|audio)/[a-z0-9.+-]+)")
"""The media types that a page may show in place. Everything else is only ever saved."""


@dataclass(frozen=True)
class Kept:
    """A stored file: the key that names it, and its size in bytes."""

    key: str
    size: int


@contextmanager
def keeping(source: IO[bytes], *, limit: int) -> Iterator[Kept]:
    """Store a file, durably, for as long as the block succeeds; if the block fails, it is gone again.

    Raises `TooLarge` beyond `limit` bytes.
    """
    kept = keep(source, limit=limit)
    try:
        yield kept
    except BaseException:
        drop(kept.key)
        raise


def keep(source: IO[bytes], *, limit: int) -> Kept:
    """Store a file under a new key, on disk before this returns. Raises `TooLarge` beyond `limit` bytes."""
    key = secrets.token_hex(16)
    path = _place(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    try:
        with path.open("xb") as target:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise TooLarge(f"A file here may have up to {limit // 1_000_000} MB.")
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Kept(key, size)


def drop(key: str) -> None:
    """Delete a stored file; one that is gone already is no fault."""
    if _KEY.fullmatch(key):
        _place(key).unlink(missing_ok=True)


def path_of(key: str) -> Path:
    """Where a stored file lies. Raises `NotFound` when there is none of that key."""
    path = _place(key) if _KEY.fullmatch(key) else None
    if path is None or not path.is_file():
        raise NotFound("There is no such file.")
    return path


def send(key: str, *, name: str, media_type: str = "", must_save: bool = False) -> Response:
    """The stored file as an answer, in parts if asked (RFC 9110, section 14). It can run nothing in our name: pictures,
    sound and film are shown in a sandbox, everything else is saved as bytes (OWASP ASVS v5.0.0-3.2.1, 5.4.1).
    """
    is_shown = not must_save and SHOWN.fullmatch(media_type) is not None
    response = send_file(
        path_of(key),
        mimetype=media_type if is_shown else "application/octet-stream",
        as_attachment=not is_shown,
        download_name=name,
        conditional=True,
        etag=key,
        max_age=3600 if is_shown else None,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=3600" if is_shown else "no-store"
    return response


def _place(key: str) -> Path:
    root: Path = current_app.extensions["settings"].uploads
    return root / key[:2] / key
