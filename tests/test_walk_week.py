"""The times of the mentor's week, from the keyboard and in words: cells of a grid, in which sessions are planned. And
who has seen these, live.
"""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browsing import arrived
from tests.staging import enter
from tests.walked import cast, site
from tests.weeks_walked import block, week, week_after
from webapp.core.words import long_day

__all__ = ["cast", "site", "week"]

CELLS = "[role=grid] [role=gridcell]"


def cell(page: Page, at: datetime) -> Locator:
    return page.locator(f'[role=gridcell][data-starts="{at:%Y-%m-%dT%H:%M}"]')


def says(at: datetime, what: str) -> str:
    return f"{long_day(at.date())}, {at:%H:%M}, {what}"


def focused(page: Page) -> Locator:
    return page.locator(f"{CELLS}:focus")


def plans(page: Page, at: datetime) -> None:
    """The form of a new session is open, at that time."""
    arrived(page, "New schedule")
    expect(page.get_by_label("Starts, UTC")).to_have_value(f"{at:%Y-%m-%dT%H:%M}")


def test_the_week_is_a_grid_of_times_with_one_tab_stop(week):
    monday = week_after(11)
    tuesday = monday + timedelta(days=1, hours=5)
    page = week(monday, {"Hooks": [tuesday]})
    expect(page.get_by_role("grid", name="Times of this week").get_by_role("row")).to_have_count(16)
    expect(page.locator(CELLS)).to_have_count(16 * 7)
    expect(page.locator(f'{CELLS}[tabindex="0"]')).to_have_count(1)
    expect(page.locator(f'{CELLS}[tabindex="0"]')).to_have_accessible_name(says(monday, "free"))
    expect(cell(page, tuesday)).to_have_accessible_name(says(tuesday, "Hooks, 14:00–15:00, Ada"))
    later = tuesday + timedelta(minutes=30)
    expect(cell(page, later)).to_have_accessible_name(says(later, "Hooks, 14:00–15:00, Ada"))

    page.get_by_role("link", name="List", exact=True).focus()
    page.keyboard.press("Tab")
    for key, hours, days in [
        ("ArrowDown", 0.5, 0),
        ("ArrowUp", 0, 0),
        ("ArrowUp", 0, 0),
        ("ArrowRight", 0, 1),
        ("ArrowLeft", 0, 0),
        ("ArrowLeft", 0, 0),
        ("End", 0, 6),
        ("ArrowDown", 0.5, 6),
        ("Home", 0.5, 0),
        ("Control+End", 7.5, 6),
        ("ArrowDown", 7.5, 6),
        ("Control+Home", 0, 0),
        ("ArrowRight", 0, 1),
    ]:
        page.keyboard.press(key)
        there = monday + timedelta(days=days, hours=hours)
        expect(focused(page)).to_have_accessible_name(says(there, "free"))
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(focused(page)).to_have_attribute("data-starts", f"{monday + timedelta(days=1):%Y-%m-%dT%H:%M}")


def test_a_free_time_plans_a_session_there(week):
    monday = week_after(12)
    page = week(monday, {})
    for number, key in enumerate(["c", "Enter", ""]):
        at = monday + timedelta(days=2 + number, hours=4, minutes=30)
        if key:
            cell(page, at).focus()
            page.keyboard.press(key)
        else:
            cell(page, at).click()
        plans(page, at)
        page.go_back()
        expect(page.locator("#conn")).to_have_text("Live")


def test_on_a_taken_time_enter_opens_what_is_there_and_c_plans_beside_it(week):
    monday = week_after(13)
    at = monday + timedelta(hours=1)
    page = week(monday, {"Splices": [at]})
    cell(page, at).focus()
    page.keyboard.press("c")
    plans(page, at)
    page.go_back()
    expect(page.locator("#conn")).to_have_text("Live")
    cell(page, at).focus()
    page.keyboard.press("Enter")
    arrived(page, "Splices")


