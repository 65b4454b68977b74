"""My schedule of a student: from session to session, from week to week and to today, with keys and without."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.serving import Served
from tests.staging import Stage, backstage, enter
from tests.walked import cast, site
from tests.weeks_walked import week_after
from webapp import accounts
from webapp.core import clock
from webapp.core.stores import db
from webapp.core.walltime import wall_time
from webapp.core.words import full_day
from webapp.flow import commit
from webapp.schedules import Details, Slot, plan

__all__ = ["cast", "site"]

FOCUSED = ".slot__link:focus"


@pytest.fixture
def my_week(site: Served, cast: Stage, page_for: Callable[..., Page]) -> Callable[..., Page]:
    """`my_week("?week=…", {"Knots": at})` is Ada's schedule, with an hour with Mira planned at each of these times."""

    def opened(query: str, planned: dict[str, datetime], **options: object) -> Page:
        with backstage(site):
            ada, mira = (db.session.get_one(accounts.User, cast.people[name]) for name in ("Ada", "Mira"))
            for title, at in planned.items():
                plan(ada, [Slot(at, at + timedelta(hours=1), "UTC")], Details(title=title), by=mira)
            commit()
        page = page_for(site.url, **{"timezone_id": "Africa/Lagos"} | options)
        enter(page, "Ada", then="/schedule")
        page.goto(f"/schedule{query}")
        if options.get("java_script_enabled", True):
            expect(page.locator("#conn")).to_have_text("Live")
        return page

    return opened


def named(monday: datetime) -> str:
    year, number, _ = monday.isocalendar()
    return f"{year}-W{number:02}"


def shows(page: Page, monday: datetime) -> None:
    """The week of that Monday is there, and hears its keys."""
    expect(page.locator("#week-head")).to_contain_text(full_day(monday.date() + timedelta(days=6)))
    page.wait_for_load_state()


def test_arrows_go_between_sessions_and_from_week_to_week(my_week):
    monday = week_after(21)
    planned = {"Bowlines": monday, "Hitches": monday + timedelta(days=1), "Bends": monday + timedelta(days=6)}
    page = my_week(f"?week={named(monday)}", planned)
    page.locator(".slot__link", has_text="Bowlines").focus()
    for key, title in [
        ("ArrowLeft", "Bowlines"),
        ("ArrowRight", "Hitches"),
        ("ArrowDown", "Bends"),
        ("ArrowRight", "Bends"),
        ("ArrowUp", "Hitches"),
    ]:
        page.keyboard.press(key)
        expect(page.locator(FOCUSED)).to_have_text(title)
    page.get_by_role("link", name="Week after").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Tab")
    shows(page, monday)

    page.locator("#week-head").click()
    page.keyboard.press("ArrowRight")
    shows(page, monday + timedelta(days=7))
    page.keyboard.press("ArrowRight")
    shows(page, monday + timedelta(days=14))
    page.keyboard.press("ArrowLeft")
    shows(page, monday + timedelta(days=7))


def test_t_leads_to_today(my_week):
    here = wall_time(clock.now(), "Africa/Lagos")
    noon = clock.now().replace(hour=11, minute=0, second=0, microsecond=0)
    noon += timedelta(days=(here.date() - noon.date()).days)
    page = my_week(f"?week={named(week_after(23))}", {"Now or never": noon})
    page.keyboard.press("t")
    expect(page.locator(f".grid__day--today {FOCUSED}")).to_have_text("Now or never")
    page.locator("h1").click()
    expect(page.locator(FOCUSED)).to_have_count(0)
    page.keyboard.press("t")
    expect(page.locator(FOCUSED)).to_have_text("Now or never")


def test_keys_are_listed_and_can_be_turned_off(my_week):
    page = my_week(f"?week={named(week_after(25))}", {})
    page.get_by_text("Keys", exact=True).click()
    expect(page.locator("[data-keys] kbd")).to_have_text(["t", "← →", "u", "Arrows"])
    page.get_by_label("Use single keys on this device").uncheck()
    page.locator("h1").click()
    for key in ("ArrowRight", "t"):
        page.keyboard.press(key)
    page.get_by_label("Use single keys on this device").check()
    page.locator("h1").click()
    page.keyboard.press("ArrowLeft")
    shows(page, week_after(24))


