"""Programs that follow a numbered series through `/api/events`, whatever happens to the server."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.calling import Caller
from tests.listening import parsed
from tests.processes import wait_until

SOON_SECONDS = 5.0
"""What one worker could not tell is said by that one, when others may be telling the next thing already."""

ID = "00000000-0000-4000-8000-{:012d}"


@dataclass
class Follower:
    """Reads, and comes back with the last id that it was given. `seen` is the series: numbers and "resync"s."""

    browser: Caller
    seen: list[int | str] = field(default_factory=list)
    seen_at: list[float] = field(default_factory=list)
    last_id: str = ""
    connects: int = 0
    refusals: int = 0
    is_connected: bool = False
    is_over: bool = False

    @property
    def numbers(self) -> list[int]:
        return [one for one in self.seen if isinstance(one, int)]

    @property
    def resyncs(self) -> int:
        return self.seen.count("resync")

    def follow(self) -> None:
        while not self.is_over:
            with suppress(OSError, http.client.HTTPException):
                self._read_once()
            self.is_connected = False
            time.sleep(0.1)

    def _read_once(self) -> None:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())}
        if self.last_id:
            headers["Last-Event-ID"] = self.last_id
        connection = http.client.HTTPConnection(urlsplit(self.browser.site).netloc, timeout=5)
        try:
            connection.request("GET", "/api/events", headers=headers)
            response = connection.getresponse()
            if response.status != 200:
                self.refusals += 1
                return
            self.connects += 1
            block = ""
            while not self.is_over and (line := response.readline().decode()):
                block += line
                if line == "\n":
                    self._note(block)
                    block = ""
        finally:
            connection.close()

    def _note(self, block: str) -> None:
        for event in parsed(block):
            self.last_id = event.id or self.last_id
            if event.name == "activity:created":
                self.seen.append(int(event.value["event_id"][-12:]))
                self.seen_at.append(time.monotonic())
            elif event.name == "resync":
                self.seen.append("resync")
                self.seen_at.append(time.monotonic())
            self.is_connected = True

    def check(self) -> None:
        """Each number came once and in order; where one is missing, that was said, before the next or soon after it."""
        numbers = self.numbers
        assert numbers == sorted(set(numbers)), self.seen
        told_at = [at for one, at in zip(self.seen, self.seen_at, strict=False) if one == "resync"]
        before, before_at = 0, 0.0
        for one, at in zip(self.seen, self.seen_at, strict=False):
            if isinstance(one, int):
                is_told = any(before_at <= told <= at + SOON_SECONDS for told in told_at)
                assert not before or one == before + 1 or is_told, (before, one, self.seen)
                before, before_at = one, at


@contextmanager
def following(*browsers: Caller) -> Iterator[list[Follower]]:
    followers = [Follower(browser) for browser in browsers]
    threads = [threading.Thread(target=follower.follow, daemon=True) for follower in followers]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: all(follower.is_connected for follower in followers), "everybody listens", 15)
        yield followers
    finally:
        for follower in followers:
            follower.is_over = True
        for thread in threads:
            thread.join(10)


@dataclass
class Series:
    """Numbered activities of one student. Each is sent until it is taken in, as a browser does it."""

    browser: Caller
    course_id: int
    last: int = 0

    def tell(self, count: int, *, pause: float = 0.02) -> int:
        """So many more, one after the other. Answers the last number."""
        for _ in range(count):
            self.last += 1
            wait_until(lambda: self._is_taken(self.last), f"{self.last} is taken in", 30)
            time.sleep(pause)
        return self.last

    def _is_taken(self, number: int) -> bool:
        event = {"activity_type": "course_view", "course_id": self.course_id, "event_id": ID.format(number)}
        try:
            answer = self.browser.post("/api/courses/activity/track", json_body=event)
        except (OSError, http.client.HTTPException):
            return False
        return answer.status in (200, 201)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Meanwhile it goes on by itself."""
        is_over = threading.Event()

        def tell() -> None:
            while not is_over.is_set():
                self.tell(1)

        thread = threading.Thread(target=tell, daemon=True)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join(60)
