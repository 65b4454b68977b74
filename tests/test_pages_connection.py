"""An open page says whether it is live, and is true again after every loss, in a real browser."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, Route, expect

from tests.beaconing import wait_for
from tests.serving import Served, serving
from tests.staging import Stage, backstage, caller, enter, sign_out, stage
from webapp import accounts
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules import Details, Slot, plan
from webapp.schedules.models import Schedule

LOST = "html:is([data-conn=wait], [data-conn=poll])"
"""Without a stream for longer than a moment. How long it is the one before it is the other, chance has a part in."""

NOTE_WHAT_IS_SAID = """() => {
  window.said = [];
  const voice = document.getElementById("say");
  new MutationObserver(() => window.said.push(voice.textContent)).observe(voice, { childList: true });
}"""
"""Everything that is said on this page from now on, however soon something else takes its place."""


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serving(TANDEM_HEARTBEAT_SECONDS="1") as site:
        yield site


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    return stage(site)


@pytest.fixture
def profile(site: Served, cast: Stage, page_for: Callable[..., Page]) -> Page:
    """Ada's profile, live. What the browser says about lost connections is expected here."""
    for lost in ("htmx:sse:error", "Failed to load resource"):
        page_for.forgive(lost)  # type: ignore[attr-defined]
    page = page_for(site.url, timezone_id="Africa/Lagos")
    enter(page, "Ada")
    expect(page.locator("#conn")).to_have_text("Live")
    return page


def test_what_happens_elsewhere_is_seen_said_and_marked(profile, site, cast):
    hours = profile.locator("[data-fresh-key=hours]")
    before = hours.text_content()
    expect(profile.locator(".fresh")).to_have_count(0)

    ada = caller(site, "Ada")
    assert ada.post(f"/units/{cast.units['Loops']}/completion").status == 303

    expect(hours).to_have_class(re.compile("fresh"))
    assert hours.text_content() != before
    expect(profile.locator("#say")).to_contain_text("Hours learned 0.5")


def test_a_page_that_is_not_there_any_more_says_so_and_still_hears_the_bell(site, cast, page_for):
    page_for.forgive("status of 404")
    with backstage(site):
        ada, mira = (db.session.get_one(accounts.User, cast.people[name]) for name in ("Ada", "Mira"))
        at = clock.now() + timedelta(days=3)
        (planned,) = plan(ada, [Slot(at, at + timedelta(hours=1), "UTC")], Details(title="Splices"), by=mira)
        commit()
        planned_id = planned.id
    page = page_for(site.url)
    enter(page, "Ada", then=f"/schedule/{planned_id}")
    expect(page.locator("#conn")).to_have_text("Live")
    with backstage(site):
        db.session.execute(sa.delete(Schedule).where(Schedule.id == planned_id))
        commit()
    page.evaluate("document.dispatchEvent(new Event('resync'))")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here")
    expect(page.locator("#conn")).to_have_text("Live")
    page.evaluate("window.stays = true")
    with page.expect_response(f"**/schedule/{planned_id}"):
        page.evaluate("document.dispatchEvent(new Event('resync'))")
    caller(site, "Mira").post(
        "/api/notifications", json_body={"userId": cast.people["Ada"], "type": "social", "title": "Rope"}
    )
    expect(page.locator("#inbox")).to_contain_text("Rope")
    assert page.evaluate("window.stays")


def test_a_restart_is_shown_and_survived(profile, site, cast):
    profile.evaluate(NOTE_WHAT_IS_SAID)
    site.stop()
    expect(profile.locator(LOST)).to_be_attached()
    expect(profile.locator("#conn")).to_have_text(re.compile("Reconnecting|Every 30 s"))
    site.start()
    assert caller(site, "Ada").post(f"/units/{cast.units['Bends']}/completion").status == 303
    expect(profile.locator("html[data-conn=live]")).to_be_attached()
    wait_for(profile, lambda: "Live again" in profile.evaluate("said"), "it is said")
    expect(profile.locator("[data-fresh-key=hours]")).to_have_attribute("data-fresh-value", "1")