def test_where_today_has_no_session_t_leads_to_its_week(page_for, site, cast):
    page = page_for(site.url, timezone_id="America/New_York")
    enter(page, "Ben", then="/schedule")
    expect(page.locator("#conn")).to_have_text("Live")
    page.keyboard.press("t")
    expect(page.locator("[data-weeks]")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="This week")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("t")
    expect(page.get_by_role("link", name="Today", exact=True)).to_be_visible()
    expect(page.locator("[data-weeks]")).to_be_focused()


def test_without_scripts_a_link_leads_to_today(my_week):
    page = my_week(f"?week={named(week_after(27))}", {}, java_script_enabled=False)
    page.get_by_role("link", name="This week").click()
    expect(page.get_by_role("link", name="Today", exact=True)).to_be_visible()
    expect(page.locator("[data-keys]")).to_be_hidden()


def test_on_a_phone_the_grid_shows_three_days_and_goes_on_to_the_others(my_week):
    monday = week_after(29)
    planned = {"Cleats": monday + timedelta(days=4), "Toggles": monday + timedelta(days=5)}
    page = my_week(f"?week={named(monday)}", planned, viewport={"width": 390, "height": 844})
    tabs = page.get_by_role("navigation", name="View")
    expect(tabs.get_by_role("link", name="List")).to_have_attribute("aria-current", "page")
    expect(page.locator(".grid__hours")).to_be_hidden()

    tabs.get_by_role("link", name="Grid").click()
    page.wait_for_url("**view=grid*")
    expect(tabs.get_by_role("link", name="Grid")).to_have_attribute("aria-current", "page")
    expect(page.locator("#conn")).to_have_text("Live")
    page.locator(".grid").evaluate("(grid) => grid.scrollIntoView({ block: 'center' })")
    day = page.locator("[data-day]")
    for number, is_shown in enumerate([False, False, False, False, True, True, True]):
        seen = expect(day.nth(number))
        seen.to_be_in_viewport(ratio=0.3) if is_shown else seen.not_to_be_in_viewport(ratio=0.3)
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    page.get_by_role("link", name="Week before").click()
    page.wait_for_url(f"**week={named(monday - timedelta(days=7))}*view=grid*")


def test_a_list_is_a_list_on_a_wide_page_too_and_without_scripts(my_week):
    monday = week_after(31)
    page = my_week(f"?week={named(monday)}", {"Sheet bends": monday}, java_script_enabled=False)
    expect(page.locator(".grid__hours")).to_be_visible()
    page.get_by_role("link", name="List").click()
    expect(page.locator(".grid__hours")).to_be_hidden()
    expect(page.locator(".slot")).to_contain_text("Sheet bends")
    page.get_by_role("link", name="Grid").click()
    expect(page.locator(".grid__hours")).to_be_visible()


def test_another_time_zone_that_is_chosen_elsewhere_is_on_the_open_page_at_once(my_week, page_for, site):
    monday = week_after(63)
    page = my_week(f"?week={named(monday)}", {"Sheepshanks": monday.replace(hour=10, minute=0)})
    block = page.locator(".slot", has_text="Sheepshanks")
    expect(block.locator("time").first).to_have_text("11:00")
    elsewhere = page_for(site.url)
    enter(elsewhere, "Ada", then="/settings")
    for zone, shown in (("Asia/Kolkata", "15:30"), ("Africa/Lagos", "11:00")):
        answer = elsewhere.request.post(
            "/settings/time-zone", form={"time_zone": zone}, headers={"Origin": site.url.rstrip("/")}
        )
        assert answer.ok, answer.text()
        expect(block.locator("time").first).to_have_text(shown)
    expect(page.locator("html")).to_have_attribute("data-tz", "Africa/Lagos")
