"""Acceptance walk 4: a mentor plans a session, and the student's schedule and bell show it while they look at it.

Two browsers side by side; the student's page is never loaded again. And the same work without scripts.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.serving import Served
from tests.staging import Stage, backstage, enter
from tests.walked import cast, site
from webapp import accounts, schedules
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules import EVERY, Details, Slot

__all__ = ["cast", "site"]

ONCE_LOADED = "performance.getEntriesByType('navigation')[0].startTime + performance.timeOrigin"


@pytest.fixture
def at(site: Served, cast: Stage, page_for: Callable[..., Page]) -> Callable[..., Page]:
    """`at("Mira", "/mentor/schedules")` is her browser there, and live."""

    def opened(name: str, address: str, **options: object) -> Page:
        zones = {"Ada": "Africa/Lagos", "Ben": "America/New_York"}
        page = page_for(site.url, **{"timezone_id": zones.get(name, "UTC")} | options)
        enter(page, name, then=address)
        if options.get("java_script_enabled", True):
            expect(page.locator("#conn")).to_have_text("Live")
        return page

    return opened


def next_week(day: int, hour: int) -> datetime:
    """That day of next week, 0 being Monday, in UTC."""
    today = clock.now().replace(hour=hour, minute=0, second=0, microsecond=0)
    return today + timedelta(days=7 - today.weekday() + day)


def week(at: datetime) -> str:
    year, number, _ = at.isocalendar()
    return f"{year}-W{number:02}"


def fill(page: Page, title: str, starts: datetime, whom: str = "Ada") -> None:
    page.goto("/mentor/schedules/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("With").select_option(label=whom)
    page.get_by_label("Starts, UTC").fill(f"{starts:%Y-%m-%dT%H:%M}")


def plan(page: Page, title: str) -> None:
    """Send the form, and come to the week that shows it."""
    page.get_by_role("button", name="Plan it").click()
    expect(page.locator(".slot", has_text=title)).to_be_visible()
    page.wait_for_load_state()


def test_walk_4(at):
    starts = next_week(1, 14)
    ada, mira = at("Ada", f"/schedule?week={week(starts)}"), at("Mira", "/mentor/schedules")
    loaded = ada.evaluate(ONCE_LOADED)
    rung = int(ada.locator(".bell__count").text_content() or 0) if ada.locator(".bell__count").count() else 0

    fill(mira, "Hooks in practice", starts)
    mira.get_by_label("Topics").fill("React, hooks")
    plan(mira, "Hooks in practice")

    block = ada.locator(".slot", has_text="Hooks in practice")
    expect(block).to_be_visible()
    expect(block.locator("time").first).to_have_text("15:00")
    expect(ada.locator(".next h2")).to_have_text("Hooks in practice")
    expect(ada.locator("[id^=my-sessions]")).to_contain_text("hooks")
    expect(ada.locator(".bell__count")).to_have_text(str(rung + 1))
    expect(ada.locator("#inbox")).to_contain_text("New session: Hooks in practice")

    expect(mira.locator("#conn")).to_have_text("Live")
    mira.locator(".slot__link").focus()
    mira.keyboard.press("Alt+ArrowDown")
    expect(mira.locator(".toast")).to_contain_text("is now on Tuesday")
    expect(block.locator("time").first).to_have_text("15:15")
    expect(mira.locator(".slot time").first).to_have_text("14:15")
    mira.get_by_role("button", name="Undo").click()
    expect(block.locator("time").first).to_have_text("15:00")

    expect(ada.get_by_role("button", name="Mark complete")).to_have_count(0)
    fill(mira, "Begun already", clock.now() - timedelta(minutes=10))
    plan(mira, "Begun already")
    ada.get_by_role("button", name="Mark complete Begun already").click()
    expect(mira.locator(".slot .badge")).to_have_text("Completed")
    expect(ada.locator("[id^=my-sessions]").get_by_role("button", name="Not yet")).to_be_visible()
    assert ada.evaluate(ONCE_LOADED) == loaded


def test_a_deletion_leaves_both_pages_at_once_and_can_be_undone(at):
    starts = next_week(2, 9)
    mira = at("Mira", "/mentor/schedules")
    fill(mira, "Code review", starts)
    plan(mira, "Code review")
    ada = at("Ada", f"/schedule?week={week(starts)}")
    theirs, own = ada.locator(".slot", has_text="Code review"), mira.locator(".slot", has_text="Code review")
    expect(theirs).to_be_visible()
    own.hover()
    own.get_by_role("button", name="Change Code review").click()
    own.get_by_role("button", name="Delete Code review").click()
    expect(own).to_have_count(0)
    expect(theirs).to_have_count(0)
    mira.keyboard.press("u")
    expect(own).to_be_visible()
    expect(theirs).to_be_visible()
    assert "Called off: Code review" not in (ada.locator("#inbox").text_content() or "")


def test_the_form_says_what_is_in_the_way_and_takes_a_free_time(at):
    starts = next_week(3, 10)
    mira = at("Mira", "/mentor/schedules")
    fill(mira, "First", starts)
    expect(mira.locator("#advice")).to_contain_text("Free for you and 1 student")
    plan(mira, "First")
    fill(mira, "Second", starts)
    advice = mira.locator("#advice")
    expect(advice).to_contain_text("Overlaps First")
    advice.get_by_role("button", name=", 11:00").click()
    expect(mira.get_by_label("Starts, UTC")).to_have_value(f"{starts:%Y-%m-%dT}11:00")
    expect(advice).to_contain_text("Free for you and 1 student")
    plan(mira, "Second")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_free_time_is_taken_by_its_button_alone(at, page_for, scripts):
    """Enter in a field saves, or asks again; it chooses no time."""
    page_for.forgive("status of 409")
    first, starts = ("Pressed", next_week(13, 9)) if scripts else ("Sent", next_week(13, 14))
    mira = at("Mira", "/mentor/schedules", java_script_enabled=scripts)
    fill(mira, first, starts)
    plan(mira, first)
    fill(mira, "Second", starts)
    when = mira.get_by_label("Starts, UTC")
    mira.get_by_label("Title").press("Enter")
    expect(mira.get_by_role("alert")).to_contain_text(f"Overlaps {first}")
    mira.get_by_label("Title").press("Enter")
    expect(mira.get_by_role("alert")).to_contain_text(f"Overlaps {first}")
    expect(when).to_have_value(f"{starts:%Y-%m-%dT%H:%M}")
    free = starts + timedelta(hours=1)
    mira.locator("#advice").get_by_role("button", name=f", {free:%H:%M}").click()
    expect(when).to_have_value(f"{free:%Y-%m-%dT%H:%M}")
    expect(mira.locator("#advice")).to_contain_text("Free for you and 1 student")
    mira.get_by_label("Title").press("Enter")
    expect(mira.locator(".toast")).to_have_text("Planned.")


def test_a_narrowed_week_is_live_too(at):
    starts = next_week(4, 9)
    narrowed = at("Mira", "/mentor/schedules")
    narrowed.goto(f"/mentor/schedules?status=scheduled&week={week(starts)}")
    expect(narrowed.locator("#conn")).to_have_text("Live")
    loaded = narrowed.evaluate(ONCE_LOADED)
    other = at("Mira", "/mentor/schedules")
    fill(other, "Sprint", starts)
    plan(other, "Sprint")
    block = narrowed.locator(".slot", has_text="Sprint")
    expect(block).to_be_visible()
    own = other.locator(".slot", has_text="Sprint")
    own.hover()
    own.get_by_role("button", name="Change Sprint").click()
    own.get_by_role("button", name="Call off").click()
    expect(block).to_have_count(0)
    assert narrowed.evaluate(ONCE_LOADED) == loaded


def test_everything_can_be_done_without_scripts(at, page_for):
    page_for.forgive("status of 4(09|22)")
    starts = next_week(5, 16)
    mira = at("Mira", "/mentor/schedules", java_script_enabled=False)
    fill(mira, "Plain work", starts)
    mira.get_by_role("button", name="Check the time").click()
    expect(mira.locator("#advice")).to_contain_text("Free for you and 1 student")
    plan(mira, "Plain work")
    block = mira.locator(".slot", has_text="Plain work")

    fill(mira, "On top of it", starts)
    mira.get_by_role("button", name="Plan it").click()
    expect(mira.get_by_role("alert")).to_contain_text("Overlaps Plain work")
    mira.get_by_label("Why at the same time").fill("Half each.")
    mira.get_by_role("button", name="Save anyway").click()
    expect(mira.locator(".slot", has_text="On top of it")).to_be_visible()

    fill(mira, "Begun before", clock.now() - timedelta(hours=2))
    plan(mira, "Begun before")
    mira.goto(f"/mentor/schedules?week={week(starts)}")
    block.hover()
    block.get_by_role("button", name="Change Plain work").click()
    block.get_by_role("button", name="− 1 day").click()
    expect(mira.locator(".toast")).to_contain_text("Plain work is now on Friday")

    ada = at("Ada", f"/schedule?week={week(starts)}", java_script_enabled=False)
    mine = ada.locator("[id^=my-sessions]")
    expect(mine).to_contain_text("On top of it")
    mine.get_by_role("button", name="Mark complete Begun before").click()
    completed = ada.locator("section", has=ada.get_by_role("heading", name="Completed"))
    expect(completed).to_contain_text("Begun before")
    ada.get_by_role("link", name="Week after").click()
    ada.get_by_role("button", name="Get a calendar link").click()
    expect(ada.get_by_role("link", name="Open in your calendar app")).to_have_attribute(
        "href", re.compile("^webcal://")
    )

    mira.goto(f"/mentor/schedules?week={week(starts)}")
    taken = mira.locator(".slot", has_text="On top of it")
    taken.locator(".slot__link").click()
    mira.get_by_role("button", name="Delete").click()
    mira.get_by_text("Recently deleted").click()
    mira.get_by_role("button", name="Put back On top of it").click()
    expect(mira.locator(".toast")).to_contain_text("On top of it is back.")


def test_a_block_is_moved_with_the_mouse_and_put_back_where_the_time_is_taken(at, site, cast):
    starts = next_week(1, 9)
    mira = at("Mira", "/mentor/schedules")
    fill(mira, "Dragged", starts)
    plan(mira, "Dragged")
    with backstage(site):
        ada, noor = (db.session.get_one(accounts.User, cast.people[name]) for name in ("Ada", "Noor"))
        taken = starts + timedelta(days=1, hours=3)
        schedules.plan(
            ada,
            [Slot(taken, taken + timedelta(hours=1), "UTC")],
            Details(title="In the way"),
            by=noor,
            accepted=EVERY,
        )
        commit()
    expect(mira.locator("#conn")).to_have_text("Live")
    block = mira.locator(".slot", has_text="Dragged")
    column = mira.locator(".grid__day").nth(1).bounding_box()["width"]
    hour = (
        mira.locator(".grid__list").nth(1).bounding_box()["height"]
        / mira.locator(".grid__hours span").count()
    )

    def drag(days: int, hours: float) -> None:
        block.evaluate("one => one.scrollIntoView({block: 'center'})")
        box = block.bounding_box()
        x, y = box["x"] + 20, box["y"] + 20
        mira.mouse.move(x, y)
        mira.mouse.down()
        mira.mouse.move(x + days * column + 2, y + hours * hour + 2, steps=4)
        mira.mouse.up()

    drag(1, 1.25)
    expect(mira.locator(".toast")).to_contain_text("is now on Wednesday")
    moved = mira.locator(".grid__day").nth(2).locator(".slot", has_text="Dragged")
    expect(moved.locator("time").first).to_have_text("10:15")
    expect(mira).to_have_url(re.compile("/mentor/schedules"))
    expect(moved).not_to_have_class(re.compile("slot--held"))

    drag(0, 1)
    expect(mira.locator(".toast")).to_contain_text("Not moved. This overlaps another session.")
    expect(moved).not_to_have_class(re.compile("slot--held"))
    expect(moved.locator("time").first).to_have_text("10:15")
    mira.get_by_role("button", name="Move anyway").click()
    expect(moved.locator("time").first).to_have_text("11:15")
