"""Who has seen a session, in two browsers side by side: the mentor's page follows while nobody loads it again."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import arrived
from tests.serving import Served
from tests.staging import Stage, backstage, enter
from tests.walked import cast, site
from webapp import accounts
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import commit

__all__ = ["cast", "site"]

STARTS = (clock.now() + timedelta(days=9)).replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def at(site: Served, cast: Stage, page_for: Callable[..., Page]) -> Callable[..., Page]:
    def opened(name: str, address: str, **options: object) -> Page:
        page = page_for(site.url, **{"timezone_id": "UTC"} | options)
        enter(page, name, then=address)
        return page

    return opened


@pytest.fixture
def planned(at: Callable[..., Page]) -> Callable[[str, int], Page]:
    """Mira plans it, and looks at its page, which is live."""

    def plan(title: str, hour: int) -> Page:
        mira = at("Mira", "/mentor/schedules/new")
        mira.get_by_label("Title").fill(title)
        mira.get_by_label("With", exact=True).select_option(label="Ada")
        mira.get_by_label("Starts, UTC").fill(f"{STARTS.replace(hour=hour):%Y-%m-%dT%H:%M}")
        mira.get_by_role("button", name="Plan it").click()
        mira.locator(".slot", has_text=title).locator(".slot__link").click()
        arrived(mira, title)
        expect(mira.locator("#conn")).to_have_text("Live")
        expect(mira.locator(".seen")).to_contain_text("Not seen yet")
        return mira

    return plan


def test_it_moves_while_the_mentor_looks(at, planned):
    mira = planned("Splices", 9)
    ada = at("Ada", "/schedule")
    arrived(ada, "My schedule")
    expect(ada.locator("#conn")).to_have_text("Live")
    expect(mira.get_by_role("heading", name="Seen", exact=True)).to_be_visible()
    expect(mira.locator(".seen__names")).to_contain_text("Ada")

    elsewhere = at("Mira", urlsplit(mira.url).path)
    elsewhere.get_by_role("link", name="Edit").click()
    elsewhere.get_by_label("Place or link").fill("Room 5")
    expect(ada.locator(".next")).to_contain_text("Splices")
    with ada.expect_response("**/schedule/sightings*"):
        elsewhere.get_by_role("button", name="Save").click()
    expect(ada.locator(".next")).to_contain_text("Room 5")
    expect(mira.locator("dl.facts")).to_contain_text("Room 5")
    expect(mira.get_by_role("heading", name="Seen", exact=True)).to_be_visible()
    expect(ada.locator(".seen")).to_have_count(0)


def test_what_can_be_done_follows_what_was_done_elsewhere(at, planned):
    mira = planned("Toggles", 15)
    elsewhere = at("Mira", urlsplit(mira.url).path)
    elsewhere.get_by_role("button", name="Call off").click()
    expect(mira.get_by_role("button", name="Take up again")).to_be_visible()
    expect(mira.get_by_role("button", name="Call off")).to_have_count(0)
    elsewhere.get_by_role("link", name="Edit").click()
    elsewhere.get_by_label("Title").fill("Toggles, again")
    elsewhere.get_by_role("button", name="Save").click()
    expect(mira.get_by_role("heading", level=1)).to_have_text("Toggles, again")
    elsewhere.goto(mira.url)
    elsewhere.get_by_role("button", name="Delete").click()
    expect(mira.get_by_role("heading", level=1)).to_have_text("This session was deleted.")
    expect(mira.get_by_role("button", name="Take up again")).to_have_count(0)


def test_who_is_taken_off_reads_that_on_their_open_page(site, cast, at, planned):
    with backstage(site):
        otto, mira, ben = (
            db.session.get_one(accounts.User, cast.people[name]) for name in ("Otto", "Mira", "Ben")
        )
        accounts.assign_mentor(ben, mira, by=otto)
        commit()
    mentor = planned("Whippings", 15)
    ada = at("Ada", urlsplit(mentor.url).path)
    arrived(ada, "Whippings")
    expect(ada.locator("#conn")).to_have_text("Live")
    expect(mentor.get_by_role("heading", name="Seen", exact=True)).to_be_visible()
    mentor.get_by_role("link", name="Edit").click()
    mentor.get_by_label("With", exact=True).select_option(label="Ben")
    mentor.get_by_role("button", name="Save").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("You do not take part in this session any more.")
    expect(ada.locator("#say")).to_contain_text("You do not take part")
    expect(ada.locator("main")).not_to_contain_text("Whippings")
    expect(ada.get_by_role("link", name="Add to calendar")).to_have_count(0)


def test_without_scripts_a_button_says_it(at, planned):
    mira = planned("Plain bends", 11)
    ada = at("Ada", "/notifications", java_script_enabled=False)
    expect(mira.locator(".seen")).to_contain_text("Not seen yet")
    ada.get_by_role("button", name="New session: Plain bends").first.click()
    expect(ada.locator("h1")).to_have_text("Plain bends")
    ada.get_by_role("button", name="I have seen this session").click()
    expect(ada.get_by_role("button", name="I have seen this session")).to_have_count(0)
    expect(mira.get_by_role("heading", name="Seen", exact=True)).to_be_visible()
