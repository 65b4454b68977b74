"""All that is kept of one person, as a zip: each kind as JSON and as a table, and the files they handed in."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from webapp import accounts, courses, tracking
from webapp.accounts import User
from webapp.core.sheets import safe_cell
from webapp.core.threads import off_loop

IN_MEMORY = 5_000_000

READ_ME = """What Tandem keeps of {name}, as of {at} UTC.

Each kind of thing is here twice: as JSON, and as a table for a spreadsheet (CSV, UTF-8).
Instants are in UTC. Passwords and tokens are kept only as hashes, and are left out.
activities and views are the log that all figures are counted from; files holds what you handed in.
"""

Row = Mapping[str, Any]


def zip_of(user: User, *, at: datetime) -> IO[bytes]:
    """The whole of it, ready to be read from its beginning."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - who asked closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("READ ME.txt", READ_ME.format(name=user.name, at=f"{at:%Y-%m-%d %H:%M}"))
        for name, rows in accounts.rows_of(user):
            _add(archive, name, rows)
        if user.is_student:
            _add(archive, "activities", list(_activities(user.id)))
            _add(archive, "views", list(_views(user.id)))
        for name, path in courses.files_handed_in(user.id):
            off_loop(archive.write, path, f"files/{name}", zipfile.ZIP_STORED)
    file.seek(0)
    return file


def _add(archive: zipfile.ZipFile, name: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    archive.writestr(f"{name}.json", json.dumps(rows, ensure_ascii=False, indent=1, default=str))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    archive.writestr(f"{name}.csv", text.getvalue().encode("utf-8-sig"))


def _cell(value: object) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return safe_cell(value)


def _activities(student_id: int) -> Iterator[Row]:
    after = ""
    while page := tracking.log().activities_of(student_id, after=after):
        yield from (_facts(asdict(activity), without=("student_id", "measured")) for activity in page)
        after = page[-1].event_id


def _views(student_id: int) -> Iterator[Row]:
    after = ""
    while page := tracking.log().views_of(student_id, after=after):
        yield from (_facts(asdict(view), without=("student_id",)) for view in page)
        after = f"{page[-1].view_id} {page[-1].day}"


def _facts(row: dict[str, Any], *, without: tuple[str, ...]) -> Row:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
        if name not in without
    }
