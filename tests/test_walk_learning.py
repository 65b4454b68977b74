"""Acceptance walk 6: a student learns in one tab, and the profile in another moves while they look at it.

Two browser contexts of one student, nothing is reloaded: each figure is read from the page that stands open.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.beaconing import zone_far_from_midnight
from tests.serving import Served
from tests.staging import Stage, enter, stage
from tests.walked import site

__all__ = ["site"]

ONCE_LOADED = "performance.getEntriesByType('navigation')[0].startTime + performance.timeOrigin"


@pytest.fixture
def cast(site: Served) -> Stage:
    return stage(site, enrolled=False, zone=zone_far_from_midnight())


@dataclass
class Profile:
    """The tab that stays open on the profile."""

    page: Page

    def figure(self, label: str) -> Locator:
        return self.page.locator(".stat", has_text=label).locator(".stat__value")

    def today(self) -> Locator:
        return self.page.locator(".week__day").last

    def feed(self) -> Locator:
        return self.page.locator(".feed__item").first

    def course(self) -> Locator:
        return self.page.locator("[id^=my-courses-] progress").first


def test_learning_in_one_tab_moves_the_profile_in_another(site, cast, page_for: Callable[..., Page]):
    profile_page, work = (
        page_for(site.url, timezone_id="Africa/Lagos"),
        page_for(site.url, timezone_id="Africa/Lagos"),
    )
    enter(profile_page, "Ada")
    enter(work, "Ada")
    profile_page.goto("/")
    profile = Profile(profile_page)
    expect(profile_page.locator("#conn")).to_have_text("Live")
    loaded = profile_page.evaluate(ONCE_LOADED)
    expect(profile.figure("Enrolled")).to_have_text("0")
    expect(profile.figure("Hours learned")).to_have_text("0")

    work.goto(f"/courses/{cast.course_id}")
    work.get_by_role("button", name="Enrol").first.click()
    expect(profile.figure("Enrolled")).to_have_text("1")
    expect(profile.feed()).to_contain_text("Enrolled in Knots")
    expect(profile_page.get_by_role("link", name="Continue")).to_be_visible()

    work.goto(f"/units/{cast.units['Loops']}")
    work.get_by_role("button", name="Mark as done").click()
    expect(work.locator(".tip.tone--ok")).to_contain_text("Done")
    expect(profile.figure("Hours learned")).to_have_text("0.5")
    expect(profile_page.locator(".stat.fresh", has_text="Hours learned")).to_be_visible()
    expect(profile.feed()).to_contain_text("Finished Loops")
    expect(profile.today()).to_have_attribute("data-fresh-value", "30")
    expect(profile.course()).to_have_attribute("value", "20")
    expect(profile.figure("Average progress")).to_have_text("20")
    expect(profile.figure("Learning streak")).to_have_text("1")
    expect(profile_page.locator("[id^=achievements-]").get_by_text("First lesson")).to_be_visible()
    expect(profile_page.locator("[id^=achievements-] header")).to_contain_text("1 of")
    expect(profile_page.locator("[id^=heat-] td[data-level='2']")).to_have_count(1)

    work.goto(f"/units/{cast.units['A bowline in slow motion']}")
    work.get_by_role("button", name="Mark as watched").click()
    expect(profile.figure("Hours learned")).to_have_text("0.75")
    expect(profile.feed()).to_contain_text("Watched A bowline in slow motion")
    expect(profile.course()).to_have_attribute("value", "40")

    work.goto(f"/units/{cast.units['Bends']}")
    work.get_by_role("button", name="Mark as done").click()
    expect(profile.figure("Hours learned")).to_have_text("1.25")

    work.goto(f"/units/{cast.units['What holds?']}")
    work.get_by_label("A bowline").check()
    work.get_by_role("button", name="Send answers").click()
    expect(profile.feed()).to_contain_text("Scored 1 of 1 in What holds?")
    expect(profile.course()).to_have_attribute("value", "80")

    work.goto(f"/units/{cast.units['Tie three of them']}")
    work.get_by_role("textbox").first.fill("A bowline, a sheet bend, a clove hitch.")
    work.get_by_role("button", name="Hand in").click()
    expect(profile.figure("Certificates")).to_have_text("1")
    expect(profile.figure("Completed")).to_have_text("1")
    expect(profile.figure("Enrolled")).to_have_text("0")
    expect(profile.feed()).to_contain_text("Earned the certificate of Knots")
    expect(profile_page.locator("[id^=achievements-]").get_by_text("First certificate")).to_be_visible()

    assert profile_page.evaluate(ONCE_LOADED) == loaded, "the profile was reloaded"
    profile_page.get_by_role("link", name="Certificate").first.click()
    expect(profile_page.get_by_role("heading", level=1)).to_be_visible()
    expect(profile_page.get_by_text("Ada").first).to_be_visible()
