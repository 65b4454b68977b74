"""An import that a mentor uploaded, done beside the requests. Its page is told how far it is."""

import logging
import threading
import time
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import IntegrityError

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict, Problem, Unavailable
from webapp.core.stores import db
from webapp.core.threads import off_loop_while
from webapp.courses import files
from webapp.courses.files import Kept
from webapp.courses.importing import queries
from webapp.courses.importing.account import Account
from webapp.courses.importing.events import ImportProgressed
from webapp.courses.importing.models import CourseImport, ImportState
from webapp.courses.importing.work import store_files, write
from webapp.courses.olx import ImportRefused, Outline, read_course
from webapp.flow import commit, record

log = logging.getLogger("tandem.importing")

BEAT_SECONDS = 0.5
FAULT = "This is our fault. Nothing of the course was written; please upload it again."


def begin(archive: Kept, *, by: User) -> CourseImport:
    """Take in an uploaded archive. One at a time for each person."""
    if queries.is_importing(by):
        raise Conflict("You are importing a course already. Wait until that is done.")
    for cut in queries.cut_off():
        cut.state = ImportState.interrupted
        files.drop(cut.file_key)
        cut.file_key = ""
    now = clock.now()
    row = CourseImport(
        by_id=by.id, file_name=archive.name, file_key=archive.key, created_at=now, heard_at=now
    )
    db.session.add(row)
    db.session.flush()
    return row


def start(app: Flask, import_id: int) -> threading.Thread:
    """Work on it from now on, beside this request and after it."""
    work = threading.Thread(target=_run, args=(app, import_id), name=f"import-{import_id}", daemon=True)
    work.start()
    return work


def _run(app: Flask, import_id: int) -> None:
    with app.app_context():
        job = Job(import_id)
        try:
            job.do()
        except (ImportRefused, Problem) as refused:
            job.end(ImportState.refused, getattr(refused, "message", str(refused)))
        except IntegrityError:
            job.end(ImportState.refused, "Somebody imported this course at the same moment. Upload it again.")
        except Exception:
            log.exception("Import %s failed", import_id)
            job.end(ImportState.failed, FAULT)


class Job:
    """One import at work. No transaction stays open while it reads or stores."""

    def __init__(self, import_id: int) -> None:
        self.import_id = import_id
        self.step = (ImportState.reading, 0, 0)
        self._told: tuple[ImportState, int, int] | None = None
        self._told_at = 0.0
        self._kept: dict[str, Kept] = {}

    def do(self) -> None:
        row = queries.get(self.import_id)
        path = files.path_of(row.file_key)
        self.beat()
        outline = off_loop_while(self.beat, BEAT_SECONDS, _read, path, self)
        account = Account()
        self._kept = store_files(outline, account, self.tell)
        self.tell(ImportState.writing, 0, 1)
        row = queries.get(self.import_id)
        write(row, outline, self._kept, account, by=accounts.get(row.by_id), publish=None, joins=False)
        self._drop_archive(row)
        row.done = row.total = 1
        record(ImportProgressed.of(row))
        commit()

    def end(self, state: ImportState, fault: str) -> None:
        """It came to nothing: say why, and leave no file behind."""
        db.session.rollback()
        for kept in self._kept.values():
            files.drop(kept.key)
        row = queries.get(self.import_id)
        row.state, row.fault, row.heard_at = state, fault, clock.now()
        self._drop_archive(row)
        record(ImportProgressed.of(row))
        commit()

    def tell(self, state: ImportState, done: int, total: int) -> None:
        self.step = (state, done, total)
        if (
            self._told is None
            or self._told[0] is not state
            or time.monotonic() - self._told_at > BEAT_SECONDS
        ):
            self.beat()

    def beat(self) -> None:
        """Say how far it is, and that somebody is still at it."""
        state, done, total = self.step
        try:
            row = queries.get(self.import_id)
            row.state, row.done, row.total, row.heard_at = state, done, total, clock.now()
            record(ImportProgressed.of(row))
            commit()
        except Unavailable:
            db.session.rollback()  # the next beat says it
        self._told, self._told_at = self.step, time.monotonic()

    @staticmethod
    def _drop_archive(row: CourseImport) -> None:
        if row.file_key:
            files.drop(row.file_key)
            row.file_key = ""


def _read(path: Path, job: Job) -> Outline:
    """Runs in a thread of its own: touches nothing but the file, and where the job reads how far it is."""

    def note(done: int, total: int) -> None:
        job.step = (ImportState.reading, done, total)

    return read_course(path, progress=note)
