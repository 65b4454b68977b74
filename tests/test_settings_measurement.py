"""A student may switch off that scrolling and touches are kept. What makes progress is kept as before."""

import uuid

import pytest

from tests.conftest import beacon
from webapp import analytics
from webapp.accounts import User
from webapp.core.stores import db
from webapp.tracking import ActivityType, log

SWITCH = "/settings/measurement"


@pytest.fixture
def ada_in(sign_in, enrolled):
    return sign_in(enrolled)


@pytest.fixture
def reads(ada_in, enrolled, units, time):
    """Ada reads a page to three quarters, touches it four times and is done with it; what the log has of it then."""

    def read(title="Loops"):
        view_id, unit_id = str(uuid.uuid4()), units[title].id
        measured = {"scroll_depth": 75, "interaction_count": 4, "video_watch_percentage": 95}
        event = {"activity_type": "lesson_complete", "unit_id": unit_id, "event_id": str(uuid.uuid4())}
        event |= {"view_id": view_id, "active_ms": 61_000, "engagement_metrics": measured}
        assert beacon(ada_in, **event).status_code == 201
        beat = {"course_id": units[title].course_id, "unit_id": unit_id, "is_active": True}
        beat |= {"view_id": view_id, "active_ms": 70_000, "timestamp": time().isoformat()}
        beat |= {"engagement_metrics": measured | {"interaction_count": 5}}
        assert ada_in.post("/api/courses/activity/heartbeat", json=beat).status_code == 200
        db.session.rollback()
        (line, *_) = log().counted(enrolled.id, [ActivityType.lesson_complete])
        (view,) = [one for one in log().views_on(enrolled.id, [line.day]) if one.view_id == view_id]
        return line.details, view

    return read


def test_what_is_measured_is_kept_until_it_is_switched_off(ada_in, reads):
    details, view = reads()
    assert (details["scroll_depth"], details["interaction_count"]) == (75, 4)
    assert (view.scroll_depth, view.interactions) == (75, 5)
    page = ada_in.get("/settings").text
    assert 'name="measures_reading"' in page
    assert "checked" in page[page.index('name="measures_reading"') :].partition(">")[0]


def test_switched_off_neither_is_kept_and_progress_is(ada_in, reads, enrolled):
    answer = ada_in.post(SWITCH, data={})
    assert (answer.status_code, answer.location) == (303, "/settings")
    page = ada_in.get("/settings").text
    assert "checked" not in page[page.index('name="measures_reading"') :].partition(">")[0]
    details, view = reads()
    assert details.keys() == {"video_watch_percentage", "course_title", "unit_title"}
    assert (view.scroll_depth, view.interactions, view.active_ms) == (0, 0, 70_000)
    assert analytics.figures(enrolled.id).learned_minutes == 30


def test_the_page_of_what_is_counted_says_that_it_was_not_measured(ada_in, reads):
    ada_in.post(SWITCH, data={})
    reads()
    row = ada_in.get("/counted/active").text.partition("<tbody>")[2].partition("</tr>")[0]
    assert "Loops" in row
    assert (row.count(">–<"), "%" in row) == (3, False)


def test_it_can_be_switched_on_again(ada_in, reads):
    ada_in.post(SWITCH, data={})
    reads()
    ada_in.post(SWITCH, data={"measures_reading": "on"})
    _, view = reads("Bends")
    assert (view.scroll_depth, view.interactions) == (75, 5)


def test_it_says_what_is_wrong_with_another_answer(ada_in, enrolled):
    assert ada_in.post(SWITCH, data={"measures_reading": "perhaps"}).status_code == 422
    db.session.rollback()
    assert db.session.get_one(User, enrolled.id).measures_reading


def test_mentors_are_not_measured_and_have_no_such_switch(sign_in, mira):
    browser = sign_in(mira)
    assert "measures_reading" not in browser.get("/settings").text
    assert browser.post(SWITCH, data={}).status_code == 403
