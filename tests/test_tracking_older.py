"""Older activities: a page of their own, and more lines below the feed."""

import uuid

from playwright.sync_api import expect

from tests.conftest import beacon
from tests.serving import serving
from tests.staging import enter, stage

SEND_THIRTY_VISITS = """course => fetch("/api/courses/activity/batch", {
  method: "POST",
  headers: {"Content-Type": "application/json"},
  body: JSON.stringify({events: Array.from({length: 30}, (_, i) => ({
    activity_type: "course_view",
    course_id: course,
    start_time: new Date(Date.now() - (i + 1) * 3600_000).toISOString(),
    end_time: new Date(Date.now() - (i + 1) * 3600_000 + 60_000).toISOString(),
  }))}),
}).then(answer => answer.status)"""


def test_what_came_before_is_a_page_without_scripts(sign_in, enrolled, course, time):
    student = sign_in(enrolled)
    for _ in range(12):
        time.forward(minutes=1)
        beacon(student, activity_type="course_view", course_id=course.id, event_id=str(uuid.uuid4()))

    profile = student.get("/").text
    older = profile.split('href="/activity?before=')[1].split('"')[0]
    page = student.get(f"/activity?before={older}").text

    assert profile.count("feed__item") + page.count("feed__item") == 13  # the enrolment too
    assert "There is nothing before this" not in page


def test_with_scripts_older_lines_come_below_the_feed(page_for):
    with serving() as site:
        cast = stage(site)
        page = page_for(site.url)
        enter(page, "Ada")
        assert page.evaluate(SEND_THIRTY_VISITS, cast.course_id) == 200
        page.goto("/")
        shown = page.locator(".feed__item")
        first = shown.count()

        page.get_by_role("link", name="Show older").click()
        expect(page.locator("#older .feed__item")).to_have_count(20)
        page.get_by_role("link", name="Show older").click()
        expect(page.get_by_role("link", name="Show older")).to_have_count(0)

        assert page.url == f"{site.url}/"
        expect(shown).to_have_count(31)  # thirty visits and the enrolment
        assert len(set(shown.evaluate_all("lines => lines.map(line => line.id)"))) == 31 > first
