"""What a unit page reports of a student in a real browser, and that nothing of it is lost or counted twice."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.beaconing import active_ms, look_at, put_film, stored, told_by, viewed, wait_for
from tests.serving import Served
from tests.staging import Stage, backstage, caller, enter
from tests.walked import cast, site
from webapp.core.stores import db
from webapp.tracking.models import ActivityRow

__all__ = ["cast", "site"]


@pytest.fixture
def ada(site: Served, cast: Stage, page_for: Callable[..., Page]) -> Page:
    """Ada's browser, signed in."""
    for lost in (r"htmx:(sse:)?error", "Failed to load resource"):
        page_for.forgive(lost)  # type: ignore[attr-defined]
    page = page_for(site.url, timezone_id="Africa/Lagos")
    enter(page, "Ada")
    return page


@pytest.fixture
def sent(ada: Page) -> list[tuple[str, dict[str, Any]]]:
    """All that Ada's browser tells, events and heartbeats, one by one."""
    return told_by(ada)


def active_of(sent: list[tuple[str, dict[str, Any]]]) -> list[int]:
    return [beat["active_ms"] for type_, beat in sent if type_ == "heartbeat"]


def test_a_view_is_measured_while_the_student_is_there(ada, sent, site, cast):
    look_at(ada, site, cast.units["Loops"], sent)
    ada.clock.run_for(30_000)
    ada.mouse.click(300, 300)
    ada.clock.run_for(30_000)
    ada.clock.run_for(180_000)  # nobody touches anything: a minute still counts
    ada.goto("/courses")
    ada.clock.run_for(2_000)
    wait_for(ada, lambda: active_of(sent) and active_of(sent)[-1] >= 88_000, "the last of it is told")

    views = {event["view_id"] for type_, event in sent if type_ == "unit_view"}
    beats = [beat for type_, beat in sent if type_ == "heartbeat"]
    assert len(views) == 1
    assert active_of(sent) == sorted(active_of(sent))
    assert {beat["view_id"] for beat in beats} == views
    assert 88_000 <= beats[-1]["active_ms"] <= 93_000
    view_id = views.pop()
    wait_for(ada, lambda: active_ms(site, view_id) == beats[-1]["active_ms"], "the site knows as much")


def test_finishing_is_a_plain_post_of_the_page(ada, sent, cast):
    ada.goto(f"/units/{cast.units['Bends']}")
    ada.click("form[data-finish] button")
    expect(ada.locator("form[data-finish]")).to_have_count(0)
    assert "lesson_complete" not in [type_ for type_, _ in sent]


def test_finished_without_a_network_it_is_kept_and_counted_once(ada, sent, site, cast):
    unit_id = cast.units["Loops"]
    ada.goto(f"/units/{unit_id}")
    expect(ada.locator("#conn")).to_have_text("Live")
    viewed(ada, site, sent)
    ada.context.set_offline(True)
    ada.click("form[data-finish] button")
    expect(ada.locator("form[data-finish] button")).to_have_text("Will be sent")
    expect(ada.locator("#conn")).to_have_text("Offline, 1 waiting")
    expect(ada.locator("[data-waiting]:not(html)")).to_contain_text("1 thing you did is kept on this device")

    ada.context.set_offline(False)
    expect(ada.locator("form[data-finish]")).to_have_count(0)
    assert caller(site, "Ada").post(f"/units/{unit_id}/completion").status == 303
    with backstage(site):
        deeds = db.session.query(ActivityRow).filter_by(unit_id=unit_id, type="lesson_complete")
        assert deeds.filter_by(counts=True).count() == 1


def test_a_video_counts_when_nine_tenths_of_it_were_played(ada, sent, site, cast):
    unit_id = put_film(site, cast, "A bowline in slow motion", seconds=20)
    ada.goto(f"/units/{unit_id}")
    video = ada.locator("video")

    video.evaluate("film => { film.muted = true; film.playbackRate = 4; film.currentTime = 19; film.play() }")
    expect(video).to_have_js_property("ended", True)  # a jump to the end watches nothing
    assert "video_watch" not in [type_ for type_, _ in sent]

    # what a slow machine left out counts the next time round
    video.evaluate("film => { film.loop = true; film.currentTime = 0; film.play() }")
    expect(ada.locator("form[data-finish]")).to_have_count(0)
    (watched,) = [event for type_, event in sent if type_ == "video_watch"]
    assert watched["engagement_metrics"]["video_watch_percentage"] >= 90
    assert watched["duration_seconds"] >= 18
    assert re.fullmatch(r"\d+-\d+(,\d+-\d+)*", watched["video"]["played"])


def test_what_is_unsent_outlives_the_page(ada, sent, site, cast):
    """The server is away when the page is left; the next page sends it."""
    ada.route("**/api/**", lambda route: route.fulfill(status=503))
    ada.goto(f"/units/{cast.units['Loops']}")
    expect(ada.locator("html[data-waiting='1']")).to_be_attached()
    ada.goto("/courses")
    ada.unroute("**/api/**")
    ada.goto("/courses")
    (view,) = {event["event_id"] for type_, event in sent if type_ == "unit_view"}
    wait_for(ada, lambda: stored(site, view), "it is in the log")
    expect(ada.locator("html:not([data-waiting])")).to_be_attached()
    assert stored(site, view) == [cast.people["Ada"]]


def test_a_visit_of_a_course_counts_after_five_seconds_on_screen(ada, sent, cast):
    ada.clock.install()
    ada.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))
    ada.goto(f"/courses/{cast.course_id}")
    expected = ada.get_attribute("main", "data-track-view")
    ada.clock.run_for(4_000)
    assert "course_view" not in [type_ for type_, _ in sent]
    ada.clock.run_for(2_000)
    wait_for(ada, lambda: "course_view" in [type_ for type_, _ in sent], "the visit is told")
    assert [event["event_id"] for type_, event in sent if type_ == "course_view"] == [expected]


def test_a_mentor_who_looks_at_a_unit_reports_nothing(site, cast, page_for):
    page = page_for(site.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.install()
    enter(page, "Mira", then=f"/units/{cast.units['Loops']}")
    page.clock.run_for(40_000)
    page.goto("/courses")
    assert not [url for url in asked if "/api/" in url]


def test_a_unit_opened_in_the_background_or_skipped_was_not_viewed(ada, sent, cast):
    ada.clock.install()
    ada.add_init_script("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    ada.goto(f"/units/{cast.units['Loops']}")
    ada.clock.run_for(40_000)
    expect(ada.locator("[data-time-here]")).to_be_visible()
    assert sent == []
    ada.evaluate("delete document.hidden")
    ada.clock.run_for(1_000)
    wait_for(ada, lambda: [type_ for type_, _ in sent] == ["unit_view"], "it is viewed now")
