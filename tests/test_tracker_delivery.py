"""What happened on a page reaches the server, however the page ends and whatever the server says, and counts once."""

import json
import os
import signal
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Route, expect

from tests.beaconing import (
    BATCHES,
    a_visit,
    active_ms,
    keep,
    look_at,
    rows,
    stir,
    stored,
    told_by,
    viewed,
    wait_for,
    waiting,
)
from tests.processes import wait_until
from tests.staging import enter, sign_out
from tests.tracked import ada, cast, page, site

__all__ = ["ada", "cast", "page", "site"]


def refuse(route: Route) -> None:
    route.abort()


@pytest.mark.parametrize("trial", range(3))
@pytest.mark.parametrize("way_out", ["close", "navigate", "reload"])
def test_the_last_seconds_arrive_however_the_page_ends(ada, site, cast, way_out, trial):
    """What was active since the last heartbeat leaves in the page's last moment, beside nothing that could wait."""
    told = told_by(ada)
    ada.goto(f"/units/{cast.units['Loops']}")
    view = viewed(ada, site, told)
    stir(ada)
    expect(ada.locator("[data-time-here]")).to_be_visible()
    wait_for(ada, lambda: ada.evaluate("performance.now()") > 2000, "a second went by")
    before = active_ms(site, view)
    if way_out == "close":
        ada.close()
    elif way_out == "navigate":
        ada.goto("about:blank")
    else:
        ada.reload()
    wait_for(ada, lambda: active_ms(site, view) >= max(900, before + 1), "its active time is in the log")


def test_a_browser_that_is_killed_delivers_at_the_next_visit(
    site, cast, tmp_path: Path, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
):
    """Once it is on disk, nothing that happens to the browser takes it away."""

    def opened() -> BrowserContext:
        options = {"base_url": site.url, "viewport": {"width": 1280, "height": 900}}
        return browser_type.launch_persistent_context(tmp_path, **browser_type_launch_args, **options)

    context = opened()
    page = context.pages[0]
    enter(page, "Ada")
    page.route(BATCHES, refuse)
    page.goto(f"/units/{cast.units['Bends']}")
    expect(page.locator("html[data-waiting='1']")).to_be_attached()
    wait_for(page, lambda: waiting(page, cast.people["Ada"]), "the view is on disk")
    (view,) = [body for body in waiting(page, cast.people["Ada"]) if "event_id" in body]
    kill_browser_of(tmp_path)
    wait_until(lambda: not browser_of(tmp_path), "the browser is dead")
    assert stored(site, view["event_id"]) == []

    again = opened()
    enter(again.pages[0], "Ada")
    wait_for(again.pages[0], lambda: stored(site, view["event_id"]), "the view is in the log")
    assert stored(site, view["event_id"]) == [cast.people["Ada"]]
    wait_for(
        again.pages[0], lambda: not waiting(again.pages[0], cast.people["Ada"]), "nothing waits any more"
    )
    again.close()


