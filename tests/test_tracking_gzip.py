"""Packed bodies: unpacked as far as the limit and no further."""

import gzip
import json
import tracemalloc
import zlib

import pytest

BATCH = "/api/student/activity/batch"
EVENTS = json.dumps({"events": [{"activity_type": "profile_view"}]}).encode()


@pytest.fixture
def send(sign_in, enrolled):
    browser = sign_in(enrolled)

    def post(body, encoding="gzip", door=BATCH):
        given = {"data": body, "content_type": "application/json"}
        return browser.post(door, **given, headers={"Content-Encoding": encoding})

    return post


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", " gzip "])
def test_a_packed_batch_is_read(send, encoding):
    assert send(gzip.compress(EVENTS), encoding).json["results"][0]["status"] == "stored"


def test_as_it_is(send):
    assert send(EVENTS, "identity").status_code == 200


@pytest.mark.parametrize(("door", "limit"), [(BATCH, 256 * 1024), ("/api/courses/activity/track", 8 * 1024)])
def test_what_unpacks_beyond_the_limit_is_refused(send, door, limit):
    within = EVENTS + b" " * (limit - len(EVENTS))
    assert send(gzip.compress(within), door=door).status_code in (200, 400)
    answer = send(gzip.compress(within + b" "), door=door)
    assert (answer.status_code, answer.json["error"]["code"]) == (413, "too_large")


def test_a_bomb_costs_no_more_than_the_limit(send):
    bomb = gzip.compress(b" " * 500_000_000, compresslevel=9)
    assert len(bomb) < 600_000
    send(gzip.compress(EVENTS))
    tracemalloc.start()
    answer = send(bomb)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 413
    assert most < 4_000_000


BROKEN = {
    "not gzip": EVENTS,
    "nothing": b"",
    "cut off": gzip.compress(EVENTS)[:-9],
    "without its end": gzip.compress(EVENTS)[:-4],
    "with something behind it": gzip.compress(EVENTS) + b"x",
    "two in a row": gzip.compress(EVENTS) * 2,
    "a wrong checksum": gzip.compress(EVENTS)[:-8] + b"\0" * 8,
    "zlib's own form": zlib.compress(EVENTS),
    "packed twice": gzip.compress(gzip.compress(EVENTS)),
}


@pytest.mark.parametrize("body", list(BROKEN.values()), ids=list(BROKEN))
def test_what_is_no_gzip(send, body):
    answer = send(body)
    assert (answer.status_code, set(answer.json["error"]["fields"])) == (400, {"body"})


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "zstd", "x"])
def test_another_packing(send, encoding):
    assert send(gzip.compress(EVENTS), encoding).status_code == 415
