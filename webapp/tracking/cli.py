"""`flask move-log`: the activity log from one store to another."""

from contextlib import ExitStack

import click

from webapp.core.stores import db
from webapp.tracking.log import ActivityLog
from webapp.tracking.mongo_log import MongoActivityLog
from webapp.tracking.moving import move_log
from webapp.tracking.sql_log import SqlActivityLog

WHERE = "`rows` for the database of DATABASE_URL, or a MongoDB URI"


@click.command("move-log")
@click.option("--from", "source", required=True, help=f"Where the log is: {WHERE}.")
@click.option("--to", "target", required=True, help=f"Where it is to be copied: {WHERE}.")
def move_log_command(source: str, target: str) -> None:
    """Copy the whole activity log, and compare the copy with it.

    Nothing is taken away from where it was. A copy that was cut short goes on when it is begun again. Stop the site
    before: what is recorded meanwhile may be missing in the copy.
    """
    if source == target:
        raise click.UsageError("The log is to go from one store to another: name two.")
    with ExitStack() as open_stores, click.progressbar(length=1, label="Students") as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        origin, copy = (_store(name, open_stores) for name in (source, target))
        moved = move_log(origin, copy, settle=db.session.commit, progress=show)
    click.echo(
        f"{moved.activities} activities and {moved.views} views of {moved.students} students are in the copy"
        f" ({moved.copied} students were copied just now)."
    )
    if moved.differing:
        raise click.ClickException(
            f"The copy differs for the students {', '.join(map(str, moved.differing))}: begin it again."
        )
    click.echo("The copy is equal. Set MONGODB_URI, or unset it, and start the site.")


def _store(name: str, open_stores: ExitStack) -> ActivityLog:
    if name == "rows":
        return SqlActivityLog()
    if not name.startswith(("mongodb://", "mongodb+srv://")):
        raise click.UsageError(f"{name!r} is neither `rows` nor a MongoDB URI.")
    store = MongoActivityLog(name)
    open_stores.callback(store.close)
    try:
        store.prepare()
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    return store
