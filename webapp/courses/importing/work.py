"""Doing an import, in three steps: read the archive, store its files, write the rows in one transaction."""

import io
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict, Invalid
from webapp.core.stores import db
from webapp.core.threads import off_loop
from webapp.courses import files
from webapp.courses.actions import recount_all
from webapp.courses.authoring.events import CourseEdited
from webapp.courses.authoring.file_actions import put_file
from webapp.courses.files import Kept
from webapp.courses.importing.account import Account
from webapp.courses.importing.models import CourseImport, ImportState
from webapp.courses.importing.rows import key_of, write_course
from webapp.courses.models import Course, CourseFile
from webapp.courses.olx import Outline, read_course
from webapp.courses.queries import teaches
from webapp.flow import record

Tell = Callable[[ImportState, int, int], None]
"""Told of progress: the step, how much of it is done, of how much."""

Read = Callable[[Path, Callable[[int, int], None]], Outline]


def import_course(
    path: Path, *, by: User, file_name: str, tell: Tell, publish: bool | None = None, joins: bool = False
) -> tuple[CourseImport, Account]:
    """Import a course into this session, which the caller commits. `publish` None: drafts stay drafts.

    Raises `ImportRefused` for an archive that cannot be taken, `Conflict` for a course that others teach;
    `joins` lets the person teach it from now on instead.
    """
    outline = read_course(path, progress=lambda done, total: tell(ImportState.reading, done, total))
    account = Account()
    kept = store_files(outline, account, tell)
    tell(ImportState.writing, 0, 1)
    row = CourseImport(by_id=by.id, file_name=file_name[:200], created_at=clock.now(), heard_at=clock.now())
    db.session.add(row)
    write(row, outline, kept, account, by=by, publish=publish, joins=joins)
    return row, account


def store_files(outline: Outline, account: Account, tell: Tell) -> dict[str, Kept]:
    """Store what of the course's files is not stored yet. What is not what its name says is left out, by name."""
    known = _digests_of(outline.key)
    kept: dict[str, Kept] = {}
    for number, (name, asset) in enumerate(outline.assets.items()):
        tell(ImportState.storing, number, len(outline.assets))
        contents = off_loop(asset.read)
        if known.get(name) == files.digest_of(contents):
            continue
        try:
            kept[name] = files.keep(io.BytesIO(contents), name, limit_mb=2_000)
        except Invalid as refused:
            why = refused.fields["file"]
            account.refused_files.append({"name": f"file “{name}”", "where": "", "why": why})
    return kept


def write(
    row: CourseImport,
    outline: Outline,
    kept: dict[str, Kept],
    account: Account,
    *,
    by: User,
    publish: bool | None,
    joins: bool,
) -> Course:
    """Everything that was read becomes rows, or nothing."""
    course = _held(outline.key)
    account.is_new = course is None
    if course is None:
        now = clock.now()
        course = Course(
            source_key=key_of(outline.key), created_at=now, updated_at=now, teachers=[by], title=""
        )
        db.session.add(course)
        db.session.flush()
    elif not teaches(by, course):
        if not joins:
            raise Conflict("This course is here already, and others teach it. Ask one of them to add you.")
        course.teachers.append(by)
    account.tell(outline.report)
    row.digests = write_course(course, outline, account, _digests_before(course))
    for name, file in kept.items():
        put_file(course, name, file)
    account.files = len(outline.assets) - len(account.refused_files)
    course.updated_at = clock.now()
    if publish is not None:
        course.is_published = publish
    db.session.flush()
    recount_all(course)
    row.course_id, row.account, row.state = course.id, account.kept(), ImportState.done
    row.heard_at = clock.now()
    record(CourseEdited.of(course))
    return course


def _held(key: str) -> Course | None:
    """The course of that source, if it is here, until the commit."""
    named = sa.select(Course).where(Course.source_key == key_of(key)).with_for_update(key_share=True)
    return db.session.scalar(named.execution_options(populate_existing=True))


def _digests_of(key: str) -> dict[str, str]:
    named = sa.select(CourseFile.name, CourseFile.digest).join(Course, Course.id == CourseFile.course_id)
    return dict(db.session.execute(named.where(Course.source_key == key_of(key))).all())


def _digests_before(course: Course) -> dict[str, str]:
    last = (
        sa.select(CourseImport.digests)
        .where(CourseImport.course_id == course.id, CourseImport.state == ImportState.done)
        .order_by(CourseImport.id.desc())
    )
    return db.session.scalars(last.limit(1)).first() or {}
