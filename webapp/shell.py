"""What surrounds every page: who is signed in, the way around, the stream, and the first run."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, g, get_flashed_messages, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp import accounts, api, attendance, courses, notifications
from webapp.accounts import Role
from webapp.core import localtimes, metrics
from webapp.core.probes import for_operators
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
    """An entry of the main navigation: the current one on its own page, below it (unless it `stands_alone`), and on and
    below `also`.
    """

    label: str
    endpoint: str
    icon: str
    also: tuple[str, ...] = ()
    stands_alone: bool = False

    def leads_to(self, path: str) -> bool:
        own = url_for(self.endpoint)
        places = self.also if self.stands_alone else (own, *self.also)
        above = [place for place in places if place != "/"]
        return path in (own, *self.also) or any(path.startswith(f"{place}/") for place in above)


_DASHBOARD = Way(
    "Dashboard",
    "dashboard.mentor",
    "home",
    also=("/mentor/students", "/mentor/activity"),
    stands_alone=True,
)
_TAUGHT = Way(
    "Courses",
    "courses.taught",
    "book",
    also=("/courses", "/units", "/mentor/modules", "/mentor/units", "/mentor/questions", "/mentor/imports"),
)
_SCHEDULES = Way("Schedules", "schedules.plan", "cal", also=("/schedule",))
_REVIEWS = Way("Entries", "entries.reviews", "pen")
_ATTENDANCE = Way("Attendance", "attendance.taught", "users")
_COHORTS = Way("Cohorts", "accounts.cohorts", "link")
_LEADERBOARD = Way("Leaderboard", "dashboard.leaderboard", "star")

WAYS: dict[Role, list[Way]] = {
    Role.student: [
        Way("Profile", "dashboard.profile", "home"),
        Way("Courses", "courses.catalogue", "book", also=("/units",)),
        Way("Schedule", "schedules.my_schedule", "cal"),
        Way("Entries", "entries.mine", "pen"),
        Way("Attendance", "attendance.mine", "users", also=("/in",)),
    ],
    Role.mentor: [_DASHBOARD, _TAUGHT, _SCHEDULES, _REVIEWS, _ATTENDANCE],
    Role.admin: [_DASHBOARD, _TAUGHT, _SCHEDULES, _REVIEWS, _ATTENDANCE],
}
"""The main navigation, by role."""

ACCOUNT_WAYS: dict[Role, list[Way]] = {
    Role.student: [Way("Goals and skills", "aims.page", "target"), _LEADERBOARD],
    Role.mentor: [_COHORTS, _LEADERBOARD],
    Role.admin: [
        Way("People", "accounts.people", "users"),
        _COHORTS,
        _LEADERBOARD,
        Way("Audit log", "accounts.audit_log", "file"),
        Way("Refused beacons", "tracking.refused", "alert"),
    ],
}
"""What the account's menu leads to beside the settings, by role."""

BEFORE_SET_UP = frozenset({"static", "accounts.first_run", "shell.healthz", "shell.readyz", "shell.metrics"})


def channels() -> Iterable[str] | None:
    """What the person who asks may hear; their own channel first."""
    user = accounts.reader()
    return None if user is None else [*accounts.channels_of(user), *courses.channels_of(user)]


def install(app: Flask) -> None:
    """Positions before reads, the first-run page, what templates know, times in the reader's zone, and the probes."""
    app.before_request(_note_position)
    app.before_request(_first_run)
    app.context_processor(_surroundings)
    app.after_request(_in_the_readers_zone)
    app.add_url_rule("/healthz", "shell.healthz", _healthz)
    app.add_url_rule("/readyz", "shell.readyz", for_operators(_readyz))
    app.add_url_rule("/metrics", "shell.metrics", for_operators(_metrics))


def _note_position() -> None:
    if request.endpoint not in ("static", "shell.healthz", "shell.readyz", "shell.metrics"):
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
    g.readers_zone = user.time_zone if user else None
    return {
        "me": user,
        "nav": _items(WAYS[user.role]) if user else [],
        "ways": _items(ACCOUNT_WAYS[user.role]) if user else [],
        "zone": user.time_zone if user else settings.school_zone,
        "school": settings.school_name,
        "banner": attendance.banner(user.id) if user and user.is_student else None,
        "messages": get_flashed_messages(with_categories=True),
        "bell": notifications.bell(user.id) if user else "",
        "wants": notifications.preferences(user.id) if user else "",
        "live": LiveMark(user.id) if user else Markup(""),
        "settings": settings,
    }


def _in_the_readers_zone(response: Response) -> Response:
    """A page is printed for one reader, whose clocks it goes by; what is redrawn later is the same for all."""
    if (zone := g.get("readers_zone")) and response.mimetype == "text/html":
        response.set_data(localtimes.in_zone(response.get_data(), zone))
    return response


def _items(ways: Iterable[Way]) -> list[NavItem]:
    return [
        NavItem(way.label, url_for(way.endpoint), way.icon, current=way.leads_to(request.path))
        for way in ways
    ]


def _healthz() -> ResponseReturnValue:
    """This process answers."""
    return jsonify(status="ok")


def _readyz() -> ResponseReturnValue:
    """Its stores answer too; one that does not is a 503."""
    parts = api.parts()
    status = api.status_of(parts)
    return jsonify(status=status, **parts), 200 if status == "ok" else 503


def _metrics() -> ResponseReturnValue:
    """What this installation does, for Prometheus."""
    return Response(metrics.text(), content_type=metrics.CONTENT_TYPE)
