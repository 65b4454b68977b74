"""`flask import-course PATH`: a course from an archive or a folder, by whoever runs the installation."""

from pathlib import Path

import click
import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import Role, User
from webapp.core.errors import Problem
from webapp.core.stores import db
from webapp.courses.importing.models import CourseImport, ImportState
from webapp.courses.importing.work import import_course
from webapp.courses.olx import ImportRefused
from webapp.flow import commit

STEPS = {
    ImportState.reading: "Reading",
    ImportState.storing: "Storing files",
    ImportState.writing: "Writing",
}


@click.command("import-course")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--teacher", "email", help="The address of the mentor who teaches it; else the first admin does."
)
@click.option(
    "--publish/--draft",
    default=None,
    help="Whether students see it. A new course is published unless you say --draft; one that is here stays as it is.",
)
def import_command(path: Path, email: str | None, publish: bool | None) -> None:
    """Import a course in the OLX format: a folder, or a .tar.gz of one. A second import updates it."""
    teacher = _teacher(email)
    bar = Bar()
    try:
        row, account = import_course(
            path, by=teacher, file_name=path.name, tell=bar.tell, publish=publish, joins=email is not None
        )
    except (ImportRefused, Problem) as refused:
        db.session.rollback()
        bar.end()
        raise click.ClickException(getattr(refused, "message", str(refused))) from refused
    if publish is None and account.is_new and row.course is not None:
        row.course.is_published = True
    commit()
    bar.end()
    for line in account.lines():
        click.echo(line)
    course = row.course
    if course is not None:
        click.echo(f"Taught by {', '.join(one.name for one in course.teachers)}.")
        click.echo(
            "Published: students can enrol." if course.is_published else "A draft: publish it when ready."
        )


def _teacher(email: str | None) -> User:
    """Raises `UsageError` (exit 2) for an address that is no mentor's."""
    if not sa.inspect(db.engine).has_table(CourseImport.__tablename__):
        raise click.UsageError("The database is not set up. Run `flask --app wsgi db upgrade` first.")
    if email is None:
        admins = [user for user in accounts.people(role=Role.admin) if user.is_active]
        if not admins:
            raise click.UsageError("There is no account yet. Open the site once and make the first one.")
        return admins[0]
    user = accounts.by_email(email.strip().lower())
    if user is None or not user.is_staff or not user.is_active:
        raise click.UsageError(f"No mentor or admin has the address {email}.")
    return user


class Bar:
    """A progress bar for each step."""

    def __init__(self) -> None:
        self._state: ImportState | None = None
        self._bar: click._termui_impl.ProgressBar[int] | None = None

    def tell(self, state: ImportState, done: int, total: int) -> None:
        if state is not self._state:
            self.end()
            self._state = state
            self._bar = click.progressbar(length=max(total, 1), label=f"{STEPS[state]:14}")
            self._bar.__enter__()
        if self._bar is not None:
            self._bar.update(done - self._bar.pos)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.update((self._bar.length or 1) - self._bar.pos)
            self._bar.__exit__(None, None, None)
            self._bar = None
