"""The tracker on another site's page, and on plain http in a school's network."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from tests.beaconing import active_ms, rows, told_by, view_of, wait_for
from tests.calling import Caller
from tests.conftest import PASSWORD
from tests.serving import Served, serving
from tests.staging import Stage, enter, stage

DOCS = Path(__file__).parent.parent / "docs"


EMBED = """([server, page]) => {
    const script = document.createElement("script");
    script.type = "module";
    script.src = `${server}/static/js/tracker.js`;
    Object.assign(script.dataset, page);
    document.head.append(script);
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """The pages of docs/, without a line for each."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """Another site: the page to try, on a port of its own."""
    pages = functools.partial(Quiet, directory=str(DOCS))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def site(elsewhere: str) -> Iterator[Served]:
    with serving(TANDEM_THROTTLE="off", TANDEM_ALLOWED_ORIGINS=f'["{elsewhere}"]') as site:
        yield site


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    return stage(site)


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(viewport={"width": 1280, "height": 900}).new_page()


def begin(page: Page, elsewhere: str, site: Served, cast: Stage, unit: str) -> None:
    """Open the page to try and sign in there, as Ada."""
    place = f"course={cast.course_id}&unit={cast.units[unit]}"
    page.goto(f"{elsewhere}/tracker-try.html?server={site.url}&{place}")
    page.fill("[name=email]", "ada@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("text=Begin")


def ids_of(site: Served, unit_id: int) -> set[str]:
    """The types of what the log has of Ada and this unit."""
    return {type_ for (type_,) in rows(site, "SELECT type FROM activities WHERE unit_id = ?", unit_id)}


def test_a_page_of_another_site_reports_as_our_own_do(page, site, cast, elsewhere):
    unit_id = cast.units["Loops"]
    told = told_by(page)
    begin(page, elsewhere, site, cast, "Loops")
    wait_for(page, lambda: "unit_view" in ids_of(site, unit_id), "the view is in the log")
    page.mouse.click(400, 500)
    page.click("text=I have finished this unit")
    wait_for(page, lambda: "lesson_complete" in ids_of(site, unit_id), "the finish is in the log")
    expect(page.locator("#state")).to_have_text("Nothing waits on this device.")
    now = page.evaluate("performance.now()")
    wait_for(page, lambda: page.evaluate("performance.now()") > now + 1500, "a second went by")
    view = view_of(page, told)
    page.goto("about:blank")
    wait_for(page, lambda: active_ms(site, view) > 1000, "its last seconds are in the log")
    (finished,) = rows(site, "SELECT student_id FROM activities WHERE type = 'lesson_complete'")
    assert finished == (cast.people["Ada"],)


def test_without_a_network_it_keeps_and_says_what_waits(page, site, cast, elsewhere):
    begin(page, elsewhere, site, cast, "Bends")
    wait_for(page, lambda: "unit_view" in ids_of(site, cast.units["Bends"]), "the view is in the log")
    expect(page.locator("#state")).to_have_text("Nothing waits on this device.")
    page.context.set_offline(True)
    page.click("text=I have finished this unit")
    expect(page.locator("#state")).to_have_text("1 waiting on this device.")
    page.context.set_offline(False)
    wait_for(page, lambda: "lesson_complete" in ids_of(site, cast.units["Bends"]), "it arrives")
    expect(page.locator("#state")).to_have_text("Nothing waits on this device.")


def test_a_token_that_has_run_out_is_fetched_anew_and_no_cookie_goes_along(page, site, cast, elsewhere):
    sign_in = {"email": "ada@example.org", "password": PASSWORD, "scope": "beacon", "name": "Course pages"}
    good = Caller(site.url).post("/api/auth/token", json_body=sign_in).json["access_token"]
    tokens, cookies = ["stale", good], []
    page.context.add_cookies([{"name": "tandem", "value": "hers", "url": site.url}])
    page.route("**/my-token", lambda route: route.fulfill(json={"access_token": tokens.pop(0)}))
    page.on(
        "request", lambda asked: cookies.append(asked.headers.get("cookie") if "/api/" in asked.url else None)
    )
    page.goto(f"{elsewhere}/tracker-try.html")
    unit_id = cast.units["A bowline in slow motion"]
    place = {"trackCourse": cast.course_id, "trackUnit": unit_id}
    user = {"tokenUrl": "/my-token", "user": cast.people["Ada"]}
    page.evaluate(EMBED, [site.url, place | user])
    wait_for(page, lambda: "unit_view" in ids_of(site, unit_id), "it is in the log")
    assert tokens == []
    assert not any(cookies)


def test_a_site_that_is_not_listed_is_not_answered(page, site, cast, elsewhere):
    """The same page under another name of this machine is another origin."""
    begin(page, elsewhere.replace("127.0.0.1", "localhost"), site, cast, "Loops")
    expect(page.locator("#problem")).to_contain_text("TANDEM_ALLOWED_ORIGINS")


@pytest.fixture
def plain_browser(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """A browser for which the site has a name in the school's network, and so no secure context."""
    options = dict(browser_type_launch_args)
    options["args"] = [*options.get("args", []), "--host-resolver-rules=MAP tandem.lan 127.0.0.1"]
    browser = browser_type.launch(**options)
    yield browser
    browser.close()


def test_plain_http_in_a_schools_network_works_without_locks(plain_browser, site, cast):
    """No Web Locks and no crypto.randomUUID there: tabs may send the same, which counts once."""
    context = plain_browser.new_context(base_url=site.url.replace("127.0.0.1", "tandem.lan"))
    first = context.new_page()
    enter(first, "Ada", then=f"/units/{cast.units['Loops']}")
    assert first.evaluate("[isSecureContext, !!navigator.locks, !!crypto.randomUUID]") == [
        False,
        False,
        False,
    ]
    told = told_by(context)
    second = context.new_page()
    for tab in (first, second):
        tab.goto(f"/units/{cast.units['Bends']}")
        tab.mouse.click(300, 300)

    def views() -> set[str]:
        return {event["event_id"] for type_, event in told if type_ == "unit_view"}

    wait_for(first, lambda: len(views()) == 2, "both views are told")
    for view in views():
        wait_for(
            first, lambda view=view: rows(site, "SELECT 1 FROM activities WHERE event_id = ?", view), "kept"
        )
        assert len(rows(site, "SELECT 1 FROM activities WHERE event_id = ?", view)) == 1
    for tab in (first, second):
        expect(tab.locator("html:not([data-waiting])")).to_be_attached()
    context.close()
