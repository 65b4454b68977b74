"""Two who change one session at once: keep mine, take theirs, or go on editing; with scripts and without."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browsing import Pages
from tests.serving import Served
from tests.staging import Stage, backstage, enter
from tests.walked import cast, site
from webapp import accounts
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules import EVERY, Details, Slot, plan

__all__ = ["cast", "site"]


@pytest.fixture
def session_id(site: Served, cast: Stage) -> int:
    """One at noon a week from now: each test has its own."""
    noon = datetime.combine(clock.now().date() + timedelta(days=7), datetime.min.time(), UTC)
    slot = Slot(noon + timedelta(hours=12), noon + timedelta(hours=13), "UTC")
    with backstage(site):
        ada, mira = (db.session.get_one(accounts.User, cast.people[name]) for name in ("Ada", "Mira"))
        [made] = plan(ada, [slot], Details(title="Loops"), by=mira, accepted=EVERY)
        commit()
        return made.id


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_second_reads_both_and_loses_nothing(site, session_id, page_for: Pages, scripts):
    page_for.forgive("status of 409")
    form = f"/mentor/schedules/{session_id}/edit"
    mira = page_for(site.url, java_script_enabled=scripts)
    enter(mira, "Mira", then=form)
    mira.get_by_label("Title").fill("Bights")
    mira.get_by_label("Description").fill("What I typed for an hour.")

    otto = page_for(site.url)
    enter(otto, "Otto", then=form)
    otto.get_by_label("Title").fill("Knots")
    otto.get_by_label("Place or link").fill("Room 4")
    otto.get_by_role("button", name="Save", exact=True).click()
    expect(otto.locator(".toast")).to_have_text("Saved.")

    mira.get_by_role("button", name="Save", exact=True).click()
    clash = mira.get_by_role("region", name="Otto changed this")
    expect(clash.locator("dt")).to_have_text(["Title", "Place or link", "Description"])
    expect(clash.locator("pre")).to_have_text(
        ["Knots", "Bights", "Room 4", "Nothing", "Nothing", "What I typed for an hour."]
    )
    if scripts:
        expect(clash.locator("time")).to_have_text(re.compile("just now|ago"))
        expect(clash).to_be_focused()
    expect(mira.locator("[name=title]")).to_have_value("Bights")
    expect(mira.locator("[name=description]")).to_have_value("What I typed for an hour.")
    expect(mira.get_by_role("link", name="Take theirs")).to_have_attribute("href", form)
    theirs = mira.context.new_page()
    theirs.goto(form)
    expect(theirs.locator("[name=title]")).to_have_value("Knots")

    mira.locator("[name=title]").fill("Bights and knots")
    mira.get_by_role("button", name="Keep mine").click()
    expect(mira.locator(".toast")).to_have_text("Saved.")
    otto.goto(form)
    expect(otto.locator("[name=title]")).to_have_value("Bights and knots")
    expect(otto.locator("[name=place]")).to_have_value("")
