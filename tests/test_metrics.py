"""Numbers for Prometheus, and the doors for those who run the site."""

import re

import pytest

from tests.calling import Caller
from tests.conftest import beacon
from tests.own_redis import own_redis
from tests.serving import serving
from webapp.core import metrics

FROM_OUTSIDE = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}}
DOORS = ("/readyz", "/metrics")


def number(text, name):
    """The value of that line; 0 where there is none yet."""
    found = re.search(rf"^{re.escape(name)} ([\d.e+-]+)$", text, re.M)
    return float(found[1]) if found else 0


@pytest.mark.parametrize("door", DOORS)
def test_they_are_closed_to_the_public_as_if_they_were_not_there(visitor, otto, door):
    assert visitor.get(door).status_code == 200
    outside = visitor.get(door, **FROM_OUTSIDE)
    assert outside.status_code == 404
    assert visitor.get("/healthz", **FROM_OUTSIDE).status_code == 200


@pytest.mark.parametrize("door", DOORS)
def test_a_proxy_that_is_not_trusted_lets_nobody_in(visitor, otto, door):
    assert visitor.get(door, headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


class TestWithATokenOrAnAddress:
    @pytest.fixture
    def settings(self, settings):
        changed = {
            "probe_token": type(settings.probe_token)("a long token"),
            "probe_addresses": ["203.0.113.0/28"],
        }
        return settings.model_copy(update=changed)

    @pytest.mark.parametrize("door", DOORS)
    def test_it_opens(self, visitor, otto, door):
        assert visitor.get(door).status_code == 404
        assert visitor.get(door, **FROM_OUTSIDE).status_code == 200
        for token, status in (("a long token", 200), ("another", 404), ("", 404)):
            assert visitor.get(door, headers={"Authorization": f"Bearer {token}"}).status_code == status


def test_requests_beacons_deliveries_and_the_lag_are_counted(sign_in, visitor, looking, enrolled, units):
    before = visitor.get("/metrics").text
    see = looking(enrolled, f"ledger-{enrolled.id}")
    own = sign_in(enrolled)
    event = {"activity_type": "lesson_complete", "unit_id": units["Loops"].id}
    beacon(own, **event, event_id="6d2f9c9e-9f6e-4b56-a5f7-3a1a9b5b1c11")
    beacon(own, **event, event_id="6d2f9c9e-9f6e-4b56-a5f7-3a1a9b5b1c11")
    beacon(own, activity_type="nap")
    own.post("/api/courses/activity/batch", json={"events": [event, {"activity_type": "nap"}]})
    see()
    answer = visitor.get("/metrics")
    assert answer.content_type == metrics.CONTENT_TYPE
    after = answer.text

    def more(name):
        return number(after, name) - number(before, name)

    assert more('tandem_beacons_total{result="stored"}') == 2
    assert more('tandem_beacons_total{result="duplicate"}') == 1
    assert more('tandem_beacons_total{result="refused"}') == 1
    assert more('tandem_beacons_total{result="rejected"}') == 1
    assert more('tandem_requests_total{endpoint="tracking.track",method="POST",status="201"}') == 1
    assert more('tandem_requests_total{endpoint="tracking.track",method="POST",status="400"}') == 1
    assert more('tandem_request_seconds_count{endpoint="tracking.track"}') == 3
    assert more("tandem_projection_lag_seconds_count") >= 2
    assert more("tandem_streams_open") == 1
    assert more('tandem_deliveries_total{to="page"}') >= 1


def test_no_number_tells_who_it_was(visitor, sign_in, ada):
    sign_in(ada).get("/settings")
    assert "ada" not in visitor.get("/metrics").text.replace("metadata", "").lower()


def test_workers_count_together():
    """Of two workers, whichever is asked tells of both."""
    with own_redis() as redis, serving(WEB_CONCURRENCY="2", REDIS_URL=redis.url) as site:
        caller = Caller(site.url)
        for _ in range(20):
            caller.get("/healthz")
        counted = [number(caller.get("/metrics").text, HEALTHZ) for _ in range(6)]
        assert all(count >= 20 for count in counted)


HEALTHZ = 'tandem_requests_total{endpoint="shell.healthz",method="GET",status="200"}'
