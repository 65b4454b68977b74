"""A 2xx means recorded. The server is killed -9 thirty times under clients that retry and repeat themselves; in the end
everything that was acknowledged counts exactly once, in the log, in the feed and in the figures.

Half of the events are never sent again once they were acknowledged: those would show what was lost. The other half is
sent again and again: those would show what counts twice. Now and then they sign in again: each sign-in that there is
stands in the log once. TANDEM_TEST_MONGODB_URI points the same at a real MongoDB.
"""

import http.client
import itertools
import json
import random
import secrets
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from tests.calling import Caller
from tests.conftest import PASSWORD, join, knots
from tests.serving import Served, serving
from tests.staging import backstage
from webapp import analytics, courses, tracking
from webapp.accounts import Role, SignIn
from webapp.analytics.models import DayFigures
from webapp.core.stores import db
from webapp.flow import commit
from webapp.tracking import log

BATCH = "/api/student/activity/batch"
KILLS = 30
CLIENTS = 3
PATIENCE = 120.0
SIGNS_IN_EVERY = 5
"""So many batches lie between two sign-ins."""
ON_FEED = {"course_view", "video_watch"}


@dataclass
class Client:
    """A student's script: makes events, sends batches, keeps each until an answer names it, and repeats itself."""

    name: str
    student_id: int
    course_id: int
    units: list[int]
    cookie: str = ""
    made: dict[str, dict[str, object]] = field(default_factory=dict)
    waiting: dict[str, dict[str, object]] = field(default_factory=dict)
    acknowledged: Counter[str] = field(default_factory=Counter)
    refused: list[object] = field(default_factory=list)

    def run(self, site: Served, is_over: threading.Event) -> None:
        chance = random.Random(self.name)
        for turn in itertools.count():
            if is_over.is_set():
                break
            if len(self.waiting) < 40:
                self._make(chance)
            known = [self.made[id] for id in self.acknowledged if _may_be_repeated(id)]
            again = chance.sample(known, min(3, len(known)))
            self._send(site, [*itertools.islice(self.waiting.values(), 20), *again])
            if turn % SIGNS_IN_EVERY == 0:
                self._enter(site)
        deadline = time.monotonic() + PATIENCE
        while self.waiting and time.monotonic() < deadline:
            self._send(site, list(self.waiting.values())[:20])

    def _make(self, chance: random.Random) -> None:
        for _ in range(5):
            kind = chance.choice(["course_view", "video_watch", "unit_view", "lesson_complete"])
            event: dict[str, object] = {"event_id": str(uuid.UUID(int=chance.getrandbits(128), version=4))}
            event |= {"activity_type": kind, "course_id": self.course_id}
            began = BEGAN + timedelta(minutes=2 * len(self.made))
            event |= {"start_time": began.isoformat(), "end_time": (began + timedelta(minutes=1)).isoformat()}
            if kind != "course_view":
                event["unit_id"] = self.units[2] if kind == "video_watch" else chance.choice(self.units[:2])
                event["duration_seconds"] = 60
            self.made[str(event["event_id"])] = self.waiting[str(event["event_id"])] = event

    def _enter(self, site: Served) -> None:
        """Sign in on another device. It goes on with the session it has."""
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
        form = urlencode({"email": f"{self.name}@example.org", "password": PASSWORD})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        try:
            connection.request("POST", "/sign-in", form, headers)
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()

    def _send(self, site: Served, events: list[dict[str, object]]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
        headers = {"Content-Type": "application/json", "Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"}
        try:
            connection.request("POST", BATCH, json.dumps({"events": events}), headers)
            answer = connection.getresponse()
            said = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            time.sleep(0.05)
            return
        finally:
            connection.close()
        if answer.status == http.HTTPStatus.SERVICE_UNAVAILABLE:
            time.sleep(0.2)
            return
        for result in said.get("results", []):
            if result["status"] in ("stored", "duplicate"):
                self.acknowledged[result["event_id"]] += 1
                self.waiting.pop(result["event_id"], None)
        if answer.status != http.HTTPStatus.OK:
            self.refused.append(said)


BEGAN = datetime(2026, 3, 2, tzinfo=UTC)


def _may_be_repeated(event_id: str) -> bool:
    return event_id[-1] in "01234567"


@pytest.fixture(params=["rows", "mongodb"])
def site(request):
    """One server process; its log among the rows on SQLite, or on MongoDB."""
    stores = {}
    if request.param == "mongodb":
        server = request.getfixturevalue("mongodb_uri").rpartition("/")[0]
        stores = {"MONGODB_URI": f"{server}/durability_{secrets.token_hex(4)}"}
    with serving(TANDEM_THROTTLE="off", TANDEM_TICKER="off", **stores) as served:
        yield served


@pytest.fixture
def clients(site):
    with backstage(site):
        otto = join("Otto", Role.admin)
        mira = join("Mira", Role.mentor, by=otto)
        course = knots(mira)
        units = [unit.id for module in course.modules for unit in module.units]
        made = []
        for number in range(CLIENTS):
            student = join(f"Ada{number}")
            courses.enroll(student, course)
            commit()
            made.append(Client(f"ada{number}", student.id, course.id, units))
    for client in made:
        browser = Caller(site.url)
        form = {"email": f"{client.name}@example.org", "password": PASSWORD}
        assert browser.post("/sign-in", form).status == http.HTTPStatus.SEE_OTHER
        client.cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return made


def test_what_was_acknowledged_counts_once(site, clients):
    is_over = threading.Event()
    threads = [threading.Thread(target=client.run, args=(site, is_over)) for client in clients]
    for thread in threads:
        thread.start()
    moments = random.Random("when")
    for _ in range(KILLS):
        _wait_for_work(clients)
        time.sleep(moments.uniform(0, 0.3))
        site.kill9()
        site.start()
    is_over.set()
    for thread in threads:
        thread.join(2 * PATIENCE)
    assert not [client.name for client in clients if client.waiting], "not everything arrived in the end"
    with backstage(site):
        tracking.write_what_is_owed()  # as the ticker does it
        commit()
        for client in clients:
            check(client)


def _wait_for_work(clients):
    """Each life of the server is long enough to do something, and ends in the middle of it."""
    before, until = sum(client.acknowledged.total() for client in clients), time.monotonic() + 5
    while sum(client.acknowledged.total() for client in clients) == before and time.monotonic() < until:
        time.sleep(0.01)


def check(client):
    """The log, the feed and the figures hold everything that was acknowledged, and each of it once."""
    assert client.refused == []
    assert set(client.acknowledged) == set(client.made)
    assert len(client.made) > KILLS
    assert any(times > 1 for times in client.acknowledged.values())

    everything = list(everything_of(client.student_id))
    signed_in = sa.select(SignIn.created_at).where(SignIn.user_id == client.student_id)
    logins = [one.at for one in everything if one.type == "login"]
    assert sorted(logins) == sorted(db.session.scalars(signed_in))

    kept = Counter(one.event_id for one in everything)
    assert {id: kept[id] for id in client.made} == dict.fromkeys(client.made, 1)

    fed = [one.event_id for one in feed_of(client.student_id) if one.event_id in client.made]
    by_kind = Counter(str(event["activity_type"]) for event in client.made.values())
    lessons = {
        event["unit_id"] for event in client.made.values() if event["activity_type"] == "lesson_complete"
    }
    assert len(fed) == len(set(fed)) == by_kind["course_view"] + by_kind["video_watch"] + len(lessons)

    figures = analytics.figures(client.student_id)
    assert figures.learned_minutes == (
        30 * len(lessons) + 15 * by_kind["video_watch"] + 10 * by_kind["course_view"]
    )
    assert figures.active_seconds == 60 * (len(client.made) - by_kind["course_view"])
    rows = sa.select(sa.func.sum(DayFigures.events)).where(DayFigures.student_id == client.student_id)
    stated = len([id for id in kept if id not in client.made])
    repeated = by_kind["lesson_complete"] - len(lessons)
    assert db.session.scalar(rows) == len(client.made) - repeated + stated
    db.session.rollback()


def everything_of(student_id):
    after = ""
    while page := log().activities_of(student_id, after=after):
        yield from page
        after = page[-1].event_id


def feed_of(student_id):
    before = ""
    while page := log().page(student_id, before=before, limit=50):
        yield from page
        before = page[-1].sort_key