def browser_of(profile: Path) -> list[int]:
    """The process of the browser that works on this profile, without those it began."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except (OSError, NotADirectoryError):
            continue
        if f"--user-data-dir={profile}" in words and not any(word.startswith("--type=") for word in words):
            found.append(int(entry.name))
    return found


def kill_browser_of(profile: Path) -> None:
    for pid in browser_of(profile):
        os.kill(pid, signal.SIGKILL)


def test_an_hour_without_a_network_arrives_once(ada, site, cast):
    begun = told_by(ada)
    look_at(ada, site, cast.units["Loops"], begun)
    expect(ada.locator("#conn")).to_have_text("Live")
    before = rows(site, "SELECT count(*) FROM activities")[0][0]
    visits = [a_visit(cast.units["Bends"]) for _ in range(70)]
    ada.route(BATCHES, refuse)
    keep(ada, cast.people["Ada"], visits)
    ada.context.set_offline(True)
    ada.unroute(BATCHES)
    for _ in range(72):
        stir(ada)
        ada.clock.run_for(50_000)
    expect(ada.locator("#conn")).to_contain_text("Offline, 70 waiting")
    expect(ada.locator("[data-time-here] b")).to_have_text("1 h 0 min")
    told = told_by(ada)
    ada.context.set_offline(False)
    ada.clock.resume()
    wait_for(
        ada, lambda: not [body for body in waiting(ada, cast.people["Ada"]) if "event_id" in body], "sent"
    )
    assert rows(site, "SELECT count(*) FROM activities")[0][0] == before + 70
    assert all(stored(site, visit["event_id"]) == [cast.people["Ada"]] for visit in visits)
    sent = [event["event_id"] for type_, event in told if type_ != "heartbeat"]
    assert len(sent) == len(set(sent)) == 70  # each once, in requests of at most 50
    beats = [beat for type_, beat in told if type_ == "heartbeat"]
    assert len(beats) < 10, "heartbeats are folded into the last of each view"


def test_a_batch_too_large_is_halved(ada, site, cast):
    sizes: list[int] = []

    def take_two(route: Route) -> None:
        number = len(json.loads(route.request.post_data or "{}")["events"])
        sizes.append(number)
        if number > 2:
            route.fulfill(status=413, body="too large")
        else:
            route.continue_()

    visits = [a_visit(cast.units["Bends"]) for _ in range(8)]
    ada.goto("/courses")
    keep(ada, cast.people["Ada"], visits)
    ada.route(BATCHES, take_two)
    ada.goto("/courses")
    wait_for(ada, lambda: not waiting(ada, cast.people["Ada"]), "all are sent")
    assert sizes[:3] == [8, 4, 2]
    assert all(stored(site, visit["event_id"]) for visit in visits)


def test_the_server_is_given_the_time_it_asks_for(ada, site, cast):
    """Also by the next page, and when the network comes back meanwhile."""
    visit = a_visit(cast.units["Bends"])
    ada.goto("/courses")
    keep(ada, cast.people["Ada"], [visit])
    asked: list[str] = []

    def busy(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503, headers={"Retry-After": "400"}, body="{}")

    ada.route(BATCHES, busy)
    ada.clock.install()
    ada.goto("/courses")
    wait_for(ada, lambda: len(asked) == 1, "it was asked once")
    wait_for(ada, lambda: ada.evaluate("localStorage['tandem:not-before']"), "the page has heard it")
    ada.clock.run_for(20_000)
    ada.evaluate("dispatchEvent(new Event('online'))")
    ada.goto("/courses")
    ada.clock.run_for(15_000)
    assert len(asked) == 1
    ada.unroute(BATCHES)
    ada.clock.run_for(400_000)
    wait_for(ada, lambda: stored(site, visit["event_id"]), "it arrives afterwards")


def test_what_the_first_version_kept_is_not_lost(ada, site, cast):
    """A queue in localStorage, left by the script of before."""
    event_id = str(uuid.uuid4())
    old = {
        "activity_type": "unit_view",
        "course_id": cast.course_id,
        "unit_id": cast.units["Bends"],
        "event_id": event_id,
        "view_id": event_id,
        "active_ms": 4000,
        "start_time": datetime.now(UTC).isoformat(),
        "engagement_metrics": {"scroll_depth": 40, "interaction_count": 2},
    }
    key = f"tandem:unsent:{cast.people['Ada']}:{event_id}"
    ada.evaluate("([key, body]) => localStorage.setItem(key, JSON.stringify(body))", [key, old])
    ada.goto("/courses")
    wait_for(ada, lambda: not ada.evaluate("key => localStorage.getItem(key)", key), "it has moved")
    ada.goto("/courses")
    wait_for(ada, lambda: stored(site, event_id), "it is in the log")


def test_signing_out_sends_what_there_is_and_keeps_what_cannot_go(ada, site, cast):
    told = told_by(ada)
    ada.goto(f"/units/{cast.units['Loops']}")
    stir(ada)
    view = viewed(ada, site, told)
    wait_for(ada, lambda: ada.evaluate("performance.now()") > 2000, "a second went by")
    sign_out(ada)
    wait_for(ada, lambda: active_ms(site, view) > 500, "the last seconds of the view are in the log")
