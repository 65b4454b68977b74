"""What a real browser delivers of what its tracker has: at the end of a page, after a SIGKILL, from four tabs at once.

python -m bench.delivery --trials 10
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, sync_playwright

from tests.beaconing import BATCHES, a_visit, active_ms, keep, rows, stored, told_by, wait_for, waiting
from tests.processes import wait_until
from tests.serving import Served, serving
from tests.staging import Stage, enter, stage
from tests.test_tracker_delivery import browser_of, kill_browser_of

PATIENCE = 10.0
OPTIONS: dict[str, Any] = {
    "executable_path": shutil.which("chromium"),
    "args": ["--disable-gpu", "--no-sandbox"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=10)
    trials = parser.parse_args().trials
    with serving(TANDEM_THROTTLE="off") as site, sync_playwright() as playwright:
        cast = stage(site)
        browser = playwright.chromium.launch(**OPTIONS)
        for name, leave in WAYS_OUT.items():
            arrived = sum(_last_seconds(browser, site, cast, leave) for _ in range(trials))
            print(f"{name:9} the last seconds of the page arrived {arrived} of {trials} times")
        for _ in range(3):
            print(f"four tabs: 200 events kept, {_four_tabs(browser, site, cast)} sent, each counted once")
        kept = sum(_killed(playwright, site, cast) for _ in range(trials))
        print(f"SIGKILL as soon as it was on disk: {kept} of {trials} delivered at the next visit")
        browser.close()


WAYS_OUT: dict[str, Callable[[Page], object]] = {
    "close": lambda page: page.close(),
    "navigate": lambda page: page.goto("about:blank"),
    "reload": lambda page: page.reload(),
}


def _last_seconds(browser: Browser, site: Served, cast: Stage, leave: Callable[[Page], object]) -> bool:
    """Whether the active time of a page's last moments is in the log, with nothing behind it that could wait."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    enter(page, "Ada")
    told = told_by(page)
    page.goto(f"/units/{cast.units['Loops']}")
    wait_for(page, lambda: told and stored(site, told[0][1]["event_id"]), "the view is in the log")
    page.mouse.move(200, 200)
    page.wait_for_timeout(1200)
    view = told[0][1]["view_id"]
    leave(page)
    try:
        wait_until(lambda: active_ms(site, view) > 1000, "its last seconds", PATIENCE)
    except TimeoutError:
        return False
    finally:
        context.close()
    return True


def _four_tabs(browser: Browser, site: Served, cast: Stage) -> int:
    context = browser.new_context(base_url=site.url)
    first = context.new_page()
    enter(first, "Ada", then="/courses")
    visits = [a_visit(cast.units["Loops"]) for _ in range(200)]
    context.route(BATCHES, _refuse)
    keep(first, cast.people["Ada"], visits)
    tabs = [first, *(context.new_page() for _ in range(3))]
    told = told_by(context)
    context.unroute(BATCHES)
    for tab in tabs:
        tab.goto("/courses", wait_until="commit")
    wait_for(first, lambda: not waiting(first, cast.people["Ada"]), "the queue is empty", 60)
    assert all(stored(site, visit["event_id"]) == [cast.people["Ada"]] for visit in visits)
    context.close()
    return sum(type_ != "heartbeat" for type_, _ in told)


def _killed(playwright: Playwright, site: Served, cast: Stage) -> bool:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        page = _opened(playwright, profile, site).pages[0]
        enter(page, "Ada")
        page.route(BATCHES, _refuse)
        page.goto(f"/units/{cast.units['Bends']}")
        wait_for(page, lambda: waiting(page, cast.people["Ada"]), "the view is on disk")
        (view, *_) = waiting(page, cast.people["Ada"])
        kill_browser_of(profile)
        wait_until(lambda: not browser_of(profile), "the browser is dead")
        time.sleep(0.2)
        again = _opened(playwright, profile, site)
        enter(again.pages[0], "Ada")
        try:
            wait_for(
                again.pages[0], lambda: stored(site, view["event_id"]), "the view is in the log", PATIENCE
            )
        except TimeoutError:
            return False
        finally:
            again.close()
        return len(rows(site, "SELECT 1 FROM activities WHERE event_id = ?", view["event_id"])) == 1


def _opened(playwright: Playwright, profile: Path, site: Served) -> BrowserContext:
    return playwright.chromium.launch_persistent_context(profile, base_url=site.url, **OPTIONS)


def _refuse(route: Route) -> None:
    route.abort()


if __name__ == "__main__":
    main()
