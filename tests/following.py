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
                self._see(int(event.value["event_id"][-12:]))
            elif event.name == "resync":
                self._see("resync")
            self.is_connected = True

    def _see(self, one: int | str) -> None:
        self.seen_at.append(time.monotonic())
        self.seen.append(one)

    def unexplained(self, series: "Series") -> list[int]:
        """The numbers that are missing, without word of it since they were begun. What one worker could not tell is
        said by that one, when others may be telling the next thing already: so the word may still come.
        """
        told_at = [at for one, at in zip(self.seen, self.seen_at, strict=False) if one == "resync"]
        last_told_at = max(told_at, default=0.0)
        numbers = self.numbers
        missing = set(range(numbers[0], numbers[-1])) - set(numbers)
        return sorted(one for one in missing if last_told_at < series.begun_at[one])

    def check(self, series: "Series") -> None:
        """Each number came once and in order; where one is missing, that is said."""
        numbers = self.numbers
        assert numbers == sorted(set(numbers)), self.seen
        wait_until(lambda: not self.unexplained(series), f"it is said what is missing: {self.seen}")


@contextmanager
def following(*browsers: Caller) -> Iterator[list[Follower]]:
    followers = [Follower(browser) for browser in browsers]
    threads = [threading.Thread(target=follower.follow, daemon=True) for follower in followers]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: all(follower.is_connected for follower in followers), "everybody listens")
        yield followers
    finally:
        for follower in followers:
            follower.is_over = True
        for thread in threads:
            thread.join(60)


@dataclass
class Series:
    """Numbered activities of one student. Each is sent until it is taken in, as a browser does it."""

    browser: Caller
    course_id: int
    last: int = 0
    begun_at: dict[int, float] = field(default_factory=dict)

    def tell(self, count: int, *, pause: float = 0.02) -> int:
        """So many more, one after the other. Answers the last number."""
        for _ in range(count):
            self.last += 1
            self.begun_at[self.last] = time.monotonic()
            wait_until(lambda: self._is_taken(self.last), f"{self.last} is taken in")
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
