"""What is long fits where it stands, and a page fits the narrowest phone: 320 px, as WCAG 2.2 (1.4.10) has it."""

from datetime import timedelta

import pytest

from tests.staging import backstage, caller, enter
from tests.walked import cast, site
from tests.weeks_walked import week_after
from webapp import audit, entries
from webapp.accounts import User
from webapp.core.stores import db
from webapp.entries import EntryInput
from webapp.flow import commit
from webapp.schedules import EVERY, Details, Slot, plan

__all__ = ["cast", "site"]

NARROW = {"width": 320, "height": 640}
WITHIN = """one => {
  const words = one.querySelector("span"), box = one.getBoundingClientRect();
  return box.left >= 0 && box.right <= innerWidth && words.scrollWidth <= words.clientWidth + 1;
}"""


@pytest.mark.parametrize("name", ["Ada", "Mira"])
def test_the_bar_at_the_bottom_has_all_of_its_places_within_the_screen(site, cast, page_for, name):
    page = page_for(site.url, viewport=NARROW)
    enter(page, name)
    places = page.locator(".nav a")
    assert places.count() == 5
    assert [place.evaluate(WITHIN) for place in places.all()] == [True] * 5


def test_the_masthead_ends_where_the_page_does(site, cast, page_for):
    page = page_for(site.url, viewport=NARROW)
    enter(page, "Ada")
    ends = "which => document.querySelector(which).getBoundingClientRect().right"
    assert page.evaluate(ends, ".account") <= page.evaluate(ends, "main") + 1


def test_the_rules_between_the_figures_of_a_dashboard_go_from_edge_to_edge(site, cast, page_for):
    page = page_for(site.url, viewport=NARROW)
    enter(page, "Mira")
    boxes = [figure.bounding_box() for figure in page.locator(".figures .stat").all()]
    rows = {top: [box for box in boxes if box["y"] == top] for top in {box["y"] for box in boxes}}
    whole = page.locator(".figures").bounding_box()["width"]
    assert [len(row) for _, row in sorted(rows.items())] == [2, 2, 1]
    assert all(sum(box["width"] for box in row) == pytest.approx(whole, abs=2) for row in rows.values())


def test_the_audit_log_shows_before_and_after_beside_the_longest_names(site, cast, page_for):
    with backstage(site):
        otto = db.session.get_one(User, cast.people["Otto"])
        otto.name = "W" * 87
        audit.note("changed", otto, by=otto.as_actor(), after={"title": "T" * 150})
        commit()
    page = page_for(site.url)
    enter(page, "Otto", then="/admin/audit")
    inside = "one => one.getBoundingClientRect().right <= document.querySelector('main').getBoundingClientRect().right"
    assert page.get_by_role("columnheader", name="Before and after").evaluate(inside)
    rows = page.locator(".trail tbody tr")
    assert max(row.bounding_box()["height"] for row in rows.all()) < 250


def test_the_longest_name_makes_no_page_wider(site, cast, page_for):
    with backstage(site):
        ada = db.session.get_one(User, cast.people["Ada"])
        ada.name = "W" * 87
        entries.submit(EntryInput.of({"title": "T" * 150, "body": "Words."}), by=ada)
        commit()
    page = page_for(site.url)
    enter(page, "Mira")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for path in ("/mentor", "/mentor/schedules", "/mentor/entries", "/notifications"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") == width, path
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/mentor/schedules")
    assert page.locator("select[name=student]").bounding_box()["width"] < 400


def test_a_long_note_at_the_bell_leaves_room_for_others_until_one_goes_to_it(site, cast, page_for):
    caller(site, "Mira").post(f"/mentor/students/{cast.people['Ada']}/notes", {"note": "Long" * 150})
    page = page_for(site.url)
    enter(page, "Ada")
    page.locator(".bell").click()
    note = page.locator("#inbox .note", has_text="LongLong").first
    assert note.bounding_box()["height"] < 150
    note.get_by_role("link").focus()
    assert note.bounding_box()["height"] > 300


LINES = """block => {
  const box = block.getBoundingClientRect();
  const lines = [...block.querySelectorAll(".slot__title, .slot__when, .slot__whom, .slot__seen")];
  return lines.map(line => [line.className, line.getBoundingClientRect()])
    .map(([name, one]) => [name, one.left >= box.right ? "away" : one.bottom <= box.bottom ? "whole" : "cut"]);
}"""


def test_in_the_week_a_line_of_a_session_is_whole_or_not_there(site, cast, page_for):
    monday = week_after(1)
    with backstage(site):
        ada, mira = (db.session.get_one(User, cast.people[name]) for name in ("Ada", "Mira"))
        for title, begins, minutes in [
            ("A quarter of an hour", 0, 15),
            ("Half an hour", 60, 30),
            ("Three quarters", 120, 45),
            ("An hour with a title that is far too long for it", 24 * 60, 60),
            ("At the same time", 24 * 60 + 30, 60),
        ]:
            starts = monday + timedelta(minutes=begins)
            slot = Slot(starts, starts + timedelta(minutes=minutes), "UTC")
            plan(ada, [slot], Details(title=title), by=mira, accepted=EVERY)
        commit()
    page = page_for(site.url)
    year, number, _ = monday.isocalendar()
    enter(page, "Mira", then=f"/mentor/schedules?week={year}-W{number:02}")
    shown = [dict(block.evaluate(LINES)) for block in page.locator(".slot").all()]
    assert len(shown) == 5
    assert {state for lines in shown for state in lines.values()} == {"whole", "away"}
    assert [lines["slot__when"] for lines in shown] == ["away", "whole", "whole", "whole", "whole"]
    assert shown[2]["slot__whom"] == "whole"
