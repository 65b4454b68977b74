"""A mentor plans two sessions at once and says why, and when one is late: with scripts and without."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Pages
from tests.serving import Served
from tests.staging import Stage, backstage, enter
from tests.walked import cast, site
from webapp import accounts
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules import Details, Slot, plan

__all__ = ["cast", "site"]

WITH_AND_WITHOUT = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def noon_in(days: int) -> datetime:
    """Each test has a day of its own, in another week."""
    return datetime.combine(clock.now().date() + timedelta(days=days), datetime.min.time(), UTC).replace(
        hour=12
    )


def planned(site: Served, cast: Stage, title: str, starts: datetime) -> int:
    with backstage(site):
        ada, mira = (db.session.get_one(accounts.User, cast.people[name]) for name in ("Ada", "Mira"))
        slot = Slot(starts, starts + timedelta(hours=1), "UTC")
        [made] = plan(ada, [slot], Details(title=title), by=mira)
        commit()
        return made.id


def fill(page: Page, title: str, starts: datetime) -> None:
    page.get_by_label("Title").fill(title)
    page.get_by_label("With").select_option(label="Ada")
    page.get_by_label("Course").select_option(label="Knots")
    page.get_by_label("Late after, in minutes").fill("5")
    page.get_by_label("Starts, UTC").fill(f"{starts:%Y-%m-%dT%H:%M}")


@WITH_AND_WITHOUT
def test_two_at_once_for_a_reason(site, cast, page_for: Pages, scripts):
    page_for.forgive("status of 409")
    noon = noon_in(8 if scripts else 15)
    first = planned(site, cast, "Bends", noon)
    mira = page_for(site.url, java_script_enabled=scripts)
    enter(mira, "Mira", then="/mentor/schedules/new")
    fill(mira, "Knots at sea", noon + timedelta(minutes=30))
    if not scripts:
        mira.get_by_role("button", name="Plan it").click()
    advice = mira.locator("#advice")
    expect(advice).to_contain_text("You have another session at that time")
    expect(advice).to_contain_text("Overlaps Bends")
    expect(advice.locator("[data-take]")).to_have_count(3)

    why = mira.get_by_label("Why at the same time")
    mira.get_by_role("button", name="Save anyway").click()
    expect(
        mira.get_by_role("link", name=re.compile("^Why at the same time: please give a reason"))
    ).to_be_visible()
    expect(why).to_have_attribute("aria-invalid", "true")
    expect(mira.get_by_label("Late after, in minutes")).to_have_value("5")
    why.fill("Noor begins with them.")
    why.press("Tab")
    expect(mira.get_by_role("button", name="Save anyway")).to_be_focused()
    mira.keyboard.press("Enter")
    expect(mira.locator(".toast")).to_have_text("Planned.")

    block = mira.locator(".slot", has_text="Knots at sea")
    block.locator(".slot__link").click()
    said = mira.locator("blockquote")
    expect(said).to_have_text("Noor begins with them.")
    expect(mira.locator("main")).to_contain_text("after 5 min")
    if scripts:
        expect(mira.locator("#conn")).to_have_text("Live")
        other = page_for(site.url)
        enter(other, "Mira", then=f"/mentor/schedules/{first}/edit")
        other.get_by_label("Starts, UTC").fill(f"{noon + timedelta(hours=5):%Y-%m-%dT%H:%M}")
        other.get_by_role("button", name="Save", exact=True).click()
        expect(other.locator(".toast")).to_have_text("Saved.")
        expect(said).to_have_count(0)


def test_a_reason_that_is_being_typed_outlives_another_change_of_the_form(site, cast, page_for: Pages):
    noon = noon_in(22)
    planned(site, cast, "Bends", noon)
    mira = page_for(site.url)
    enter(mira, "Mira", then="/mentor/schedules/new")
    fill(mira, "Knots at sea", noon)
    why = mira.get_by_label("Why at the same time")
    why.fill("Half each")
    with mira.expect_response("**/mentor/schedules/check"):
        mira.get_by_label("Length").select_option("90")
        why.focus()
        mira.keyboard.press("End")
    mira.keyboard.type(", as always")
    expect(why).to_have_value("Half each, as always")
    expect(why).to_be_focused()
    mira.get_by_label("Starts, UTC").fill(f"{noon + timedelta(hours=3):%Y-%m-%dT%H:%M}")
    expect(mira.locator("#advice")).to_contain_text("Free for you and 1 student")
    expect(why).to_have_count(0)
