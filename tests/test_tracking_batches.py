"""A batch is answered event by event: what is good is kept, whatever the others are (contract, section 4)."""

import json
import uuid
from typing import Any

import pytest

from tests.conftest import beacon
from webapp import analytics, courses
from webapp.core.inputs import LARGEST_ID
from webapp.core.stores import db
from webapp.tracking.inputs import (
    LARGEST_EVENT,
    LONGEST_RUNS,
    ActivityInput,
    EngagementInput,
    HeartbeatInput,
    VideoInput,
)

DOORS = ["/api/courses/activity/batch", "/api/student/activity/batch"]


@pytest.fixture
def lesson(units):
    """A lesson finished, each time under another id."""
    return lambda **changes: (
        {
            "activity_type": "lesson_complete",
            "unit_id": units["Loops"].id,
            "event_id": str(uuid.uuid4()),
        }
        | changes
    )


@pytest.fixture(params=DOORS)
def send(request, sign_in, enrolled):
    """Ada sends these events as one batch."""
    browser = sign_in(enrolled)
    return lambda *events: browser.post(request.param, json={"events": list(events)})


def statuses(answer):
    return [(result["status"], result.get("code")) for result in answer.json["results"]]


def test_results_stand_where_the_events_stood(send, lesson):
    events = [lesson(), lesson(duration_seconds=-1), lesson(unit_id=999), 5, lesson()]
    answer = send(*events)
    assert answer.status_code == 200
    assert statuses(answer) == [
        ("stored", None),
        ("rejected", "invalid"),
        ("rejected", "forbidden"),
        ("rejected", "invalid"),
        ("stored", None),
    ]
    ids = [result["event_id"] for result in answer.json["results"]]
    assert ids == [
        events[0]["event_id"],
        events[1]["event_id"],
        events[2]["event_id"],
        None,
        events[4]["event_id"],
    ]
    assert answer.json["results"][1]["fields"].keys() == {"duration_seconds"}
    assert answer.json["results"][1]["field"] == "duration_seconds"


def test_a_batch_sent_again_is_a_success_that_changes_nothing(send, lesson, enrolled):
    events = [lesson(), lesson(activity_type="profile_view", unit_id=None, duration_seconds=60)]
    first = send(*events)
    figures = analytics.figures(enrolled.id)
    again = send(*events)
    assert (first.status_code, again.status_code) == (200, 200)
    assert statuses(again) == [("duplicate", None), ("duplicate", None)]
    assert analytics.figures(enrolled.id) == figures


def test_the_same_event_twice_in_one_batch_is_kept_once(send, lesson, enrolled):
    event = lesson(activity_type="video_watch")
    assert statuses(send(event, event, event)) == [("stored", None), ("duplicate", None), ("duplicate", None)]
    assert analytics.figures(enrolled.id).learned_minutes == 15


def test_an_id_of_another_deed_is_a_conflict_and_adds_nothing(send, lesson, units, enrolled):
    event = lesson(duration_seconds=60)
    other = event | {"unit_id": units["Bends"].id, "duration_seconds": 3000}
    assert statuses(send(event, other)) == [("stored", None), ("rejected", "conflict")]
    figures = analytics.figures(enrolled.id)
    assert (figures.learned_minutes, figures.active_seconds) == (30, 60)


def test_all_known_already_is_a_success(send, lesson):
    event = lesson()
    send(event)
    assert send(event, lesson(unit_id=999)).status_code == 200


def test_all_forbidden_is_forbidden_and_a_mixture_invalid(send, lesson):
    assert send(lesson(unit_id=999), lesson(course_id=999)).status_code == 403
    mixed = send(lesson(unit_id=999), lesson(unit_id=0))
    assert mixed.status_code == 400
    assert mixed.json["error"]["fields"].keys() == {"events.1.unit_id"}


