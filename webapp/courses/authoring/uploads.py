"""Taking a file out of a form. Nothing is locked while it comes in, however slowly."""

from collections.abc import Collection
from contextlib import closing

from flask import request

from webapp.core.errors import Invalid, TooLarge
from webapp.core.stores import let_go
from webapp.courses import files
from webapp.courses.files import MEGABYTE, Kept

FORM_BYTES = 4 * MEGABYTE
"""For a form that carries a long text."""


def received(field: str, *, limit_mb: int, kinds: Collection[str]) -> Kept:
    """The uploaded file of that field, stored. Rows that were read before are to be read again."""
    if (request.content_length or 0) > limit_mb * MEGABYTE + FORM_BYTES:
        raise TooLarge(f"A file here may have up to {limit_mb} MB.")
    request.max_content_length = limit_mb * MEGABYTE + FORM_BYTES
    let_go()
    upload = request.files.get(field)
    if upload is None or not upload.filename:
        raise Invalid.of({field: "Choose a file first."})
    with closing(upload.stream) as contents:
        return files.keep(contents, upload.filename, limit_mb=limit_mb, kinds=kinds, field=field)


def allow_long_texts() -> None:
    """Let this request carry more text than a form usually has."""
    request.max_content_length = FORM_BYTES
    request.max_form_memory_size = FORM_BYTES
