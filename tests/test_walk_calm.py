"""What moves by itself, moves calmly: a list in use stands still, and what goes away fades where it was."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.beaconing import zone_far_from_midnight
from tests.serving import Served
from tests.staging import Stage, backstage, caller, enter, stage
from tests.walked import site
from webapp import accounts
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import commit
from webapp.schedules import Details, Slot, plan

__all__ = ["site"]

NOTE_WHAT_FADES = """
    window.faded = [];
    new MutationObserver((changes) => {
      for (const { target } of changes)
        if (target.classList.contains("going")) window.faded.push([target.id, target.dataset.stays]);
    }).observe(document.body, { subtree: true, attributeFilter: ["class"] });
"""


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    """Ada and Ben are in Mira's cohort, so that she sees them."""
    set_up = stage(site, zone=zone_far_from_midnight())
    with backstage(site):
        otto, *members = (
            db.session.get_one(accounts.User, set_up.people[name]) for name in ("Otto", "Mira", "Ada", "Ben")
        )
        cohort = accounts.create_cohort("Sailors", by=otto)
        for person in members:
            accounts.join_cohort(person, cohort)
        commit()
    return set_up


def test_a_list_in_use_stands_still_and_says_how_much_waits(
    site: Served, cast: Stage, page_for: Callable[..., Page]
) -> None:
    mentor, ada, ben = page_for(site.url), page_for(site.url), page_for(site.url)
    enter(mentor, "Mira", then="/mentor")
    expect(mentor.locator("#conn")).to_have_text("Live")
    waits, here = mentor.locator("[data-calm-waits]"), mentor.locator(".right-now__person")
    enter(ada, "Ada", then=f"/units/{cast.units['Loops']}")
    expect(here).to_contain_text(["Knots, Loops"])
    # The pointer was moved a moment ago, however slow the others are.
    mentor.clock.set_fixed_time(clock.now())
    here.first.hover()

    enter(ben, "Ben", then="/courses")
    ada.goto(f"/units/{cast.units['Bends']}")
    ada.get_by_role("button", name="Mark as done").click()
    expect(mentor.locator(".feed__item").first).to_contain_text("Ada finished Bends")
    expect(waits).to_have_text("2 changes, shown when you leave this list")
    expect(here).to_have_count(1)
    expect(here).to_contain_text("Knots, Loops")

    mentor.get_by_role("heading", level=1).hover()
    expect(here).to_contain_text(["Knots, Bends", "Looking around"])
    expect(here.nth(1)).to_have_class("right-now__person fresh")
    expect(waits).to_be_hidden()


def test_a_list_that_the_keyboard_is_in_stands_still_too(
    site: Served, cast: Stage, page_for: Callable[..., Page]
) -> None:
    mentor, ada = page_for(site.url), page_for(site.url)
    enter(ada, "Ada", then=f"/units/{cast.units['Loops']}")
    enter(mentor, "Mira", then="/mentor")
    expect(mentor.locator("#conn")).to_have_text("Live")
    link = mentor.locator(".right-now__person", has_text="Ada").get_by_role("link")
    mentor.clock.set_fixed_time(clock.now())
    link.focus()
    ada.goto(f"/units/{cast.units['Bends']}")
    waits = mentor.locator("[data-calm-waits]")
    # Ben may idle meanwhile.
    expect(waits).to_have_text(re.compile(r"^\d changes?, shown when you leave this list$"))
    expect(mentor.locator(".right-now__person", has_text="Ada")).to_contain_text("Knots, Loops")
    mentor.get_by_role("link", name="Week view").focus()
    expect(mentor.locator(".right-now__person", has_text="Ada")).to_contain_text("Knots, Bends")


def test_who_leaves_the_list_fades_first(site: Served, cast: Stage, page_for: Callable[..., Page]) -> None:
    mentor, ben = page_for(site.url), page_for(site.url)
    enter(ben, "Ben", then="/courses")
    enter(mentor, "Mira", then="/mentor")
    expect(mentor.locator("#conn")).to_have_text("Live")
    line = mentor.locator(f"#here-{cast.people['Ben']}")
    expect(line).to_be_visible()
    mentor.evaluate(NOTE_WHAT_FADES)
    answer = caller(site, "Otto").post(f"/admin/people/{cast.people['Ben']}/cohorts/1/leaving", {})
    assert answer.status == 303, answer.text
    expect(line).to_have_count(0)
    assert mentor.evaluate("window.faded") == [[f"here-{cast.people['Ben']}", ""]]


@pytest.mark.parametrize("width", [1280, 390])
def test_where_a_moved_session_was_fades_and_where_it_is_appears(
    site: Served, cast: Stage, page_for: Callable[..., Page], width: int
) -> None:
    monday = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)
    monday += timedelta(days=7 * (3 + width % 7) - monday.weekday())
    with backstage(site):
        ada, mira = (db.session.get_one(accounts.User, cast.people[name]) for name in ("Ada", "Mira"))
        slot = Slot(monday, monday + timedelta(hours=1), "UTC")
        (moved,) = plan(ada, [slot], Details(title="Splices"), by=mira)
        other = Slot(monday + timedelta(days=1), monday + timedelta(days=1, hours=1), "UTC")
        plan(ada, [other], Details(title="Whippings"), by=mira)
        commit()
        moved_id = moved.id
    year, number, _ = monday.isocalendar()
    student = page_for(site.url, viewport={"width": width, "height": 900})
    enter(student, "Ada", then="/schedule")
    student.goto(f"/schedule?week={year}-W{number:02}")
    expect(student.locator("#conn")).to_have_text("Live")
    student.evaluate(NOTE_WHAT_FADES)
    answer = caller(site, "Mira").post(f"/mentor/schedules/{moved_id}/move", {"days": "2"})
    assert answer.status == 303, answer.text
    thursday = student.locator(f"[data-day='{monday + timedelta(days=2):%Y-%m-%d}']")
    expect(thursday.locator(f"#session-{moved_id}.fresh")).to_be_visible()
    was = f"{monday:%Y-%m-%dT%H:%M:%SZ} {monday + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    assert student.evaluate("window.faded") == [[f"session-{moved_id}", was]]
    expect(student.locator(f"#session-{moved_id}")).to_have_css("opacity", "1")
