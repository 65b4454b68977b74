"""How much is taken: per student by buckets that fill again, per worker by room; scripts are asked to wait before."""

import uuid

import pytest

from webapp.core.buckets import MOST_KEPT, Bucket, MemoryBuckets, RedisBuckets
from webapp.tracking import pressure

TRACK = "/api/courses/activity/track"
BATCH = "/api/student/activity/batch"
VIEW = {"activity_type": "profile_view"}


@pytest.fixture(params=["memory", "redis"])
def buckets(request, time):
    if request.param == "memory":
        return MemoryBuckets()
    return RedisBuckets(request.getfixturevalue("redis_url"))


def test_a_bucket_gives_what_it_holds_and_fills_again(buckets, time):
    """Its own name each time, so that the two stores are asked the same."""
    slow = Bucket(str(uuid.uuid4()), capacity=5, per_second=0.001)
    assert [buckets.draw(slow, "7", 2)[0] for _ in range(3)] == [True, True, False]
    assert buckets.draw(slow, "7", 1)[0]
    assert buckets.draw(slow, "8", 5)[0]
    assert slow.wait_for(2, 0) == 2000
    quick = Bucket(str(uuid.uuid4()), capacity=5, per_second=1_000_000)
    time.forward(seconds=1)
    assert buckets.draw(quick, "7", 5)[0]
    time.forward(seconds=1)
    assert buckets.draw(quick, "7", 5) == (True, 0)


def test_the_process_forgets_the_oldest(time):
    buckets, bucket = MemoryBuckets(), Bucket("one", capacity=5, per_second=1)
    for number in range(MOST_KEPT + 10):
        buckets.draw(bucket, str(number), 1)
    assert len(buckets._kept) <= MOST_KEPT


@pytest.fixture
def throttled(app):
    app.extensions["settings"].throttle = "on"


def test_requests_beyond_the_bucket_wait(throttled, sign_in, enrolled, ben, time):
    ada, other = sign_in(enrolled), sign_in(ben)
    statuses = [ada.post(TRACK, json=VIEW).status_code for _ in range(241)]
    assert statuses[1:] == [200] * 239 + [429]
    refused = ada.post(TRACK, json=VIEW)
    assert refused.json["error"]["code"] == "too_many_requests"
    assert refused.headers["Retry-After"] == "1"
    assert other.post(TRACK, json=VIEW).status_code == 201
    time.forward(seconds=1)
    assert [ada.post(TRACK, json=VIEW).status_code for _ in range(3)] == [200, 200, 429]


def test_events_beyond_the_bucket_wait_and_are_not_taken_in_part(throttled, sign_in, enrolled, time):
    ada = sign_in(enrolled)
    body = {"events": [VIEW] * 100}
    assert [ada.post(BATCH, json=body).status_code for _ in range(13)] == [200] * 12 + [429]
    refused = ada.post(BATCH, json=body)
    assert refused.headers["Retry-After"] == "10"
    time.forward(seconds=10)
    assert ada.post(BATCH, json=body).status_code == 200


def test_scripts_are_asked_to_slow_down_before_they_are_refused(throttled, sign_in, enrolled):
    ada, body = sign_in(enrolled), {"events": [VIEW] * 100}
    asked = [ada.post(BATCH, json=body).json["next_flush_s"] for _ in range(12)]
    assert asked == [30] * 6 + [60] * 3 + [120] * 3


def test_a_worker_takes_no_more_than_it_has_room_for(monkeypatch, sign_in, enrolled):
    ada, full = sign_in(enrolled), pressure.Room(most=2)
    monkeypatch.setattr("webapp.tracking.routes.room", full)
    with full.entered():
        assert ada.post(TRACK, json=VIEW).status_code == 201
        with full.entered():
            refused = ada.post(TRACK, json=VIEW)
    assert refused.status_code == 503
    assert 2 <= int(refused.headers["Retry-After"]) <= 10
    assert ada.post(TRACK, json=VIEW).status_code == 200
    assert full.taken == 0


def test_a_fuller_worker_asks_for_longer_pauses(monkeypatch):
    monkeypatch.setattr(pressure, "room", pressure.Room(most=4))
    assert pressure.next_flush_seconds(1) == 30
    pressure.room.taken = 3
    assert pressure.next_flush_seconds(1) == 60
    pressure.room.taken = 4
    assert pressure.next_flush_seconds(1) == 120
