"""Taking a file out of a form. Nothing is locked while it comes in, however slowly."""

from collections.abc import Collection
from contextlib import closing

from flask import request

from webapp.core.bodies import allow_file
from webapp.core.errors import Invalid
from webapp.courses import files
from webapp.courses.files import Kept


def received(field: str, *, limit_mb: int, kinds: Collection[str]) -> Kept:
    """The uploaded file of that field, stored. Rows that were read before are to be read again."""
    allow_file(limit_mb)
    upload = request.files.get(field)
    if upload is None or not upload.filename:
        raise Invalid.of({field: "Choose a file first."})
    with closing(upload.stream) as contents:
        return files.keep(contents, upload.filename, limit_mb=limit_mb, kinds=kinds, field=field)
