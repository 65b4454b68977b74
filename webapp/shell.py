"""What surrounds every page: who is signed in, the way around, the stream, and the first run."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, get_flashed_messages, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp import accounts, api, courses
from webapp.accounts import Role, User
from webapp.live.stream import LiveMark, note_position


@dataclass(frozen=True)
class NavItem:
    """A place that the masthead links to."""

    label: str
    href: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Way:
    """An entry of the main navigation: the current one on its own page, below it, and below `also`."""

    label: str
    endpoint: str
    icon: str
    also: tuple[str, ...] = ()

    def leads_to(self, path: str) -> bool:
        own = url_for(self.endpoint)
        above = [place for place in (own, *self.also) if place != "/"]
        return path == own or any(path.startswith(f"{place}/") for place in above)


_TAUGHT = Way(
    "Courses",
    "courses.taught",
    "book",
    also=("/courses", "/units", "/mentor/modules", "/mentor/units", "/mentor/questions", "/mentor/imports"),
)
_COHORTS = Way("Cohorts", "accounts.cohorts", "link")

WAYS: dict[Role, list[Way]] = {
    Role.student: [
        Way("Profile", "dashboard.profile", "home"),
        Way("Courses", "courses.catalogue", "book", also=("/units",)),
    ],
    Role.mentor: [_TAUGHT, _COHORTS],
    Role.admin: [_TAUGHT, Way("People", "accounts.people", "users"), _COHORTS],
}
"""The main navigation, by role."""

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
        "live": LiveMark(user.id) if user else Markup(""),
        "settings": settings,
    }


def _nav(user: User) -> list[NavItem]:
    return [
        NavItem(way.label, url_for(way.endpoint), way.icon, current=way.leads_to(request.path))
        for way in WAYS[user.role]
    ]


def _healthz() -> ResponseReturnValue:
    """This process answers."""
    return jsonify(status="ok")


def _readyz() -> ResponseReturnValue:
    """Its stores answer too; one that does not is a 503."""
    parts = api.parts()
    status = api.status_of(parts)
    return jsonify(status=status, **parts), 200 if status == "ok" else 503
