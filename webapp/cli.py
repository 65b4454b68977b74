"""Commands for whoever runs an installation."""

import signal
import threading

import click
from flask import Flask, current_app

from webapp import analytics, audit
from webapp.accounts.cli import reset_link_command
from webapp.backup import backup
from webapp.courses.importing.cli import import_command
from webapp.flow.describe import describe
from webapp.flow.ticker import run_forever
from webapp.tracking.cli import move_log_command


def install(app: Flask) -> None:
    app.cli.add_command(import_command)
    app.cli.add_command(reset_link_command)
    app.cli.add_command(move_log_command)
    app.cli.add_command(rebuild)
    app.cli.add_command(describe_events)
    app.cli.add_command(tick)
    app.cli.add_command(audit_verify)
    app.cli.add_command(backup)


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


@click.command("tick")
def tick() -> None:
    """Do what is due (reminders, expiry), in a process of its own, until it is told to end."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if not app.extensions["settings"].redis_url:
        raise click.ClickException(
            "Without REDIS_URL open pages would not hear of it: the server does it itself."
        )
    is_over = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: is_over.set())
    app.extensions["hub"].position()
    click.echo("What is due is done here, until this is told to end.")
    try:
        run_forever(app, is_over=is_over.is_set)
    finally:
        app.extensions["broker"].stop()


@click.command("audit-verify")
def audit_verify() -> None:
    """Walk the audit log: every row is there, as it was written. Prints the last digest, to keep elsewhere."""
    number, digest, fault = audit.verify()
    click.echo(f"{number} rows hold. The digest of the last one is {digest}.")
    if fault is not None:
        raise click.ClickException(f"Row {fault.number} {fault.reason}.")
