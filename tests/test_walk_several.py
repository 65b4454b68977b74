"""Several students picked one by one in the form, with scripts, by the keyboard, and without scripts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.serving import Served
from tests.staging import Stage, backstage, enter, stage
from tests.walked import site
from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import commit

__all__ = ["site"]

NOON = (clock.now() + timedelta(days=9)).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    """Ben is Mira's student too."""
    set_up = stage(site)
    with backstage(site):
        ben, mira, otto = (db.session.get_one(User, set_up.people[name]) for name in ("Ben", "Mira", "Otto"))
        accounts.assign_mentor(ben, mira, by=otto)
        commit()
    return set_up


@pytest.fixture
def form(site: Served, cast: Stage, page_for: Callable[..., Page]) -> Callable[..., Page]:
    """Mira's blank form."""

    def opened(title: str, hour: int, **options: object) -> Page:
        page = page_for(site.url, **{"timezone_id": "UTC"} | options)
        enter(page, "Mira", then="/mentor/schedules/new")
        page.get_by_label("Title").fill(title)
        page.get_by_label("Starts, UTC").fill(f"{NOON.replace(hour=hour):%Y-%m-%dT%H:%M}")
        return page

    return opened


def test_without_scripts(form, page_for):
    page_for.forgive("status of 422")
    page = form("Plain work", 9, java_script_enabled=False)
    expect(page.get_by_role("group", name="Students")).to_be_hidden()
    page.get_by_label("With", exact=True).select_option(label="Several students")
    group = page.get_by_role("group", name="Students")
    expect(group).to_be_visible()
    expect(group.get_by_label("Find by name")).to_be_hidden()
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_role("alert")).to_contain_text("choose at least one student")
    group.get_by_label("Ada").check()
    group.get_by_label("Ben").check()
    page.get_by_role("button", name="Check the time").click()
    expect(page.locator("#advice")).to_contain_text("Free for you and 2 students")
    page.get_by_role("button", name="Plan it").click()
    block = page.locator(".slot", has_text="Plain work")
    expect(block).to_contain_text("Ada and Ben")
    block.locator(".slot__link").click()
    page.get_by_role("link", name="Edit").click()
    expect(group.get_by_label("Ben")).to_be_checked()
    group.get_by_label("Ben").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(block).to_be_visible()
    expect(block).not_to_contain_text("Ben")


def test_by_the_keyboard_with_a_list_that_narrows(form):
    page = form("Narrowed", 15)
    page.get_by_label("With", exact=True).select_option(label="Several students")
    group = page.get_by_role("group", name="Students")
    expect(group).to_contain_text("0 of 2 chosen.")
    find = group.get_by_label("Find by name")
    find.focus()
    page.keyboard.type("BÉN")
    expect(group.get_by_label("Ada")).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(group.get_by_label("Ben")).to_be_checked()
    expect(group).to_contain_text("1 of 2 chosen.")
    expect(page.locator("#advice")).to_contain_text("Free for you and 1 student")
    find.fill("nobody at all")
    expect(group.get_by_text("Nobody here has that name.")).to_be_visible()
    expect(group.get_by_label("Ben")).to_be_visible()
    find.fill("")
    expect(group.get_by_text("Nobody here has that name.")).to_be_hidden()
    group.get_by_label("Ada").check()
    expect(page.locator("#advice")).to_contain_text("Free for you and 2 students")
    page.get_by_role("button", name="Plan it").click()
    expect(page.locator(".slot", has_text="Narrowed")).to_contain_text("Ada and Ben")
