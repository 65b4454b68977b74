"""Where the time of a batch goes: the product in one process on SQLite, under Python's profiler."""

import cProfile
import pstats
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.intake_stage import School, a_school
from tests.one_stage import a_stage, browser_of
from webapp.core import clock

BATCH = "/api/student/activity/batch"
PLACES = {
    "sqlite3 (its own work, and the disk)": ("sqlite3",),
    "SQLAlchemy": ("sqlalchemy", "greenlet"),
    "Flask, Werkzeug, sign-in": ("flask", "werkzeug", "itsdangerous", "http/"),
    "pydantic and JSON": ("pydantic", "/json/", "_json", "uuid.py"),
    "tracking": ("webapp/tracking",),
    "analytics": ("webapp/analytics",),
    "live and flow": ("webapp/live", "webapp/flow"),
    "the other rooms": ("webapp/",),
}
OTHER = "Python's own (copies, comparisons, dates)"


def profile(batch_of: Callable[[School], str], batches: int) -> int:
    """Prints the CPU time without the profiler, and with it the share of each part."""
    with tempfile.TemporaryDirectory() as folder, a_stage(Path(folder)) as (app, _):
        clock.source = clock._system_time
        school = a_school(20)
        browsers = [browser_of(app, f"ada{number}@example.org") for number in range(20)]

        def send(bodies: list[str]) -> float:
            began = time.process_time()
            for number, body in enumerate(bodies):
                answer = browsers[number % 20].post(BATCH, data=body, content_type="application/json")
                assert answer.status_code == 200, answer.text
            return time.process_time() - began

        send([batch_of(school) for _ in range(20)])
        used = send([batch_of(school) for _ in range(batches)])
        print(f"{used / batches / 50 * 1000:.3f} CPU-s per 1,000 events in one process, test client included")
        bodies = [batch_of(school) for _ in range(batches)]
        watch = cProfile.Profile(time.process_time)
        watch.runcall(send, bodies)
        _print_shares(pstats.Stats(watch))
    return 0


def _print_shares(stats: pstats.Stats) -> None:
    shares: Counter[str] = Counter()
    for (file, _, name), (_, _, own, _, _) in stats.stats.items():  # type: ignore[attr-defined]
        shares[_place_of(f"{file} {name}")] += own
    total = sum(shares.values())
    for place, seconds in shares.most_common():
        print(f"{100 * seconds / total:5.1f} %  {place}")


def _place_of(function: str) -> str:
    return next((place for place, words in PLACES.items() if any(word in function for word in words)), OTHER)
