"""Several pages of one browser keep one queue, and each person's queue is their own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.beaconing import BATCHES, a_visit, keep, rows, stored, told_by, wait_for, waiting
from tests.serving import Served
from tests.staging import Stage, backstage, enter, sign_out, stage
from tests.tracked import site
from webapp import accounts, courses
from webapp.core.stores import db
from webapp.courses.models import Course
from webapp.flow import commit

__all__ = ["site"]


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    set_up = stage(site)
    with backstage(site):
        courses.enroll(accounts.get(set_up.people["Ben"]), db.session.get_one(Course, set_up.course_id))
        commit()
    return set_up


@pytest.fixture
def browser_of_all(site: Served, new_context: Callable[..., BrowserContext]) -> BrowserContext:
    """One browser profile, as on a tablet that a class shares."""
    return new_context(base_url=site.url, viewport={"width": 1280, "height": 900})


def refuse(route: Route) -> None:
    route.abort()


def test_four_tabs_send_two_hundred_events_once(site, cast, browser_of_all):
    ada = cast.people["Ada"]
    first = browser_of_all.new_page()
    enter(first, "Ada", then="/courses")
    visits = [a_visit(cast.units["Loops"]) for _ in range(200)]
    browser_of_all.route(BATCHES, refuse)
    keep(first, ada, visits)
    tabs = [first, *(browser_of_all.new_page() for _ in range(3))]
    told = told_by(browser_of_all)
    browser_of_all.unroute(BATCHES)
    for tab in tabs:
        tab.goto("/courses", wait_until="commit")
    wait_for(first, lambda: not waiting(first, ada), "the queue is empty")
    sent = [event["event_id"] for _, event in told]
    assert len(sent) == 200
    assert set(sent) == {visit["event_id"] for visit in visits}
    for visit in visits:
        assert stored(site, visit["event_id"]) == [ada]
    for tab in tabs:
        expect(tab.locator("html:not([data-waiting])")).to_be_attached()


def test_two_students_on_one_tablet(site, cast, browser_of_all):
    """Ada's network is gone when she signs out. Ben's work goes, hers waits for her."""
    ada, ben = cast.people["Ada"], cast.people["Ben"]
    page = browser_of_all.new_page()
    enter(page, "Ada")
    page.route(BATCHES, refuse)
    page.goto(f"/units/{cast.units['Bends']}")
    wait_for(page, lambda: len(waiting(page, ada)), "her view is kept")
    sign_out(page)
    page.unroute(BATCHES)
    kept = {body["event_id"] for body in waiting(page, ada) if "event_id" in body}

    told = told_by(page)
    enter(page, "Ben", then=f"/units/{cast.units['Bends']}")
    wait_for(
        page,
        lambda: rows(site, "SELECT 1 FROM activities WHERE student_id = ? AND type = 'unit_view'", ben),
        "his",
    )
    expect(page.locator("html:not([data-waiting])")).to_be_attached()
    assert not kept & {event.get("event_id") for _, event in told}
    sign_out(page)
    assert {body["event_id"] for body in waiting(page, ada) if "event_id" in body} == kept

    enter(page, "Ada", then="/courses")
    for event_id in kept:
        wait_for(page, lambda event_id=event_id: stored(site, event_id), "hers arrives when she is back")
        assert stored(site, event_id) == [ada]


def test_a_page_of_ada_sends_nothing_with_bens_session(site, cast, browser_of_all):
    """Ben signs in beside her open page, which has not heard of it yet."""
    ada = cast.people["Ada"]
    hers = browser_of_all.new_page()
    enter(hers, "Ada")
    hers.route("**/live?*", refuse)
    told = told_by(hers)
    hers.goto(f"/units/{cast.units['Loops']}")
    wait_for(hers, lambda: told and stored(site, told[0][1]["event_id"]), "her view is in the log")
    wait_for(hers, lambda: not waiting(hers, ada), "what there was is sent")
    his = browser_of_all.new_page()
    his.goto("/courses")
    sign_out(his)
    enter(his, "Ben")
    visit = a_visit(cast.units["Loops"])
    keep(hers, ada, [visit])
    with hers.expect_response("**/activity/batch?*") as answered:
        hers.evaluate("dispatchEvent(new Event('online'))")
    assert answered.value.status == 401
    assert stored(site, visit["event_id"]) == []
    assert [body["event_id"] for body in waiting(hers, ada) if "event_id" in body] == [visit["event_id"]]
