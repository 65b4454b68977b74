"""Commands for whoever runs an installation."""

import click
from flask import Flask

from webapp import analytics
from webapp.accounts.cli import reset_link_command
from webapp.courses.importing.cli import import_command
from webapp.flow.describe import describe
from webapp.tracking.cli import move_log_command


def install(app: Flask) -> None:
    app.cli.add_command(import_command)
    app.cli.add_command(reset_link_command)
    app.cli.add_command(move_log_command)
    app.cli.add_command(rebuild)
    app.cli.add_command(describe_events)


@click.command("rebuild")
def rebuild() -> None:
    """Set all figures and progress again from the activity log."""
    with click.progressbar(length=1, label="Students") as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        number = analytics.rebuild(show)
    click.echo(f"Figures of {number} students are set from the log.")


@click.command("describe-events")
def describe_events() -> None:
    """Print every event and its facts, as docs/events.md holds them."""
    click.echo(describe(), nl=False)