def test_the_focus_stays_on_its_time_when_the_week_is_redrawn(week, page_for, site):
    monday = week_after(14)
    at = monday + timedelta(days=1, hours=5)
    page = week(monday, {"Fixed": [monday]})
    cell(page, at).focus()
    expect(focused(page)).to_have_accessible_name(says(at, "free"))
    page.evaluate("window.moved = 0; document.addEventListener('focusin', () => window.moved++)")

    other = page_for(site.url)
    enter(other, "Mira", then="/mentor/schedules/new")
    for starts, title in [
        (at, "Bends"),
        (monday.replace(hour=19), "Late"),
        (monday.replace(hour=6), "Early"),
    ]:
        other.goto("/mentor/schedules/new")
        other.get_by_label("Title").fill(title)
        other.get_by_label("With", exact=True).select_option(label="Ada")
        other.get_by_label("Starts, UTC").fill(f"{starts:%Y-%m-%dT%H:%M}")
        other.get_by_role("button", name="Plan it").click()
        expect(block(page, title)).to_be_visible()
        expect(focused(page)).to_have_accessible_name(says(at, "Bends, 14:00–15:00, Ada"))
    expect(page.get_by_role("grid").get_by_role("row")).to_have_count(2 * 14)
    assert page.evaluate("window.moved") == 0
    page.keyboard.press("ArrowUp")
    expect(focused(page)).to_have_accessible_name(says(at - timedelta(minutes=30), "free"))

    cell(page, monday.replace(hour=19, minute=30)).focus()
    block(other, "Late").hover()
    other.get_by_role("button", name="Change Late").click()
    other.get_by_role("button", name="Delete Late").click()
    expect(block(page, "Late")).to_have_count(0)
    expect(focused(page)).to_have_accessible_name(says(monday.replace(hour=16, minute=30), "free"))


def test_c_plans_on_the_day_one_is_at_and_can_be_turned_off(week):
    monday = week_after(15)
    page = week(monday, {"Whippings": [monday + timedelta(days=3, hours=-3)]})
    page.keyboard.press("c")
    plans(page, monday)
    page.go_back()
    expect(page.locator("#conn")).to_have_text("Live")
    page.get_by_role("link", name="Week after").focus()
    page.keyboard.press("c")
    plans(page, monday)
    page.go_back()
    expect(page.locator("#conn")).to_have_text("Live")
    block(page, "Whippings").locator(".slot__link").focus()
    page.keyboard.press("c")
    plans(page, monday + timedelta(days=3))
    page.go_back()
    expect(page.locator("#conn")).to_have_text("Live")

    page.get_by_text("Keys", exact=True).click()
    page.get_by_label("Use single keys on this device").uncheck()
    page.keyboard.press("c")
    cell(page, monday).focus()
    page.keyboard.press("c")
    page.keyboard.press("ArrowDown")
    expect(focused(page)).to_have_attribute("data-starts", f"{monday:%Y-%m-%dT}09:30")
    page.keyboard.press("Enter")
    plans(page, monday + timedelta(minutes=30))


@pytest.mark.parametrize(
    "options", [{"java_script_enabled": False}, {"viewport": {"width": 390, "height": 844}}]
)
def test_without_scripts_and_on_a_phone_each_day_has_a_link(week, options):
    monday = week_after(16)
    page = week(monday, {}, **options)
    expect(page.get_by_role("grid")).to_have_count(0)
    wednesday = monday + timedelta(days=2)
    page.get_by_role("link", name=f"New session on {long_day(wednesday.date())}").click()
    expect(page.get_by_label("Starts, UTC")).to_have_value(f"{wednesday:%Y-%m-%dT}09:00")


def test_the_week_follows_who_sees_its_sessions(week, page_for, site):
    monday = week_after(17)
    page = week(monday, {"Lashings": [monday]})
    seen = block(page, "Lashings").locator(".slot__seen")
    expect(seen).to_have_text("Not seen yet")
    cell(page, monday + timedelta(hours=3)).focus()
    ada = page_for(site.url)
    enter(ada, "Ada", then=f"/schedule?week={re.sub('.*week=', '', page.url)}")
    expect(seen).to_have_text("Seen")
    expect(block(page, "Lashings")).to_have_attribute("title", "Seen")
    expect(focused(page)).to_have_accessible_name(says(monday + timedelta(hours=3), "free"))
    page.set_viewport_size({"width": 390, "height": 844})
    expect(seen).to_be_visible()
