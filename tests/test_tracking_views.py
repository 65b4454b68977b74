"""Views: what heartbeats and events say of one showing of a page, joined by maximum and by union."""

import uuid

import pytest

from tests.conftest import beacon
from webapp import analytics
from webapp.core.stores import db
from webapp.courses.models import UnitCompletion
from webapp.tracking import log

BATCH = "/api/student/activity/batch"
VIEW, OTHER = (str(uuid.UUID(int=n, version=4)) for n in (1, 2))


@pytest.fixture
def film(units):
    return units["A bowline in slow motion"]


@pytest.fixture
def beat(course, film):
    """A heartbeat at the film, as it stands in a batch."""

    def said(view=VIEW, **more):
        place = {"course_id": course.id, "unit_id": film.id, "view_id": view}
        return place | {"is_active": True, "timestamp": "2026-11-20T13:59:00Z", "active_ms": 60_000} | more

    return said


def video(played, seconds=100):
    return {"video": {"duration_seconds": seconds, "played": played}}


def finished(student):
    return set(db.session.scalars(db.select(UnitCompletion.unit_id).filter_by(student_id=student.id)))


def test_a_batch_of_heartbeats_alone(sign_in, enrolled, beat):
    answer = sign_in(enrolled).post(
        BATCH, json={"events": [], "heartbeats": [beat(), beat(OTHER, unit_id=999), beat(OTHER, seq=-1)]}
    )
    assert answer.status_code == 200
    assert answer.json["results"] == []
    assert [(one["view_id"], one["status"], one.get("code")) for one in answer.json["heartbeats"]] == [
        (VIEW, "stored", None),
        (OTHER, "rejected", "forbidden"),
        (OTHER, "rejected", "invalid"),
    ]
    assert answer.json["next_flush_s"] == 30
    assert analytics.figures(enrolled.id).active_seconds == 60


def test_heartbeats_alone_that_are_all_refused(sign_in, enrolled, beat):
    browser = sign_in(enrolled)
    forbidden = {"events": [], "heartbeats": [beat(unit_id=999)]}
    assert browser.post(BATCH, json=forbidden).status_code == 403
    mixed = {"events": [{"activity_type": "x"}], "heartbeats": [beat(unit_id=999), beat(seq=-1)]}
    answer = browser.post(BATCH, json=mixed)
    assert answer.status_code == 400
    assert answer.json["error"]["fields"].keys() == {"events.0.activity_type", "heartbeats.1.seq"}


def test_snapshots_of_a_view_come_in_any_order_and_twice(sign_in, enrolled, beat):
    browser = sign_in(enrolled)
    later = beat(
        active_ms=90_000,
        seq=2,
        timestamp="2026-11-20T13:59:30Z",
        engagement_metrics={"scroll_depth": 40, "interaction_count": 9},
        **video("0-9,30-49"),
    )
    first = beat(engagement_metrics={"scroll_depth": 70, "interaction_count": 2}, **video("5-19"))
    for one in (later, first, later):
        assert browser.post(BATCH, json={"events": [], "heartbeats": [one]}).status_code == 200
    (view,) = log().views_on(enrolled.id, ["2026-11-20"])
    assert (view.active_ms, view.seq, view.scroll_depth, view.interactions) == (90_000, 2, 70, 9)
    assert (view.played, view.video_seconds) == ("0-19,30-49", 100)
    assert analytics.figures(enrolled.id).active_seconds == 90


def test_halves_watched_on_two_devices_finish_the_video(sign_in, enrolled, beat, film):
    phone, desk = sign_in(enrolled), sign_in(enrolled)
    phone.post(BATCH, json={"events": [], "heartbeats": [beat(**video("0-49"))]})
    desk.post(BATCH, json={"events": [], "heartbeats": [beat(OTHER, **video("40-88"))]})
    assert film.id not in finished(enrolled)
    assert analytics.figures(enrolled.id).learned_minutes == 0
    for _ in range(2):
        desk.post(BATCH, json={"events": [], "heartbeats": [beat(OTHER, **video("40-89"))]})
    assert film.id in finished(enrolled)
    assert analytics.figures(enrolled.id).learned_minutes == 15
    watched = [one for one in log().page(enrolled.id) if one.type == "video_watch"]
    assert [(one.is_from_server, one.details["unit_title"]) for one in watched] == [
        (True, "A bowline in slow motion")
    ]


def test_the_page_that_says_so_too_is_the_same_deed(sign_in, enrolled, beat, film):
    browser = sign_in(enrolled)
    done_id = browser.get(f"/units/{film.id}").text.split('data-track-done-id="')[1].split('"')[0]
    watch = {"activity_type": "video_watch", "unit_id": film.id, "event_id": done_id, "view_id": VIEW}
    browser.post(BATCH, json={"events": [], "heartbeats": [beat(**video("0-99"))]})
    answer = browser.post(BATCH, json={"events": [watch | video("0-99")]})
    assert answer.json["results"][0]["status"] == "duplicate"
    assert analytics.figures(enrolled.id).learned_minutes == 15


