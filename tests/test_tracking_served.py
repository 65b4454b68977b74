"""Beacons to the product as it is really served: what a test client cannot send."""

import http.client
import json

import pytest

from tests.conftest import PASSWORD

TRACK = "/api/courses/activity/track"
BATCH = "/api/courses/activity/batch"


@pytest.fixture(scope="module")
def send(served):
    """Posts to the served site as a student who has just registered there."""
    cookies = {"": ""}

    def post(path, body, media="application/json", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        sent = {"Sec-Fetch-Site": "same-origin", "Content-Type": media, "Cookie": cookies[""]} | headers
        try:
            connection.request("POST", path, body, sent)
            answer = connection.getresponse()
            if given := answer.headers.get("Set-Cookie"):
                cookies[""] = given.partition(";")[0]
            return answer.status, answer.read()
        finally:
            connection.close()

    for path, name in (("/first-run", "otto"), ("/register", "ada")):
        cookies[""] = ""
        form = f"name={name}&email={name}%40example.org&time_zone=UTC&password={PASSWORD.replace(' ', '+')}"
        status, body = post(path, form, "application/x-www-form-urlencoded")
        assert status == http.HTTPStatus.SEE_OTHER, body
    return post


def test_a_beacon_arrives(send):
    status, body = send(TRACK, json.dumps({"activity_type": "profile_view"}))
    assert (status, json.loads(body)["status"]) == (201, "stored")


@pytest.mark.parametrize(("path", "limit"), [(TRACK, 8 * 1024), (BATCH, 256 * 1024)])
def test_a_body_in_pieces_that_never_says_how_long_it_is(send, path, limit):
    pieces = [b" " * 1024] * (limit // 1024 + 1)
    status, body = send(path, iter(pieces))
    assert (status, json.loads(body)["error"]["code"]) == (413, "too_large")


def test_pieces_within_the_limit_are_read(send):
    text = json.dumps({"activity_type": "profile_refresh"}).encode()
    status, _ = send(TRACK, iter([text[:5], text[5:]]))
    assert status == http.HTTPStatus.CREATED


@pytest.mark.parametrize("piece", [b"[", b'{"a":'])
def test_depth_does_not_end_the_worker(served, send, piece):
    before = served.log
    status, body = send(BATCH, piece * (250_000 // len(piece)))
    assert (status, json.loads(body)["error"]["code"]) == (400, "invalid")
    assert served.answers()
    assert served.log == before
