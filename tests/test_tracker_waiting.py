"""What has not arrived is said, calmly and truly; and a browser that can keep nothing still tells."""

from playwright.sync_api import Route, expect

from tests.beaconing import BATCHES, look_at, stir, stored, told_by, wait_for
from tests.staging import enter
from tests.tracked import cast, page, site

__all__ = ["cast", "page", "site"]


def away(route: Route) -> None:
    route.fulfill(status=503, body="{}")


def test_a_live_page_speaks_only_of_what_has_waited_for_long(page, cast):
    """The stream is there, the intake is not: after a minute the pill says so, and that nothing is lost."""
    enter(page, "Ada")
    page.route(BATCHES, away)
    page.goto(f"/units/{cast.units['Loops']}")
    expect(page.locator("#conn")).to_have_text("Live")
    expect(page.locator("html[data-waiting='1']")).to_be_attached()
    line = page.locator("[data-waiting]:not(html)")
    expect(line).to_be_hidden()
    page.evaluate(
        """() => { const then = Date.now; Date.now = () => then() + 61_000; dispatchEvent(new Event("online")); }"""
    )
    expect(page.locator("#conn")).to_have_text("Live, 1 waiting")
    expect(line).to_have_text(
        "1 thing you did is kept on this device and will be sent as soon as the server takes them."
    )
    page.unroute(BATCHES)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#conn")).to_have_text("Live")
    expect(line).to_be_hidden()


def test_where_nothing_can_be_kept_it_is_told_all_the_same(page, site, cast):
    """A private window of some browsers has no IndexedDB. The batch says that it was kept in memory only."""
    page.add_init_script("delete IDBFactory.prototype.open")
    enter(page, "Ada")
    batches = []
    page.on(
        "request",
        lambda asked: batches.append(asked.post_data_json) if "activity/batch" in asked.url else None,
    )
    told = told_by(page)
    page.goto(f"/units/{cast.units['Bends']}")
    wait_for(page, lambda: told and stored(site, told[0][1]["event_id"]), "the view is in the log")
    assert {batch["durable"] for batch in batches} == {False}
    expect(page.locator("html:not([data-waiting])")).to_be_attached()


def test_the_page_says_that_it_is_not_counting(page, site, cast):
    enter(page, "Ada")
    look_at(page, site, cast.units["Loops"], told_by(page))
    page.clock.run_for(49_000)
    expect(page.locator("[data-time-here]")).to_be_visible()
    paused = page.locator("[data-time-paused]")
    expect(paused).to_be_hidden()
    page.clock.run_for(20_000)
    expect(page.locator("[data-time-here]")).to_contain_text("paused. Counted while you are active.")
    stir(page)
    page.clock.run_for(2_000)
    expect(paused).to_be_hidden()
