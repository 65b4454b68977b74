"""What surrounds every page: who is signed in, the way around, the stream, and the first run."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, get_flashed_messages, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import text

from webapp import accounts, courses
from webapp.accounts import Role, User
from webapp.core.stores import db
from webapp.live.stream import LiveMark, note_position


@dataclass(frozen=True)
class NavItem:
    """A place that the masthead links to."""

    label: str
    href: str
    icon: str
    current: bool


WAYS: dict[Role, list[tuple[str, str, str]]] = {
    Role.student: [("Profile", "dashboard.profile", "home"), ("Courses", "courses.catalogue", "book")],
    Role.mentor: [("Courses", "courses.taught", "book")],
    Role.admin: [("Courses", "courses.taught", "book")],
}
"""Label, endpoint and icon of the main navigation, by role."""

BEFORE_SET_UP = frozenset({"static", "accounts.first_run", "shell.healthz", "shell.readyz"})


def channels() -> Iterable[str] | None:
    """What the person who asks may hear; their own channel first."""
    user = accounts.reader()
    return None if user is None else [*accounts.channels_of(user), *courses.channels_of(user)]


def install(app: Flask) -> None:
    """Positions before reads, the first-run page, what templates know, and the probes."""
    app.before_request(_note_position)
    app.before_request(_first_run)
    app.context_processor(_surroundings)
    app.add_url_rule("/healthz", "shell.healthz", _healthz)
    app.add_url_rule("/readyz", "shell.readyz", _readyz)


def _note_position() -> None:
    if request.endpoint not in ("static", "shell.healthz", "shell.readyz"):
        note_position()


def _first_run() -> ResponseReturnValue | None:
    """Until somebody has an account, every page leads to making the first one."""
    if current_app.extensions.get("is set up") or request.endpoint in BEFORE_SET_UP:
        return None
    if accounts.is_set_up():
        current_app.extensions["is set up"] = True
        return None
    if request.path.startswith("/api/") or request.endpoint == "live.stream" or request.method != "GET":
        return None
    return redirect(url_for("accounts.first_run"), 303)


def _surroundings() -> dict[str, Any]:
    user = accounts.reader()
    settings = current_app.extensions["settings"]
    return {
        "me": user,
        "nav": _nav(user) if user else [],
        "zone": user.time_zone if user else settings.school_zone,
        "school": settings.school_name,
        "messages": get_flashed_messages(with_categories=True),
        "live": LiveMark() if user else Markup(""),
        "settings": settings,
    }


def _nav(user: User) -> list[NavItem]:
    here = request.blueprint, request.endpoint
    return [
        NavItem(label, url_for(endpoint), icon, current=_is_here(endpoint, here))
        for label, endpoint, icon in WAYS[user.role]
    ]


def _is_here(endpoint: str, here: tuple[str | None, str | None]) -> bool:
    room, page = here
    return endpoint == page or (endpoint.startswith("courses.") and room == "courses")


def _healthz() -> ResponseReturnValue:
    """This process answers."""
    return jsonify(status="ok")


def _readyz() -> ResponseReturnValue:
    """Its stores answer too; a database that does not is a 503."""
    db.session.execute(text("SELECT 1"))
    return jsonify(status="ok", database="ok", live="ok")