def test_a_skipped_end_was_not_watched(sign_in, enrolled, beat, film):
    browser = sign_in(enrolled)
    browser.post(BATCH, json={"events": [], "heartbeats": [beat(**video("0-9,95-99"))]})
    assert log().watched(enrolled.id, [film.id])[film.id].percent == 15
    assert film.id not in finished(enrolled)


def test_a_film_in_a_lesson_finishes_nothing(sign_in, enrolled, beat, units):
    said = beat(unit_id=units["Loops"].id, **video("0-99"))
    sign_in(enrolled).post(BATCH, json={"events": [], "heartbeats": [said]})
    assert finished(enrolled) == set()


def test_a_duration_beyond_reason_is_trimmed_and_said_to_be(sign_in, enrolled, units):
    browser = sign_in(enrolled)
    said = {"activity_type": "unit_view", "unit_id": units["Loops"].id}
    long = beacon(browser, **said, duration_seconds=13 * 3600, event_id=VIEW)
    assert long.json["trimmed"] is True
    times = {"start_time": "2026-11-20T13:00:00Z", "end_time": "2026-11-20T13:10:00Z"}
    wide = beacon(browser, **said, duration_seconds=900, **times)
    assert (wide.status_code, wide.json["trimmed"]) == (201, True)
    assert "trimmed" not in beacon(browser, **said, duration_seconds=60, event_id=OTHER).json
    assert analytics.figures(enrolled.id).active_seconds == 12 * 3600


CASES = {
    "the same page": ({"mono": 1_000.0}, {"sent_mono": 61_000.0}, "13:59:00", "shifted"),
    "the same page, a right clock": (
        {"mono": 1_000.0, "end_time": "2026-11-20T13:58:00Z"},
        {"sent_mono": 61_000.0},
        "13:59:00",
        "ok",
    ),
    "a steady clock that runs backwards": ({"mono": 9.0}, {"sent_mono": 3.0}, "14:00:00", "shifted"),
    "an earlier page, four minutes off": ({}, {"sent_at": "2026-11-20T14:04:00Z"}, "10:00:00", "ok"),
    "an earlier page, an hour slow": ({}, {"sent_at": "2026-11-20T13:01:00Z"}, "11:00:00", "shifted"),
    "an earlier page, six minutes fast": ({}, {"sent_at": "2026-11-20T14:06:00Z"}, "09:55:00", "shifted"),
    "a minute ahead": ({"end_time": "2026-11-20T14:01:00Z"}, {}, "14:00:00", "ok"),
    "an hour ahead": ({"end_time": "2026-11-20T15:00:00Z"}, {}, "14:00:00", "clamped"),
    "its own word before the batch's": (
        {"sent_at": "2026-11-20T14:00:00Z"},
        {"sent_at": "2026-11-20T13:01:00Z"},
        "10:00:00",
        "ok",
    ),
}


@pytest.mark.parametrize(("said", "batch", "at", "word"), list(CASES.values()), ids=list(CASES))
def test_whose_clock_is_believed(sign_in, enrolled, course, said, batch, at, word):
    event = {"activity_type": "course_view", "course_id": course.id, "end_time": "2026-11-20T10:00:00Z"}
    answer = sign_in(enrolled).post(BATCH, json={"events": [event | said], **batch})
    assert answer.json["results"][0]["status"] == "stored"
    (kept,) = [one for one in log().page(enrolled.id) if one.type == "course_view"]
    assert (f"{kept.at:%H:%M:%S}", kept.clock) == (at, word)
    assert kept.client_at is not None
    assert kept.client_at.isoformat() == (event | said)["end_time"].replace("Z", "+00:00")


CHANGES = [
    {"duration_seconds": 61},
    {"end_time": "2026-11-20T10:00:01Z"},
    {"engagement_metrics": {"scroll_depth": 5}},
    {"activity_type": "video_watch"},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_an_id_with_other_content_is_a_conflict(sign_in, enrolled, film, change):
    browser = sign_in(enrolled)
    event = {"activity_type": "unit_view", "unit_id": film.id, "event_id": str(uuid.uuid4())}
    event |= {"duration_seconds": 60, "end_time": "2026-11-20T10:00:00Z"}
    assert beacon(browser, **event).status_code == 201
    again = event | {"sent_at": "2026-11-20T13:59:00Z", "tracker": "tandem/2", "seq": 4}
    assert beacon(browser, **again).json["status"] == "duplicate"
    answer = browser.post(BATCH, json={"events": [event | change]})
    assert (answer.status_code, answer.json["results"][0]["code"]) == (400, "conflict")


def test_an_id_that_names_the_deed_is_the_same_however_it_is_told(sign_in, enrolled, film):
    event = {
        "activity_type": "video_watch",
        "unit_id": film.id,
        "event_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, "a")),
    }
    browser = sign_in(enrolled)
    assert beacon(browser, **event, duration_seconds=60).status_code == 201
    assert beacon(browser, **event, duration_seconds=90).json["status"] == "duplicate"
