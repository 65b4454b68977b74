"""What a batch costs step by step, up to a door that only stores: below that no door comes, whatever else is saved."""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Blueprint, Flask, request

from bench.intake_stage import School, a_school
from tests.conftest import Visitor
from tests.one_stage import a_stage, browser_of
from webapp import accounts
from webapp.core import clock
from webapp.core.json import body_of
from webapp.core.stores import db
from webapp.tracking import sql_log
from webapp.tracking.claims import activity_of
from webapp.tracking.inputs import LARGEST_BODY, ActivityInput, BatchInput
from webapp.tracking.instants import Sending
from webapp.tracking.place import Place
from webapp.tracking.sql_rows import of_activity

STUDENTS = 40
WARM_UP = 40
STEPS = {
    "/floor/signed-in": "signed in, an empty answer",
    "/floor/read": "and the body read as JSON",
    "/floor/lines": "and fifty events checked and made into lines of the log",
    "/floor/stored": "and these lines written and committed: a door that only stores",
    "/api/student/activity/batch": "the product's door, with everything that follows",
}


def floor(batch_of: Callable[[School], str], batches: int, rounds: int) -> int:
    """Prints the CPU time of each step, in one process on SQLite, test client included. They are asked in turn."""
    with tempfile.TemporaryDirectory() as folder, a_stage(Path(folder)) as (app, _):
        clock.source = clock._system_time
        school = a_school(STUDENTS)
        _add_doors(app)
        browsers = [browser_of(app, f"ada{number}@example.org") for number in range(STUDENTS)]
        for path in STEPS:
            _send(browsers, path, [batch_of(school) for _ in range(WARM_UP)])
        took: dict[str, list[float]] = {path: [] for path in STEPS}
        for _ in range(rounds):
            for path in STEPS:
                took[path].append(_send(browsers, path, [batch_of(school) for _ in range(batches)]))
    for path, words in STEPS.items():
        ms = [1000 * seconds for seconds in took[path]]
        print(
            f"{statistics.median(ms):5.1f} ms a batch ({min(ms):.1f} to {max(ms):.1f}),"
            f" {statistics.median(ms) / 50:.3f} CPU-s per 1,000: {words}"
        )
    return 0


def _send(browsers: Sequence[Visitor], path: str, bodies: Sequence[str]) -> float:
    """CPU seconds for each of these."""
    began = time.process_time()
    for number, body in enumerate(bodies):
        answer = browsers[number % STUDENTS].post(path, data=body, content_type="application/json")
        assert answer.status_code == 200, answer.text
    return (time.process_time() - began) / len(bodies)


def _add_doors(app: Flask) -> None:
    """The steps, as doors of this measurement alone."""
    doors = Blueprint("floor", __name__)

    @doors.post("/floor/signed-in")
    @accounts.only()
    def signed_in() -> dict[str, str]:
        return {}

    @doors.post("/floor/read")
    @accounts.only()
    def read() -> dict[str, str]:
        _body()
        return {}

    @doors.post("/floor/lines")
    @accounts.only()
    def lines() -> dict[str, str]:
        _lines()
        return {}

    @doors.post("/floor/stored")
    @accounts.only()
    def stored() -> dict[str, str]:
        db.session.connection().execute(sql_log._INSERT, _lines())
        db.session.commit()
        return {}

    app._got_first_request = False  # doors may be added yet
    app.register_blueprint(doors)


def _body() -> BatchInput:
    return BatchInput.of(body_of(request, limit=LARGEST_BODY))


def _lines() -> list[dict[str, object]]:
    body, student = _body(), accounts.me()
    sending = Sending(clock.now(), body.sent_at, body.sent_mono)
    return [
        of_activity(
            activity_of(event, Place(event.course_id, None, event.unit_id, None, {}), student, sending)
        )
        for event in ActivityInput.all_of(body.events)
    ]
