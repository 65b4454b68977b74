"""A copy of an installation that is running: the database as it was at one instant, the uploads, and the secret key.

Uploaded files never change. They are copied before the database and again after it, so every file that the copied
rows name is there.
"""

import shutil
import sqlite3
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import make_url

from webapp.settings import Settings

PAGES_AT_ONCE = 1_000
"""Between so many pages of the database other writers get their turn."""


@click.command("backup")
@click.argument("path", type=click.Path(path_type=Path))
def backup(path: Path) -> None:
    """Copy the whole installation into the new folder PATH, while it runs. With TANDEM_DATA_DIR=PATH it starts."""
    settings: Settings = current_app.extensions["settings"]
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise click.ClickException(
            "This copies SQLite. For MariaDB and PostgreSQL use their own tools: docs/deploy.md says how."
        )
    try:
        path.mkdir(mode=0o700, parents=True)
    except FileExistsError as error:
        raise click.ClickException(f"{path} is there already. Name a folder that is not.") from error
    try:
        files = _copy_files(settings, path)
        _copy_database(Path(url.database), path / "tandem.db")
        files += _copy_files(settings, path)
        if (key := settings.data_dir / "secret_key").is_file():
            shutil.copy(key, path)
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(f"The copy is not complete and of no use: {error}") from error
    click.echo(f"The database, {files} uploaded files and the secret key are in {path}.")
    if settings.mongodb_uri:
        click.echo("The activity log is on MongoDB: copy it with mongodump.")


def _copy_database(source: Path, target: Path) -> None:
    """SQLite's online backup, checked when it is done."""
    with sqlite3.connect(source) as running, sqlite3.connect(target) as copy:
        running.backup(copy, pages=PAGES_AT_ONCE)
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    running.close()
    copy.close()
    target.chmod(0o600)
    if verdict != "ok":
        raise OSError(f"the copied database says {verdict}")


def _copy_files(settings: Settings, path: Path) -> int:
    """What is not copied yet. A file that is deleted meanwhile is not missed: no row names it any more."""
    number = 0
    for source in sorted(settings.uploads.rglob("*")):
        target = path / "uploads" / source.relative_to(settings.uploads)
        if not source.is_file() or target.exists():
            continue
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)
            continue
        number += 1
    return number