def test_an_event_over_8_kb_is_refused_by_itself(send, lesson):
    answer = send(lesson(), lesson(note="ä" * 5000))
    assert answer.status_code == 200
    assert statuses(answer) == [("stored", None), ("rejected", "too_large")]
    alone = send(lesson(note="ä" * 5000))
    assert alone.status_code == 400
    assert alone.json["error"]["fields"].keys() == {"events.0"}


LONG_NUMBER = 1.2345678901234567e-100
AN_INSTANT = "2026-11-20T14:05:00.123456789+00:00"
EVERYTHING: dict[str, Any] = {
    "activity_type": "certificate_earned",
    "course_id": LARGEST_ID,
    "module_id": LARGEST_ID,
    "unit_id": LARGEST_ID,
    "event_id": str(uuid.uuid4()),
    "view_id": str(uuid.uuid4()),
    "tracker": "t" * 40,
    "start_time": AN_INSTANT,
    "end_time": AN_INSTANT,
    "sent_at": AN_INSTANT,
    "sent_mono": LONG_NUMBER,
    "mono": LONG_NUMBER,
    "seq": 1_000_000,
    "active_ms": 86_400_000,
    "duration_seconds": LONG_NUMBER,
    "engagement_metrics": {
        "scroll_depth": LONG_NUMBER,
        "video_watch_percentage": LONG_NUMBER,
        "interaction_count": 1_000_000,
    },
    "video": {"duration_seconds": LONG_NUMBER, "played": "0" * LONGEST_RUNS},
}
A_BEAT = {"timestamp": AN_INSTANT, "is_active": False}


def test_what_has_no_fault_is_never_too_large():
    fields = {*ActivityInput.model_fields, *HeartbeatInput.model_fields}
    assert (EVERYTHING | A_BEAT).keys() == fields
    assert EVERYTHING["engagement_metrics"].keys() == EngagementInput.model_fields.keys()
    assert EVERYTHING["video"].keys() == VideoInput.model_fields.keys()
    assert len(json.dumps(EVERYTHING | A_BEAT)) < LARGEST_EVENT


@pytest.mark.parametrize("depth", [100, 300, 800])
def test_an_event_that_is_nested_without_end_is_refused_by_itself(send, lesson, depth):
    nested: object = "x"
    for _ in range(depth):
        nested = [nested]
    answer = send(lesson(), lesson(engagement_metrics=nested), lesson(note=nested))
    assert statuses(answer) == [("stored", None), ("rejected", "invalid"), ("rejected", "invalid")]


def test_a_hundred_events_at_once(send, lesson, enrolled):
    answer = send(*(lesson(activity_type="video_watch") for _ in range(100)))
    assert answer.status_code == 200
    assert analytics.figures(enrolled.id).learned_minutes == 1500


def test_ids_belong_to_the_student(sign_in, enrolled, ben, course, lesson):
    courses.enroll(db.session.merge(ben), db.session.merge(course))
    db.session.commit()
    event = lesson()
    assert beacon(sign_in(enrolled), **event).status_code == 201
    assert beacon(sign_in(ben), **event).status_code == 201
    assert analytics.figures(ben.id).learned_minutes == 30


def test_a_single_conflict_names_the_id(sign_in, enrolled, lesson):
    browser, event = sign_in(enrolled), lesson()
    beacon(browser, **event)
    answer = beacon(browser, **event | {"activity_type": "unit_view"})
    assert answer.status_code == 409
    assert answer.json["error"]["fields"].keys() == {"event_id"}


def test_without_an_id_the_same_deed_at_the_same_time_is_one(sign_in, enrolled, lesson):
    browser = sign_in(enrolled)
    event = lesson(activity_type="video_watch", start_time="2026-11-20T10:00:00Z")
    del event["event_id"]
    later = event | {"start_time": "2026-11-20T11:00:00+00:00"}
    answers = [
        beacon(browser, **sent)
        for sent in (event, event | {"start_time": "2026-11-20T11:00:00+01:00"}, later)
    ]
    assert [answer.status_code for answer in answers] == [201, 200, 201]
    assert analytics.figures(enrolled.id).learned_minutes == 30