def test_two_windows_outlive_a_server_that_is_killed_and_what_is_being_typed_stays(
    site, cast, page_for, profile
):
    writing = page_for(site.url, timezone_id="Africa/Lagos")
    enter(writing, "Ada")
    writing.goto(f"/units/{cast.units['Tie three of them']}")
    expect(writing.locator("#conn")).to_have_text("Live")
    box = writing.get_by_role("textbox").first
    box.press_sequentially("A bowline, a sheet ")

    site.kill9()
    for page in (profile, writing):
        expect(page.locator(LOST)).to_be_attached()
    site.start()
    video = cast.units["A bowline in slow motion"]
    assert caller(site, "Ada").post(f"/units/{video}/completion").status == 303
    box.press_sequentially("bend")
    for page in (profile, writing):
        expect(page.locator("html[data-conn=live]")).to_be_attached()

    expect(profile.locator(".feed__item").first).to_contain_text("Watched A bowline in slow motion")
    expect(box).to_be_focused()
    expect(box).to_have_value("A bowline, a sheet bend")


HIDE = """is_hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => is_hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_hidden_tab_lets_go_and_catches_up_when_it_is_shown(profile, site, cast):
    profile.evaluate(HIDE, True)
    profile.wait_for_function("!document.getElementById('live')._htmx?.sse?.reader")
    opened = {"activity_type": "course_view", "course_id": cast.course_id}
    assert caller(site, "Ada").post("/api/courses/activity/track", json_body=opened).status in (200, 201)

    profile.evaluate(HIDE, False)
    expect(profile.locator(".feed__item").first).to_contain_text("Opened Knots")
    expect(profile.locator("#conn")).to_have_text("Live")


def test_without_a_network_it_says_offline(profile):
    profile.context.set_offline(True)
    expect(profile.locator("#conn")).to_have_text("Offline")
    profile.context.set_offline(False)
    expect(profile.locator("#conn")).to_have_text("Live")


def test_a_first_connection_that_fails_is_tried_again(profile):
    refusals = iter([503, 503])

    def refuse(route: Route) -> None:
        status = next(refusals, None)
        if status:
            route.fulfill(status=status)
        else:
            route.continue_()

    profile.route("**/live?*", refuse)
    profile.reload()
    expect(profile.locator("#conn")).to_have_text("Live")


def test_signed_out_elsewhere_it_asks_and_comes_back(profile):
    other = profile.context.new_page()
    other.goto("/")
    sign_out(other)

    expect(profile.locator("#signed-out")).to_be_visible()
    expect(profile.locator("#conn")).to_have_text("Signed out")
    enter(other, "Ada")
    profile.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as on coming back to the tab
    expect(profile.locator("#conn")).to_have_text("Live")
    expect(profile.locator("#signed-out")).to_be_hidden()


def test_somebody_else_signed_in_sees_their_own_page(profile):
    other = profile.context.new_page()
    other.goto("/")
    sign_out(other)
    expect(profile.locator("#signed-out")).to_be_visible()
    enter(other, "Ben")
    profile.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(profile.locator("h1")).to_have_text("Ben")


def test_a_refresh_that_fails_keeps_the_figures_and_offers_another(profile):
    figures = profile.locator("[data-region]").first
    before = figures.text_content()
    profile.route("**/", lambda route: route.fulfill(status=500, body="<p>Oops</p>"))
    profile.locator("a[data-refresh]").first.click()
    failed = profile.locator("[data-refresh-failed]")
    expect(failed).to_be_visible()
    assert figures.text_content() == before

    profile.unroute("**/")
    failed.get_by_role("link").click()
    expect(failed).to_be_hidden()
    expect(profile.locator("[data-refreshed]")).to_have_text("Updated just now")


def test_another_zone_is_asked_about_never_taken(site, cast, page_for):
    page = page_for(site.url, timezone_id="Africa/Nairobi")
    enter(page, "Ada")
    question = page.locator("#zone-ask")
    expect(question).to_contain_text("You seem to be in Nairobi. Show times in Nairobi time?")
    question.get_by_role("button", name="No").click()
    page.reload()
    expect(page.locator("#conn")).to_have_text("Live")
    expect(question).to_be_hidden()
