"""How much a batch of 50 costs with everything that follows from it: log, figures, progress, notices, live facts.

    python -m bench.intake [--stores sqlite mariadb] [--stored 10000 1000000] [--batches 60] [--rounds 5]
    python -m bench.intake --profile
    python -m bench.intake --floor

Starts the product as it is served (one gunicorn worker; `mariadb` is MariaDB for the rows and a MongoDB peer for the
log), fills its log to a size, and lets several students send batches: others at each size, so that the day behind them
is the same. The CPU time is the server's own: user and system time of gunicorn's processes, not of the databases beside
it; what the peer took stands behind it.
"""

import argparse
import http.client
import json
import os
import random
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.intake_floor import floor
from bench.intake_profile import profile
from bench.intake_stage import School, fill, set_up
from bench.mongodb_peer import Peer
from tests.servers import mariadb_server, mongodb_server
from tests.serving import Served, serving

BATCH = "/api/student/activity/batch"
EVENTS = 50
VIEWS = 12
SENDERS = 40
HANDS = 4
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Round:
    """What some batches took."""

    events_per_second: float
    cpu_per_thousand: float
    peer_per_thousand: float
    """CPU seconds of MongoDB's peer, where the log is there."""


def main() -> int:
    words = argparse.ArgumentParser(description="What batches of 50 events cost.")
    words.add_argument("--stores", nargs="+", default=["sqlite", "mariadb"], choices=["sqlite", "mariadb"])
    words.add_argument("--stored", nargs="+", type=int, default=[10_000, 1_000_000])
    words.add_argument("--batches", type=int, default=60)
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--profile", action="store_true", help="where the time goes")
    words.add_argument(
        "--floor", action="store_true", help="what the steps cost, up to a door that only stores"
    )
    given = words.parse_args()
    if given.profile:
        return profile(batch_of, given.batches)
    if given.floor:
        return floor(batch_of, given.batches, given.rounds)
    for stores in given.stores:
        measured: list[float] = []
        with site_on(stores) as site:
            school, stored = set_up(site, SENDERS * len(given.stored)), 0
            for place, number in enumerate(given.stored):
                fill(site, school, number - stored)
                hands = school.cookies[place * SENDERS :][:SENDERS]
                rounds = [send_round(site, school, hands, given.batches) for _ in range(given.rounds + 1)][1:]
                stored = number + (given.rounds + 1) * given.batches * EVENTS
                measured.append(statistics.median(one.cpu_per_thousand for one in rounds))
                rate = statistics.median(one.events_per_second for one in rounds)
                spread = ", ".join(f"{one.cpu_per_thousand:.3f}" for one in rounds)
                peers = statistics.median(one.peer_per_thousand for one in rounds)
                print(
                    f"{stores:8} {number:>9,} stored: {rate:7,.0f} events/s, {measured[-1]:.3f} CPU-s per 1,000"
                    f" (rounds: {spread})" + (f"; the peer's {peers:.2f}" if peers else ""),
                    flush=True,
                )
        if len(measured) > 1:
            print(f"{stores:8} ratio: {measured[-1] / measured[0]:.2f}", flush=True)
    return 0


@contextmanager
def site_on(stores: str) -> Iterator[Served]:
    """A site on these stores, with nothing in them."""
    usual = {"TANDEM_THROTTLE": "off", "TANDEM_TICKER": "off"}
    with ExitStack() as running:
        if stores == "mariadb":
            usual["DATABASE_URL"] = running.enter_context(mariadb_server())
            usual["MONGODB_URI"] = running.enter_context(mongodb_server())
        yield running.enter_context(serving(**usual))


def send_round(site: Served, school: School, cookies: list[str], batches: int) -> Round:
    """Several at a time of the students of these cookies send so many batches."""
    bodies = [[batch_of(school) for _ in range(batches // HANDS)] for number in range(HANDS)]
    faults: list[str] = []

    def send(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        for turn, body in enumerate(bodies[number]):
            cookie = cookies[(number + HANDS * turn) % len(cookies)]
            headers = {"Content-Type": "application/json", "Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
            connection.request("POST", BATCH, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != http.HTTPStatus.OK or b"rejected" in text:
                faults.append(text.decode()[:300])
        connection.close()

    hands = [threading.Thread(target=send, args=(number,)) for number in range(HANDS)]
    peer = Peer.at(site.environment.get("MONGODB_URI", ""))
    before, began = cpu_seconds(site), time.monotonic()
    peers = peer.cpu_seconds() if peer else 0.0
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    took, used = time.monotonic() - began, cpu_seconds(site) - before
    if faults:
        raise RuntimeError(faults[0])
    events = HANDS * (batches // HANDS) * EVENTS
    peers = peer.cpu_seconds() - peers if peer else 0.0
    return Round(events / took, used / events * 1000, peers / events * 1000)


def batch_of(school: School) -> str:
    """Fifty events of the last half hour and two heartbeats, as a page's queue sends them: mostly what is read, some
    finished lessons and films.
    """
    now, chance = datetime.now(UTC), random.Random()
    mono = time.time() * 1000
    views = [str(uuid.uuid4()) for _ in range(VIEWS)]
    events = []
    for place in range(EVENTS):
        unit = chance.choice(school.lessons)
        ago = 1800 - 36 * place
        kind = chance.choices(["unit_view", "course_view", "video_watch", "lesson_complete"], [38, 6, 3, 3])[
            0
        ]
        event = {"event_id": str(uuid.uuid4()), "activity_type": kind, "course_id": school.course_id}
        event |= {"start_time": (now - timedelta(seconds=ago)).isoformat(), "mono": mono - 1000 * ago}
        if kind != "course_view":
            event["unit_id"] = school.film if kind == "video_watch" else unit
            event |= {"view_id": views[place * VIEWS // EVENTS], "active_ms": 1000 * (place % 4)}
            event["engagement_metrics"] = {"scroll_depth": 75.5, "interaction_count": chance.randrange(40)}
        events.append(event)
    beat = {"course_id": school.course_id, "unit_id": school.lessons[0], "is_active": True}
    beats = [
        beat | {"view_id": view, "seq": 3, "active_ms": 90_000, "timestamp": now.isoformat()}
        for view in views[-2:]
    ]
    sent = {"sent_at": now.isoformat(), "sent_mono": mono, "tracker": "bench/1"}
    return json.dumps(sent | {"events": events, "heartbeats": beats})


def cpu_seconds(site: Served) -> float:
    """What gunicorn's processes have used so far, user and system time."""
    return sum(_cpu_of(pid) for pid in (site.pid, *site.workers))


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    sys.exit(main())
