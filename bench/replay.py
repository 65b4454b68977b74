"""Play real video statements through the product, and check every learner's figures.

    python -m bench.replay FILE [--twice] [--kill] [--most N] [--hands N] [--log rows|mongodb|URI]

Starts the product as it is served (gunicorn, a new SQLite database), sends each statement as the beacon that a course
page would have sent, and then compares every learner's figures with a computation from the file alone. `--twice`
sends everything again; `--kill` ends the server by SIGKILL in the middle, starts it and sends again what got no answer.
"""

import argparse
import http.client
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.replay_check import differences
from bench.replay_stage import Stage, email_of, set_up
from bench.statements import Statement, read
from tests.conftest import PASSWORD
from tests.servers import mongodb_server
from tests.serving import Served, serving

TRACK = "/api/courses/activity/track"
HEARTBEAT = "/api/courses/activity/heartbeat"
BATCH = "/api/courses/activity/batch"
AT_ONCE = 10
PATIENCE = 60.0


def main() -> int:
    words = argparse.ArgumentParser(
        description="Play real video statements through the product and check the figures."
    )
    words.add_argument("file", type=Path)
    words.add_argument("--twice", action="store_true", help="send everything a second time")
    words.add_argument("--kill", action="store_true", help="kill -9 in the middle")
    words.add_argument("--most", type=int, help="only the first so many statements")
    words.add_argument("--hands", type=int, default=4, help="how many send at the same time")
    where = "`rows`, `mongodb` for a peer of its own, or a MongoDB URI"
    words.add_argument("--log", default="rows", help=f"where the activity log is: {where}")
    given = words.parse_args()
    statements = list(read(given.file, given.most))
    with log_at(given.log) as environment:
        found = replay(
            statements, twice=given.twice, kill=given.kill, hands=given.hands, environment=environment
        )
    print("\n".join(found[:20]) or "All learners' figures are equal to those computed from the file.")
    return 1 if found else 0


@contextmanager
def log_at(where: str) -> Iterator[dict[str, str]]:
    """The settings of a site whose activity log is there."""
    if where == "rows":
        yield {}
    elif where == "mongodb":
        with mongodb_server() as uri:
            yield {"MONGODB_URI": uri}
    else:
        yield {"MONGODB_URI": where}


def replay(
    statements: Sequence[Statement],
    *,
    twice: bool = False,
    kill: bool = False,
    hands: int = 4,
    environment: Mapping[str, str] | None = None,
) -> list[str]:
    """Play them on a site of their own; answers what is wrong in the end."""
    with serving(TANDEM_THROTTLE="off", **environment or {}) as site:
        stage = set_up(site, statements, Bar("learners"))
        play = Play(site, stage, statements)
        for turn in range(2 if twice else 1):
            play.all(hands, kill=kill and turn == 0)
        print(f"Checking {len(stage.learners):,} learners", file=sys.stderr)
        return differences(site, stage, statements)


@dataclass
class Bar:
    """Progress on the terminal, at most ten times a second."""

    what: str
    shown_at: float = 0.0

    def __call__(self, done: int, total: int) -> None:
        if done < total and (time.monotonic() - self.shown_at < 0.1 or not sys.stderr.isatty()):
            return
        self.shown_at = time.monotonic()
        filled = 30 * done // max(total, 1)
        end = "\n" if done == total else ""
        bar = "#" * filled + "." * (30 - filled)
        print(f"\r[{bar}] {done:,} of {total:,} {self.what}", end=end, file=sys.stderr, flush=True)


