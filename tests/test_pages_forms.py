"""The small comforts of forms, in a real browser; without scripts each form works all the same."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD
from tests.serving import Served
from tests.staging import Stage, backstage, enter
from tests.walked import cast, site
from tests.weeks_walked import week_after
from webapp.core.stores import db
from webapp.courses.models import Unit

__all__ = ["cast", "site"]

TOP = "one => one.getBoundingClientRect().top"


@pytest.fixture
def work(site: Served, cast: Stage, page_for: Callable[..., Page]) -> Page:
    """Ada at an assignment."""
    page = page_for(site.url, timezone_id="Africa/Lagos")
    enter(page, "Ada", then=f"/units/{cast.units['Tie three of them']}")
    return page


def test_registering_knows_the_zone_and_shows_the_password(site, cast, page_for):
    page = page_for(site.url, timezone_id="Asia/Tokyo")
    page.goto("/register")
    expect(page.locator("[name=time_zone]")).to_have_value("Asia/Tokyo")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Show").click()
    expect(page.locator("[name=password]")).to_have_attribute("type", "text")


def test_a_zone_that_was_chosen_is_kept_when_the_form_comes_back(site, cast, page_for):
    page_for.forgive("status of 422")
    page = page_for(site.url, timezone_id="Asia/Tokyo")
    page.goto("/register")
    page.fill("[name=time_zone]", "Europe/Lisbon")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator("[name=time_zone]")).to_have_value("Europe/Lisbon")


def test_a_form_pressed_twice_is_sent_once(work):
    sent = []
    work.on("request", lambda request: sent.append((request.method, request.url)))
    work.fill("textarea", "Three bowlines, tied twice.")
    work.evaluate(
        """() => {
          const form = document.querySelector("textarea").form;
          for (const press of [1, 2]) form.requestSubmit();
        }"""
    )
    expect(work.get_by_text("Three bowlines, tied twice.")).to_be_visible()
    assert len([url for method, url in sent if method == "POST" and "/units/" in url]) == 1


def test_what_is_typed_outlives_a_refusal(work, site, cast, page_for):
    page_for.forgive("status of 403|status of 404")
    work.fill("textarea", "Half a thought")
    with backstage(site):
        unit = db.session.get_one(Unit, cast.units["Tie three of them"])
        unit.course.is_published = False
        db.session.commit()
    work.get_by_role("button", name="Hand in").click()
    expect(work.locator("main[data-error]")).to_be_visible()
    with backstage(site):
        db.session.get_one(Unit, cast.units["Tie three of them"]).course.is_published = True
        db.session.commit()
    work.goto(f"/units/{cast.units['Tie three of them']}")
    expect(work.locator("textarea")).to_have_value("Half a thought")
    work.fill("textarea", "")


def test_what_is_typed_outlives_a_reload_and_goes_when_it_is_accepted(work):
    work.fill("textarea", "Half a thought")
    work.reload()
    expect(work.locator("textarea")).to_have_value("Half a thought")
    work.get_by_role("button", name="Hand in").click()
    expect(work.locator(".work__text").first).to_have_text("Half a thought")
    expect(work.locator("textarea")).to_have_value("")


def test_without_a_network_a_form_says_so_and_keeps_what_was_typed(work, page_for):
    page_for.forgive("Failed to load resource|htmx:sse:error")
    expect(work.locator("#conn")).to_have_text("Live")
    work.fill("textarea", "Not lost")
    work.context.set_offline(True)
    expect(work.locator("#conn")).to_have_text("Offline")
    work.get_by_role("button", name="Hand in").click()
    expect(work.get_by_role("alert")).to_contain_text("You are offline.")
    expect(work.locator("textarea")).to_have_value("Not lost")
    work.context.set_offline(False)
    expect(work.locator("#conn")).to_have_text("Live")
    work.get_by_role("button", name="Hand in").click()
    expect(work.locator(".work__text").first).to_have_text("Not lost")


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_wrong_has_the_focus_names_each_field_and_leads_there(site, cast, page_for, scripts):
    page_for.forgive("status of 422")
    page = page_for(site.url, java_script_enabled=scripts)
    enter(page, "Mira", then="/mentor/schedules/new")
    page.get_by_role("button", name="Plan it").click()
    summary = page.locator(".errors")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link").first).to_have_text("Title: please fill this in.")
    summary.get_by_role("link", name="With: choose a student, several, or a cohort.").press("Enter")
    expect(page.get_by_label("With", exact=True)).to_be_focused()


def test_a_fault_does_not_move_the_field_beside_it(site, cast, page_for):
    page_for.forgive("status of 422")
    page = page_for(site.url)
    enter(page, "Mira", then="/mentor/schedules/new")
    page.get_by_role("button", name="Plan it").click()
    expect(page.locator("#f-starts-error")).to_be_visible()
    tops = [page.locator(f"#f-{name}").evaluate(TOP) for name in ("starts", "minutes", "ends")]
    assert max(tops) - min(tops) < 1


def test_the_only_fault_of_the_times_has_all_of_their_row(site, cast, page_for):
    page_for.forgive("status of 422")
    page = page_for(site.url)
    enter(page, "Mira", then="/mentor/schedules/new")
    page.get_by_role("button", name="Plan it").click()
    wide = "one => [one, one.closest('.form__row')].map(each => each.getBoundingClientRect().width)"
    narrow = page.locator("#f-minutes").bounding_box()["width"]
    own, row = page.locator("#f-starts-error").evaluate(wide)
    assert own == row
    assert page.locator("#f-starts").bounding_box()["width"] == narrow < row / 2
    page.fill("[name=title]", "Backwards")
    page.select_option("[name=whom]", f"student:{cast.people['Ada']}")
    page.fill("[name=starts]", f"{week_after(2):%Y-%m-%dT10:30}")
    page.fill("[name=ends]", f"{week_after(2):%Y-%m-%dT09:30}")
    page.get_by_role("button", name="Plan it").click()
    expect(page.locator("#f-starts-error")).to_have_count(0)
    own, row = page.locator("#f-ends-error").evaluate(wide)
    assert own == row


def test_a_long_word_in_a_title_makes_no_page_wider_than_a_phone(site, cast, page_for):
    long_title = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
    unit = cast.units["Bends"]
    with backstage(site):
        db.session.get_one(Unit, unit).title = long_title
        db.session.commit()
    page = page_for(site.url, viewport={"width": 390, "height": 844})
    enter(page, "Mira", then=f"/units/{unit}")
    for address in (f"/units/{unit}", f"/mentor/units/{unit}", f"/courses/{cast.course_id}"):
        page.goto(address)
        expect(page.get_by_text(long_title).first).to_be_attached()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
