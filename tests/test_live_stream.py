"""The stream over real sockets, under gunicorn: who may open it, what it brings, and how it ends."""

import http.client
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from tests.calling import Caller
from tests.serving import Served, serving
from tests.staging import Stage, caller, stage


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serving(TANDEM_HEARTBEAT_SECONDS="1") as site:
        yield site


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    return stage(site)


@dataclass
class Reader:
    """Reads a stream event by event."""

    response: http.client.HTTPResponse
    last_id: str = ""

    def event(self) -> tuple[str, str] | None:
        """The next event as (name, data); None when the stream is over."""
        name, data = "", []
        while line := self.response.readline().decode().rstrip("\n"):
            kind, _, value = line.partition(":")
            if kind == "event":
                name = value
            elif kind == "data":
                data.append(value)
            elif kind == "id":
                self.last_id = value
        return (name, "\n".join(data)) if name or data else None

    def is_over(self) -> bool:
        """Whether it ends, after at most a few heartbeats."""
        return any(self.event() is None for _ in range(10))

    def until(self, words: str) -> str:
        """Everything up to the event that holds these words."""
        seen = ""
        until = time.monotonic() + 30
        while words not in seen:
            assert time.monotonic() < until, seen
            event = self.event()
            assert event is not None, f"the stream ended before {words!r}: {seen}"
            seen += event[1]
        return seen


@contextmanager
def opened(browser: Caller, since: str, *sees: str, last_event_id: str = "") -> Iterator[Reader]:
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"Cookie": cookies, "Sec-Fetch-Site": "same-origin"}
    if last_event_id:
        headers["Last-Event-ID"] = last_event_id
    connection = http.client.HTTPConnection(urlsplit(browser.site).netloc, timeout=60)
    try:
        connection.request("GET", f"/live?since={since}&see={'+'.join(sees)}", headers=headers)
        response = connection.getresponse()
        assert response.status == 200
        assert response.getheader("Content-Type") == "text/event-stream; charset=utf-8"
        assert response.getheader("Content-Encoding") is None
        yield Reader(response)
    finally:
        connection.close()


def position_of(browser: Caller) -> str:
    """Where a page that is opened now connects."""
    page = browser.get("/")
    assert page.status == 200
    found = re.search(r"/live\?as=\d+&amp;since=([0-9-]+)", page.text)
    assert found
    return found[1]


def view(browser: Caller, cast: Stage) -> None:
    """Open the course once more: an activity that moves figures and feed."""
    answer = browser.post(
        "/api/courses/activity/track", json_body={"activity_type": "course_view", "course_id": cast.course_id}
    )
    assert answer.status in (200, 201), answer.text


def test_a_visitor_gets_401_and_never_a_redirect(site, cast):
    assert Caller(site.url).get("/live?since=1-1&see=x").status == 401


def test_a_page_of_somebody_else_does_not_go_on_as_who_is_signed_in_now(site, cast):
    ben = caller(site, "Ben")
    assert ben.get(f"/live?as={cast.people['Ada']}&since=1-1&see=x").status == 401


def test_a_deed_reaches_the_open_page(site, cast):
    ada = caller(site, "Ada")
    feed = f"feed-{cast.people['Ada']}"
    with opened(ada, position_of(ada), feed) as page:
        unit = cast.units["Loops"]
        assert ada.post(f"/units/{unit}/completion").status == 303
        assert "Finished <b>Loops</b>" in page.until("Finished <b>Loops</b>")


def test_another_student_who_names_her_regions_hears_nothing(site, cast):
    ada, ben = caller(site, "Ada"), caller(site, "Ben")
    regions = [f"{part}-{cast.people['Ada']}" for part in ("feed", "ledger", "week")]
    with opened(ben, position_of(ben), *regions) as page, opened(ada, position_of(ada), *regions) as own:
        unit = cast.units["Bends"]
        assert ada.post(f"/units/{unit}/completion").status == 303
        own.until("Bends")
        for _ in range(2):
            assert page.event() in (("heartbeat", "hello"), ("heartbeat", "still here"))


def test_what_was_missed_is_drawn_on_return(site, cast):
    ada = caller(site, "Ada")
    feed = f"feed-{cast.people['Ada']}"
    with opened(ada, position_of(ada), feed) as page:
        page.event()
        left_at = page.last_id
    view(ada, cast)
    with opened(ada, "0-0", feed, last_event_id=left_at) as page:
        assert "Opened" in page.until("Opened")


def test_heartbeats_keep_it_alive_and_carry_the_position(site, cast):
    ada = caller(site, "Ada")
    with opened(ada, position_of(ada), "nothing") as page:
        names = [page.event() for _ in range(3)]
        assert names == [("heartbeat", "hello"), ("heartbeat", "still here"), ("heartbeat", "still here")]
        assert re.fullmatch(r"\d+-\d+", page.last_id)


def test_signing_out_ends_every_open_stream_of_that_person_at_once(site, cast):
    ada, elsewhere = caller(site, "Ada"), caller(site, "Ada")
    with opened(ada, position_of(ada), "x") as page, opened(elsewhere, position_of(elsewhere), "x") as other:
        page.event(), other.event()
        assert ada.post("/sign-out").status == 303
        assert page.is_over()
        assert other.is_over()
    assert ada.get("/live?since=1-1").status == 401
    with opened(elsewhere, position_of(elsewhere), "x") as page:
        assert page.event() == ("heartbeat", "hello")


def test_after_a_restart_the_page_is_told_to_fetch_itself_again(site, cast):
    ada = caller(site, "Ada")
    noted = position_of(ada)
    site.restart()
    with opened(ada, noted, "x") as page:
        event = page.event()
        assert event is not None
        assert event[0] == "resync"
