"""Commands for whoever runs an installation: `flask rebuild`."""

import click
from flask import Flask

from webapp import analytics


def install(app: Flask) -> None:
    app.cli.add_command(rebuild)


@click.command("rebuild")
def rebuild() -> None:
    """Set all figures and progress again from the activity log."""
    with click.progressbar(length=1, label="Students") as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        number = analytics.rebuild(show)
    click.echo(f"Figures of {number} students are set from the log.")
