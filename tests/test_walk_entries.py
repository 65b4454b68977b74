"""Acceptance walks 2 and 3: a student writes, the mentor answers, and both see it while they look at their pages.

Two browsers side by side; neither page is loaded again.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import arrived
from tests.serving import Served, serving
from tests.staging import Stage, enter, stage

ONCE_LOADED = "performance.getEntriesByType('navigation')[0].startTime + performance.timeOrigin"


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    """Ada signs in more often here than anybody may in five minutes."""
    with serving(TANDEM_THROTTLE="off") as site:
        yield site


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    return stage(site)


@pytest.fixture
def at(site: Served, cast: Stage, page_for: Callable[..., Page]) -> Callable[..., Page]:
    """`at("Mira", "/mentor/entries")` is her browser there, and live."""

    def opened(name: str, address: str, **options: object) -> Page:
        zones = {"Ada": "Africa/Lagos", "Ben": "America/New_York"}
        page = page_for(site.url, **{"timezone_id": zones.get(name, "UTC")} | options)
        enter(page, name, then=address)
        if options.get("java_script_enabled", True):
            expect(page.locator("#conn")).to_have_text("Live")
        return page

    return opened


def write(page: Page, title: str, body: str = "It *holds*.") -> None:
    page.goto("/entries/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("What you did").fill(body)
    page.get_by_role("button", name="Send to your mentor").click()
    arrived(page, title)


def unread(page: Page) -> int:
    count = page.locator(".bell__count")
    return int(count.text_content() or "0") if count.count() else 0


def answer_all(desk: Page) -> None:
    """What other tests left: the dashboard shows the first six."""
    queued = desk.locator("[id^=queue-] li")
    while queued.count():
        line = desk.locator(f"#{queued.first.get_attribute('id')}")
        line.get_by_role("button", name="Approve").click()
        expect(line).to_have_count(0)


def test_walks_2_and_3(at):
    queue, ada = at("Mira", "/mentor/entries"), at("Ada", "/entries")
    profile = at("Ada", "/")
    loaded = {page: page.evaluate(ONCE_LOADED) for page in (queue, profile)}
    count = queue.locator("#queue-head .badge")
    before = int(count.text_content() or "0")
    rung = unread(queue), unread(ada)

    write(ada, "Bowline, eleven times")
    expect(count).to_have_text(str(before + 1))
    expect(queue.locator(".bell__count")).to_have_text(str(rung[0] + 1))
    expect(queue.locator("#inbox")).to_contain_text("Ada wrote an entry")
    expect(queue.locator(".queue")).to_contain_text("Bowline, eleven times")
    expect(profile.locator(".feed__item").first).to_contain_text("Wrote an entry")

    mine = at("Ada", "/entries")
    loaded[mine], loaded[ada] = mine.evaluate(ONCE_LOADED), ada.evaluate(ONCE_LOADED)
    expect(ada.locator("[id^=entry-] .badge").first).to_have_text("Waiting")

    mira = at("Mira", "/mentor/entries")
    mira.get_by_role("link", name="Bowline, eleven times").click()
    expect(ada.get_by_text("Mira is reading it.")).to_be_visible()
    expect(mine.get_by_text("Mira is reading it")).to_be_visible()
    expect(queue.get_by_text("Mira is reading")).to_be_visible()
    assert unread(ada) == rung[1], "reading leaves no line"

    mira.get_by_label("Your answer").fill("Say **why** it holds.")
    mira.get_by_role("button", name="Ask for changes").click()
    expect(ada.get_by_role("link", name="Change and send again")).to_be_visible()
    expect(ada.locator(".thread")).to_contain_text("Say why it holds.")
    expect(ada.locator("#inbox")).to_contain_text("Mira asks for changes")
    expect(ada.locator(".bell__count")).to_have_text(str(rung[1] + 1))
    expect(mine.locator(".rows")).to_contain_text("Changes asked for")
    expect(count).to_have_text(str(before))

    for page, at_first in loaded.items():
        assert page.evaluate(ONCE_LOADED) == at_first, "a page was loaded again"


def test_a_second_reviewer_sees_who_is_at_it(at):
    write(at("Ada", "/entries"), "Read by one")
    mira = at("Mira", "/mentor/entries")
    mira.get_by_role("link", name="Read by one").click()
    mira.get_by_role("button", name="Take it", exact=True).click()
    expect(mira.get_by_text("Mira is reviewing").first).to_be_visible()
    otto = at("Otto", "/mentor/entries")
    otto.get_by_role("link", name="Read by one").click()
    expect(otto.locator(".standing")).to_contain_text("Mira is reviewing")
    expect(otto.get_by_role("button", name="Approve")).to_have_count(0)
    otto.get_by_role("button", name="Take it over").click()
    expect(mira.locator(".standing")).to_contain_text("Otto is reviewing")
    otto.get_by_role("button", name="Approve").click()
    expect(mira.locator(".standing")).to_contain_text("Approved")


def test_the_queue_is_worked_through_by_keys(at):
    ada = at("Ada", "/entries")
    for title in ("First by keys", "Second by keys"):
        write(ada, title)
    mira = at("Mira", "/mentor/entries")
    mira.get_by_role("link", name="First by keys").click()
    expect(mira.locator(".standing")).to_contain_text("Mira is reading")
    arrived(mira, "First by keys")
    mira.keyboard.press("j")
    arrived(mira, "Second by keys")
    mira.keyboard.press("k")
    arrived(mira, "First by keys")
    mira.keyboard.press("c")
    expect(mira.get_by_label("Your answer")).to_be_focused()
    mira.keyboard.type("a, c and j are letters here")
    expect(mira.get_by_label("Your answer")).to_have_value("a, c and j are letters here")
    mira.get_by_label("Your answer").fill("")
    mira.locator("#entry").focus()
    mira.keyboard.press("a")
    arrived(mira, "Second by keys")
    expect(mira.locator("#entry")).to_be_focused()
    expect(mira.locator(".toast")).to_contain_text("Approved: First by keys.")
    expect(mira.locator("#say")).to_have_text("Approved: First by keys.")
    mira.keyboard.press("u")
    arrived(mira, "First by keys")
    expect(mira.locator(".standing")).to_contain_text("Mira is reviewing")
    mira.locator("summary", has_text="Keys").click()
    mira.get_by_label("Use single keys").uncheck()
    mira.locator("#entry").focus()
    mira.keyboard.press("a")
    mira.get_by_label("Use single keys").check()
    mira.locator("#entry").focus()
    mira.keyboard.press("j")
    arrived(mira, "Second by keys")
    mira.keyboard.press("k")
    arrived(mira, "First by keys")
    expect(mira.locator(".standing")).to_contain_text("Mira is reviewing")


def test_what_is_typed_is_kept_on_the_server_and_on_the_device(at):
    page = at("Ada", "/entries/new")
    expect(page.locator("[data-draft-state]")).to_have_text("Kept as a draft while you write.")
    page.get_by_label("Title").fill("Half")
    page.get_by_label("What you did").press_sequentially("A thought")
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft kept at")
    page.get_by_label("What you did").press_sequentially(", and the rest")
    page.goto("/entries")
    expect(page.locator(".entries__draft")).to_contain_text("Half")
    page.get_by_role("link", name="Half").click()
    expect(page.get_by_label("What you did")).to_have_value("A thought, and the rest")
    elsewhere = at("Ada", "/entries/new")
    expect(elsewhere.get_by_label("What you did")).to_have_value(re.compile("A thought"))
    elsewhere.get_by_label("What you did").press("Control+Enter")
    arrived(elsewhere, "Half")
    page.goto("/entries/new")
    expect(page.get_by_label("Title")).to_have_value("")
    elsewhere.locator("#entry").focus()
    elsewhere.keyboard.press("e")
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Change your entry")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_going_back_after_sending_sends_no_second_one(at, scripts):
    title = f"Sent once, {scripts}"
    ada = at("Ada", "/entries", java_script_enabled=scripts)
    write(ada, title)
    ada.go_back()
    arrived(ada, title)
    expect(ada.get_by_text("You have sent this already")).to_be_visible()
    ada.goto("/entries")
    expect(ada.locator(".rows h3", has_text=title)).to_have_count(1)


def test_all_that_was_typed_is_kept_on_the_device_while_the_server_does_not_answer(at, page_for):
    page_for.forgive("status of 503")
    page = at("Ada", "/entries/new")
    page.route("**/entries/draft", lambda route: route.fulfill(status=503))
    course = page.get_by_label("Course").locator("option").nth(1)
    typed = {"title": "Only here", "body": "It *holds*.", "hours": "1.5", "skills": "knots"}
    for name, text in typed.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_label("Course").select_option(course.get_attribute("value"))
    expect(page.locator("[data-draft-state]")).to_contain_text("it is kept on this device")
    page.reload()
    for name, text in typed.items():
        expect(page.locator(f"[name={name}]")).to_have_value(text)
    expect(page.get_by_label("Course")).to_have_value(course.get_attribute("value") or "")
    expect(page.locator("#preview em")).to_have_text("holds")
    page.unroute("**/entries/draft")
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft kept at")
    page.reload()
    expect(page.locator("[name=hours]")).to_have_value("1.5")
    page.get_by_role("button", name="Send to your mentor").click()
    arrived(page, "Only here")
    page.goto("/entries/new")
    expect(page.locator("[name=hours]")).to_have_value("")


def test_two_tabs_of_a_new_entry_overwrite_nothing_of_each_other(at, page_for):
    page_for.forgive("status of 409")
    one = at("Ben", "/entries/new")
    two = one.context.new_page()
    two.goto("/entries/new")
    for tab in (one, two):
        tab.wait_for_load_state()
    two.locator("[name=body]").press_sequentially("Long work in tab two")
    expect(two.locator("[data-draft-state]")).to_contain_text("Draft kept at")
    one.locator("[name=body]").press_sequentially("x")
    clash = one.get_by_role("region", name="You changed this")
    expect(clash.locator("pre")).to_have_text(["Long work in tab two", "x"])
    expect(one.locator("[name=body]")).to_be_focused()
    two.reload()
    two.locator("[name=body]").press_sequentially("More. ")
    two.reload()  # within three seconds: it is kept on the way out, and this is the same tab
    two.locator("[name=body]").press_sequentially("And more. ")
    expect(two.locator("[data-draft-state]")).to_contain_text("Draft kept at")
    clash.get_by_role("button", name="Keep what I typed").click()
    expect(one.get_by_role("region", name="You changed this").locator("pre").first).to_contain_text(
        "And more."
    )
    one.get_by_role("button", name="Keep what I typed").click()
    expect(one.locator(".toast")).to_have_text("Draft saved.")
    expect(one.locator("[name=body]")).to_have_value("x")
    one.get_by_role("button", name="Throw the draft away").click()
    arrived(one, "Entries")


def test_what_was_refused_for_being_empty_is_said_no_longer_once_it_is_filled(at, page_for):
    page_for.forgive("status of 422")
    page = at("Ben", "/entries/new")
    page.get_by_label("Hours").fill("many")
    page.get_by_role("button", name="Send to your mentor").click()
    summary = page.locator(".errors")
    expect(summary.locator("h2")).to_have_text("3 things to put right")
    page.locator("[name=title]").press_sequentially("Knots")
    expect(summary.locator("h2")).to_have_text("2 things to put right")
    expect(page.locator("#f-title-error")).to_have_count(0)
    expect(page.locator("[name=title]")).not_to_have_attribute("aria-invalid", "true")
    page.locator("[name=body]").press_sequentially("Tied one.")
    expect(summary.locator("h2")).to_have_text("One thing to put right")
    page.get_by_label("Hours").fill("2")
    expect(page.locator("#f-hours-error")).to_be_visible()
    page.get_by_label("Hours").fill("")
    page.get_by_role("button", name="Send to your mentor").click()
    arrived(page, "Knots")


def test_the_preview_follows_what_is_typed(at):
    page = at("Ben", "/entries/new")
    page.get_by_label("What you did").press_sequentially("## Seen **at once**")
    expect(page.locator("#preview h2")).to_have_text("Seen at once")
    expect(page.locator("#preview strong")).to_have_text("at once")


def test_a_verdict_in_place_on_the_dashboard_and_back(at):
    ada, desk = at("Ada", "/entries"), at("Mira", "/mentor")
    answer_all(desk)
    desk.reload()
    loaded = desk.evaluate(ONCE_LOADED)
    write(ada, "Judged in place")
    queued = desk.locator("[id^=queue-]")
    queued.get_by_role("button", name=re.compile("Approve.*Judged in place")).click()
    expect(desk.locator(".toast")).to_contain_text("Approved: Judged in place.")
    expect(queued).not_to_contain_text("Judged in place")
    expect(ada.get_by_text("Mira approved it, ")).to_be_visible()
    expect(desk.get_by_role("button", name="Take back")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(queued).to_contain_text("Judged in place")
    expect(ada.get_by_text("Mira is reviewing it.")).to_be_visible()
    assert desk.evaluate(ONCE_LOADED) == loaded
    queued.get_by_role("link", name=re.compile("Ask for changes.*Judged in place")).click()
    expect(desk.get_by_label("Your answer")).to_be_focused()


def test_the_queue_of_the_dashboard_is_worked_through_by_keys(at):
    ada, desk = at("Ada", "/entries"), at("Mira", "/mentor")
    titles = ("Keyed one", "Keyed two", "Keyed three")
    queued = desk.locator("[id^=queue-] li")
    answer_all(desk)
    desk.reload()
    for title in titles:
        write(ada, title)
        expect(queued.filter(has_text=title)).to_be_visible()
    desk.keyboard.press("a")
    for _ in range(2):
        desk.keyboard.press("j")
    expect(desk.get_by_role("link", name="Keyed two", exact=True)).to_be_focused()
    desk.keyboard.press("k")
    expect(desk.get_by_role("link", name="Keyed one", exact=True)).to_be_focused()
    desk.keyboard.press("a")
    expect(desk.locator(".toast")).to_contain_text("Approved: Keyed one.")
    expect(queued.filter(has_text="Keyed one")).to_have_count(0)
    desk.keyboard.press("u")
    expect(desk.locator(".toast")).to_contain_text("Taken back: Keyed one.")
    expect(queued.filter(has_text="Keyed one")).to_be_visible()
    desk.get_by_role("link", name="Keyed one", exact=True).focus()
    desk.keyboard.press("a")
    expect(queued.filter(has_text="Keyed one")).to_have_count(0)
    desk.keyboard.press("j")
    expect(desk.get_by_role("link", name="Keyed two", exact=True)).to_be_focused()
    desk.locator("summary", has_text="Keys").click()
    desk.get_by_label("Use single keys").uncheck()
    desk.get_by_role("link", name="Keyed two", exact=True).focus()
    desk.keyboard.press("j")
    expect(desk.get_by_role("link", name="Keyed two", exact=True)).to_be_focused()
    desk.get_by_label("Use single keys").check()
    desk.get_by_role("link", name="Keyed two", exact=True).focus()
    desk.keyboard.press("c")
    expect(desk.get_by_label("Your answer")).to_be_focused()


def test_a_push_leaves_what_is_being_typed(at):
    write(at("Ada", "/entries"), "Typed over")
    mira = at("Mira", "/mentor/entries")
    mira.get_by_role("link", name="Typed over").click()
    answer = mira.get_by_label("Your answer")
    answer.press_sequentially("Half a sen")
    ada = at("Ada", "/entries")
    ada.get_by_role("link", name="Typed over").click()
    ada.get_by_label("Comment").fill("One more thing")
    ada.get_by_role("button", name="Comment").click()
    expect(mira.locator(".thread")).to_contain_text("One more thing")
    expect(answer).to_be_focused()
    answer.press_sequentially("tence")
    expect(answer).to_have_value("Half a sentence")


def test_who_reads_is_seen_while_they_do_and_leaves_nothing_behind(at):
    ada = at("Ada", "/entries")
    write(ada, "Looked at")
    rung = unread(ada)
    otto = at("Otto", "/mentor/entries")
    otto.get_by_role("link", name="Looked at").click()
    expect(ada.get_by_text("Otto is reading it.")).to_be_visible()
    otto.get_by_role("link", name="Entries").first.click()
    expect(ada.get_by_text("Otto is reading it.")).to_have_count(0)
    expect(ada.get_by_role("link", name="Change it")).to_be_visible()
    otto.go_back()
    expect(ada.get_by_text("Otto is reading it.")).to_be_visible()
    otto.close()
    expect(ada.get_by_text("Otto is reading it.")).to_have_count(0)
    assert unread(ada) == rung


def test_what_another_reviews_is_taken_over_from_the_dashboard(at):
    desk = at("Otto", "/mentor")
    answer_all(desk)
    write(at("Ada", "/entries"), "In other hands")
    mira = at("Mira", "/mentor/entries")
    mira.get_by_role("link", name="In other hands").click()
    mira.get_by_role("button", name="Take it", exact=True).click()
    queued = desk.locator("[id^=queue-] li", has_text="In other hands")
    expect(queued).to_contain_text("Mira is reviewing")
    queued.get_by_role("button", name="Approve").click()
    expect(desk.locator(".toast")).to_contain_text("Mira is reviewing this entry")
    desk.get_by_role("button", name="Take it over").click()
    arrived(desk, "In other hands")
    expect(mira.locator(".standing")).to_contain_text("Otto is reviewing")
    desk.get_by_role("button", name="Approve").click()
    expect(mira.locator(".standing")).to_contain_text("Approved")


def test_everything_without_scripts(at):
    off = {"java_script_enabled": False}
    ada, mira = at("Ada", "/entries", **off), at("Mira", "/mentor/entries", **off)
    ada.get_by_role("link", name="New entry").click()
    expect(ada.get_by_text("while you write")).to_have_count(0)
    ada.get_by_label("Title").fill("By plain forms")
    ada.get_by_label("What you did").fill("It *holds*.")
    ada.get_by_role("button", name="Preview").click()
    expect(ada.locator("#preview em")).to_have_text("holds")
    ada.get_by_role("button", name="Keep as a draft").click()
    expect(ada.get_by_label("Title")).to_have_value("By plain forms")
    ada.get_by_role("button", name="Send to your mentor").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("By plain forms")

    mira.goto("/mentor/entries/replies")
    mira.get_by_label("Name").fill("Why")
    mira.get_by_label("Words").fill("Say why.")
    mira.get_by_role("button", name="Save").click()
    mira.goto("/mentor/entries")
    mira.get_by_role("link", name="By plain forms").click()
    mira.get_by_role("button", name="Take it", exact=True).click()
    expect(mira.locator(".standing")).to_contain_text("Mira is reviewing")
    mira.get_by_role("button", name="Insert").click()
    expect(mira.get_by_label("Your answer")).to_have_value("Say why.")
    mira.get_by_role("button", name="Ask for changes").click()
    expect(mira.locator(".toast")).to_contain_text("Changes asked for: By plain forms")

    ada.reload()
    expect(ada.locator(".thread")).to_contain_text("Say why.")
    ada.get_by_role("link", name="Change and send again").click()
    ada.get_by_label("What you did").fill("It *holds* under load.")
    ada.get_by_role("button", name="Send again").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("By plain forms")
    ada.get_by_role("link", name="Compare the 2 versions").click()
    expect(ada.locator(".difference ins")).to_contain_text("under load.")

    mira.goto("/mentor/entries")
    mira.get_by_role("link", name="By plain forms").first.click()
    mira.get_by_role("button", name="Approve").click()
    expect(mira.locator(".toast")).to_contain_text("Approved: By plain forms")
    mira.goto("/mentor/entries")
    mira.get_by_role("button", name=re.compile("Take back.*By plain forms")).click()
    expect(mira.locator(".standing")).to_contain_text("Mira is reviewing")
    mira.get_by_role("button", name="Put back").click()
    expect(mira.locator(".queue")).to_contain_text("By plain forms")