@dataclass
class Play:
    """Sends what happened, each learner's deeds in their order, several learners at the same time."""

    site: Served
    stage: Stage
    statements: Sequence[Statement]
    cookies: dict[str, str] = field(default_factory=dict)
    answers: "Counter[str]" = field(default_factory=Counter)
    sent: int = 0
    again: int = 0

    def all(self, hands: int, *, kill: bool) -> None:
        by_learner: dict[str, list[Statement]] = {}
        for statement in self.statements:
            by_learner.setdefault(statement.learner, []).append(statement)
        self.answers, self.sent, self.again = Counter(), 0, 0
        groups = [list(by_learner.items())[n::hands] for n in range(hands)]
        faults: list[BaseException] = []
        threads = [threading.Thread(target=self._group, args=(group, faults)) for group in groups]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        self._watch(threads, kill=kill)
        if faults:
            raise faults[0]
        took = time.monotonic() - began
        told = ", ".join(f"{number:,} {name}" for name, number in sorted(self.answers.items()))
        rate = (
            f"{len(self.statements):,} statements in {took:.1f} s, {len(self.statements) / took:.0f} a second"
        )
        print(f"{rate} ({told}; sent again: {self.again})")

    def _watch(self, threads: Sequence[threading.Thread], *, kill: bool) -> None:
        bar, total = Bar("statements"), len(self.statements)
        while any(thread.is_alive() for thread in threads):
            bar(min(self.sent, total - 1), total)
            if kill and self.sent > total // 2:
                kill = False
                self.site.kill9()
                self.site.start()
            time.sleep(0.02)
        bar(total, total)

    def _group(self, group: Sequence[tuple[str, list[Statement]]], faults: list[BaseException]) -> None:
        line = Line(self.site.port)
        try:
            for learner, theirs in group:
                self._learner(line, learner, theirs)
        except BaseException as fault:
            faults.append(fault)
            raise
        finally:
            line.close()
            self.again += line.again

    def _learner(self, line: "Line", learner: str, theirs: Sequence[Statement]) -> None:
        cookie = self.cookies.get(learner) or self._sign_in(line, learner)
        waiting: list[dict[str, Any]] = []
        for number, statement in enumerate(theirs, 1):
            beacon = statement.beacon(self.stage.place(statement))
            if statement.is_heartbeat:
                self._note(line.post(HEARTBEAT, beacon, cookie), "heartbeats")
            elif statement.verb == "completed":
                self._note(line.post(TRACK, beacon, cookie))
            else:
                waiting.append(beacon)
            if waiting and (len(waiting) == AT_ONCE or number == len(theirs)):
                self._note(line.post(BATCH, {"events": waiting}, cookie))
                waiting = []
            self.sent += 1

    def _sign_in(self, line: "Line", learner: str) -> str:
        form = urlencode({"email": email_of(learner), "password": PASSWORD})
        answer = line.send("/sign-in", form, "application/x-www-form-urlencoded", "")
        assert answer.status == http.HTTPStatus.SEE_OTHER, answer.text
        self.cookies[learner] = answer.cookie
        return answer.cookie

    def _note(self, answer: "Answer", what: str = "") -> None:
        """A 2xx means recorded; anything else is a fault here."""
        assert answer.status in (200, 201), answer.text
        said = json.loads(answer.text)
        for result in said.get("results", [said]):
            assert result["status"] != "rejected", result
            self.answers[what or result["status"]] += 1


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    cookie: str


class Line:
    """A connection that is kept. What gets no answer is sent again, as a page does it."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.again = 0

    def post(self, path: str, body: object, cookie: str) -> Answer:
        return self.send(path, json.dumps(body), "application/json", cookie)

    def send(self, path: str, body: str, media: str, cookie: str) -> Answer:
        headers = {"Content-Type": media, "Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
        until = time.monotonic() + PATIENCE
        for attempt in count():
            try:
                self._connection.request("POST", path, body, headers)
                answer = self._connection.getresponse()
                text = answer.read().decode()
            except (OSError, http.client.HTTPException):
                self._connection.close()
                self.again += not attempt
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
                continue
            if answer.status == http.HTTPStatus.SERVICE_UNAVAILABLE and time.monotonic() < until:
                time.sleep(float(answer.headers.get("Retry-After", "1")))
                continue
            return Answer(answer.status, text, (answer.headers.get("Set-Cookie") or "").partition(";")[0])
        raise AssertionError

    def close(self) -> None:
        self._connection.close()


if __name__ == "__main__":
    sys.exit(main())
