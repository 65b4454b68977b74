"""`flask reset-link EMAIL`: the way back in for an admin whom no other admin can help."""

import click

from webapp import audit
from webapp.accounts.admin_actions import make_reset_link
from webapp.accounts.queries import by_email
from webapp.flow import commit


@click.command("reset-link")
@click.argument("email")
def reset_link_command(email: str) -> None:
    """Make a link by which the admin with this address chooses a new password."""
    user = by_email(email.strip().lower())
    if user is None or not (user.is_admin and user.is_active):
        raise click.ClickException(
            "No admin has this address. For everybody else an admin makes links under People."
        )
    life, token = make_reset_link(user, by=user)
    audit.note("was given a reset link at the console", user, by=user.as_actor())
    commit()
    minutes = int(life.total_seconds() / 60)
    click.echo(f"Open this path of your site within {minutes} minutes. It works once:\n/reset/{token}")
