"""What is answered to a deed: for a script, the parts of the page it stands on and a word; else the page again."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp.accounts import User
from webapp.live.region import fragment

DONE = "schedules/_partials/done.html"


def shown_again(
    words: str,
    *,
    by: User,
    undo: str = "",
    fields: dict[str, object] | None = None,
    label: str = "Undo",
    choices: Sequence[tuple[str, str]] = (),
    at: str = "",
    has_moved: bool = False,
    door: str = "",
) -> ResponseReturnValue:
    """Say what was done. A script is offered to undo it; without, the way back stands on the page anyway. The page's
    regions are redrawn by its own stream. `has_moved` says to a block that was dropped that it may stay where it is. A
    `door` is where it can be done otherwise: a link.
    """
    if "HX-Request" in request.headers:
        toast = Markup(  # noqa: S704 - autoescaped
            render_template(
                DONE,
                words=words,
                undo=undo,
                fields=fields or {},
                label=label,
                choices=choices,
                has_moved=has_moved,
                door=door,
            )
        )
        return fragment({"toasts": toast, "say": Markup("{}").format(words)})
    flash(words, "ok")
    home = url_for("schedules.my_schedule" if by.is_student else "schedules.plan")
    return redirect(at or came_from() or home, 303)


def came_from() -> str:
    """The page of ours on which the button was pressed, as a path; "" where that is not known."""
    parts = urlsplit(request.referrer or "")
    is_ours = parts.netloc == request.host and parts.path.startswith(("/schedule", "/mentor"))
    return parts.path + (f"?{parts.query}" if parts.query else "") if is_ours else ""
