"""Behind each figure stand the activities that it is counted from."""

import re
import uuid

import pytest

from tests.conftest import beacon
from webapp import analytics
from webapp.tracking import MongoActivityLog


@pytest.fixture
def learned(sign_in, enrolled, course, units, time):
    """Ada has visited a course thirty times, finished one lesson twice, and read for a minute."""
    browser = sign_in(enrolled)
    for _ in range(30):
        time.forward(minutes=1)
        beacon(browser, activity_type="course_view", course_id=course.id, event_id=str(uuid.uuid4()))
    for _ in range(2):
        time.forward(minutes=1)
        said = {
            "activity_type": "lesson_complete",
            "unit_id": units["Loops"].id,
            "event_id": str(uuid.uuid4()),
        }
        beacon(browser, **said)
    beat = {
        "course_id": course.id,
        "unit_id": units["Bends"].id,
        "is_active": True,
        "timestamp": time().isoformat(),
    }
    beat |= {"view_id": str(uuid.uuid4()), "active_ms": 61_000, "engagement_metrics": {"scroll_depth": 80}}
    browser.post("/api/courses/activity/heartbeat", json=beat)
    return browser


def lines(browser, path):
    """All lines of all pages, and how many minutes they say together."""
    number = minutes = 0
    while path:
        text = browser.get(path).text
        number += text.count('id="line-')
        minutes += sum(map(int, re.findall(r'<b class="badge">(\d+) min</b>', text)))
        following = re.search(r'rel="next" href="([^"]+)"', text)
        path = following and following[1].replace("&amp;", "&")
    return number, minutes


def test_the_lines_of_hours_add_up_to_the_figure(learned, enrolled):
    assert lines(learned, "/counted/hours") == (31, 330)
    assert analytics.figures(enrolled.id).learned_minutes == 330


def test_the_lines_of_the_streak_are_what_was_learned(learned):
    number, _ = lines(learned, "/counted/streak")
    assert number == 32  # the enrolment too; the lesson once


def test_measured_time_by_day_and_page(learned):
    page = learned.get("/counted/active").text
    assert "1&nbsp;min counted" in page
    assert "Bends" in page
    assert "80&nbsp;%" in page


def test_a_mentor_sees_the_same_and_a_stranger_nothing(learned, enrolled, sign_in, mira, noor):
    path = f"/mentor/students/{enrolled.id}/counted/hours"
    assert lines(sign_in(mira), path) == (31, 330)
    assert sign_in(noor).get(path).status_code == 404


def test_nothing_counted_and_nothing_such(sign_in, ben):
    browser = sign_in(ben)
    for figure in ("hours", "active", "streak"):
        assert "Nothing is counted yet" in browser.get(f"/counted/{figure}").text
    assert browser.get("/counted/fame").status_code == 404
    assert browser.get("/counted/hours?before=now").status_code == 404


def test_while_the_log_is_away_the_page_says_so(app, learned):
    away = MongoActivityLog("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50")
    app.extensions["activity_log"] = away
    page = learned.get("/counted/hours")
    assert page.status_code == 200
    assert "Could not load the lines" in page.text
    away.close()
