"""Files that people upload: kept outside everything that is served, under random names, and handed out with care.

A stored file lives and dies with the transaction that names it: rolled back, it goes; dropped, it goes on commit.
"""

import hashlib
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask import Response, current_app, send_file
from sqlalchemy import event
from sqlalchemy.orm import Session

from webapp.core.errors import Invalid, NotFound
from webapp.core.stores import db
from webapp.core.threads import off_loop
from webapp.courses.file_kinds import HEAD_BYTES, KINDS, SHOWN_IN_PAGES, media_type_of, plain_name

MEGABYTE = 1_000_000
CHUNK = 256 * 1024

_WRITTEN = "files written"
_DROPPED = "files dropped"

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox"
"""For a file opened by itself: no script, no form, no address of its own."""


@dataclass(frozen=True)
class Kept:
    """A stored file. `key` finds it again; `digest` is the SHA-256 of its contents."""

    key: str
    name: str
    media_type: str
    size: int
    digest: str


def keep(
    source: IO[bytes], name: str, *, limit_mb: int, kinds: Collection[str] = KINDS, field: str = "file"
) -> Kept:
    """Store a file of an allowed kind. Raises `Invalid` on that field for a wrong kind, nothing, or too much.

    The copying runs beside the loop; end an open read (`let_go`) before.
    """
    name = plain_name(name)
    head = source.read(HEAD_BYTES)
    if not head:
        raise Invalid.of({field: "Choose a file; this one is empty."})
    media_type = media_type_of(name, head, kinds=kinds, field=field)
    key = secrets.token_hex(16)
    path = path_of(key)
    try:
        size, digest = off_loop(_write, path, head, source, limit_mb * MEGABYTE)
    except OverflowError as problem:
        raise Invalid.of({field: f"This file is larger than {limit_mb} MB."}) from problem
    db.session().info.setdefault(_WRITTEN, []).append(path)
    return Kept(key=key, name=name, media_type=media_type, size=size, digest=digest)


def digest_of(contents: bytes) -> str:
    """As `keep` states it of what it stored."""
    return hashlib.sha256(contents).hexdigest()


def drop(key: str) -> None:
    """Delete a stored file, once that is committed."""
    db.session().info.setdefault(_DROPPED, []).append(path_of(key))


def path_of(key: str) -> Path:
    """Where a stored file lies. Keys are ours; a person's text never comes near a path."""
    uploads: Path = current_app.extensions["settings"].uploads
    return uploads / key[:2] / key


def hand_out(key: str, name: str, media_type: str, *, download: bool = False) -> Response:
    """The answer that carries a stored file, whole or in ranges. What pages do not show is a download."""
    path = path_of(key)
    if not path.is_file():
        raise NotFound("This file is not here any more.")
    as_download = download or media_type not in SHOWN_IN_PAGES
    response = send_file(
        path, mimetype=media_type, as_attachment=as_download, download_name=name, conditional=True, etag=key
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _write(path: Path, head: bytes, source: IO[bytes], most: int) -> tuple[int, str]:
    """Size and digest of what was written, on the disk for good. Nothing stays of what is too large."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size, chunk = hashlib.sha256(), 0, head
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while chunk:
                size += len(chunk)
                if size > most:
                    raise OverflowError
                digest.update(chunk)
                file.write(chunk)
                chunk = source.read(CHUNK)
            file.flush()
            os.fsync(file.fileno())
        _settle(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return size, digest.hexdigest()


def _settle(folder: Path) -> None:
    """Make the folder's new entry durable too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_DROPPED, None)
    _unlink(session.info.pop(_WRITTEN, ()))


@event.listens_for(Session, "after_commit")
def _settle_accounts(session: Session) -> None:
    session.info.pop(_WRITTEN, None)
    _unlink(session.info.pop(_DROPPED, ()))


def _unlink(paths: Collection[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
