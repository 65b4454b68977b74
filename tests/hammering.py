"""The whole API asked by schemathesis as one person: in all its phases, with all its checks on."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from pathlib import Path
from re import fullmatch
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.engine.events import EngineEvent, FatalError, NonFatalError, ScenarioFinished
from schemathesis.openapi.checks import AllowHeaderMismatch, RejectedPositiveData
from schemathesis.transport.wsgi import WSGITransport

from webapp.api.openapi import description

SEED = 20261120


@dataclass(frozen=True)
class Rule:
    """What JSON Schema has no words for: what is sent is refused by `words` at a path like `path`, with 400."""

    doors: str
    path: str
    words: str
    why: str

    def covers(self, door: str, path: str, words: str) -> bool:
        return all(
            fullmatch(pattern, text)
            for pattern, text in ((self.doors, door), (self.path, path), (self.words, words))
        )


BEACONS = r"POST /api/(courses|student)/activity/(track|heartbeat|batch)"
FEED = r"POST /api/activities"
BATCHES = r"POST /api/(courses|student)/activity/batch"
PLANS = r"(POST|PATCH) /api/schedules(/\{schedule_id\})?"

UNSAID = [
    Rule(r"GET .*", "cursor", "Give the nextCursor .*", "a cursor is good only if an answer gave it"),
    Rule(FEED, "userId", "Give the id of a person.*", "5.0 is an integer to JSON Schema, and no id here"),
    Rule(r".*", ".*", "Input should be a valid integer", "5.0 is an integer to JSON Schema, and no id here"),
    Rule(BEACONS, r".*(_time|_at|timestamp)", "Give a time from .*", "a range of instants"),
    Rule(BEACONS, r".*end_time", "Must be after start_time.", "the end is after the start"),
    Rule(BEACONS, r".*video.played", "A run goes from .*", "a run ends after it begins"),
    Rule(BEACONS, r".*", "There is no such date and time.", "a leap second, or a year beyond all calendars"),
    Rule(
        BATCHES,
        r"(events|heartbeats)(\.\d+(\..+)?)?",
        ".*",
        "each event is judged by itself: all are refused",
    ),
    Rule(FEED, r"data(\..+)?", ".*", "what `data` has of a beacon keeps the rules of beacons"),
    Rule(PLANS, r"endTime", ".*", "the end is after the start, and within half a day"),
    Rule(PLANS, r"(start|end)Time", "That is too far from today.*", "a range of instants that moves on"),
    Rule(PLANS, r"timeZone", "Choose a time zone.*", "the names of time zones change with the world"),
    Rule(
        r"GET /api/schedules", r"from|to", "There is no such date and time.", "a leap second, or no such year"
    ),
    Rule(
        r"POST /api/notifications", "expiresAt", "Give a time to come.*", "a range of instants that moves on"
    ),
    Rule(r"(POST|PATCH) /api/entries.*", "unitId", "Choose a .*", "a unit that one has finished"),
    Rule(r".* /api/analytics/.*", r"(days\.\d+\.)?day", ".*", "a range of days that moves on"),
    Rule(r".* /api/entries/.*/status", "remarks", "Say what .*", "asking for changes has a reason"),
    Rule(r".*/marks/.*", "(reason|status)", ".*", "after the end a mark has a reason, and is none no more"),
    Rule(r".*/check-in", "code", ".*", "only the code of this moment is good"),
]

TWO_KINDS = {"/api/activities/{user_id}", "/api/notifications/{user_id}"}
"""Addresses of one shape that name two kinds of thing, a person or a line, each with methods of its own: OPTIONS tells
those of the thing that was named, and the id of the other kind is a 405 (contract, section 5).
"""


@dataclass
class Outcome:
    """What came of it: how many requests in each phase and of each status, and every fault, each door's check once."""

    asked: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    doors: set[str] = field(default_factory=set)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)

    def take(self, event: EngineEvent) -> None:
        if isinstance(event, FatalError):
            raise event.exception
        if isinstance(event, NonFatalError):
            self.faults[event.label, str(event.phase)] = event.info.format()
        if isinstance(event, ScenarioFinished):
            self._of_scenario(event)

    def _of_scenario(self, event: ScenarioFinished) -> None:
        told = event.recorder
        self.asked[event.phase.value] += len(told.interactions)
        self.doors |= {case.value.operation.label for case in told.cases.values()}
        for asked in told.interactions.values():
            self.statuses[asked.response.status_code if asked.response else 0] += 1
        for case_id, checks in told.checks.items():
            label = told.cases[case_id].value.operation.label
            for check in checks:
                if check.failure_info is not None:
                    answer = told.interactions[case_id].response
                    said = answer.content[:500] if answer else b""
                    words = f"{check.failure_info.failure}\n{check.failure_info.code_sample[:1500]}\n{said!r}"
                    self.faults.setdefault((label, check.name), f"{event.phase.value}: {words}")


def alone(app: Flask) -> Callable[..., Iterable[bytes]]:
    """Each request is a world of its own, as it is on a server. A stream is read while it comes."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return Context().run(app, environ, start_response)

    return answer


def hammer(
    app: Flask,
    tokens: dict[str, str],
    who: Sequence[str],
    folder: Path,
    *,
    cases: int,
    without_coverage: Sequence[str] = (),
) -> Outcome:
    """Ask as the first of them; what is theirs the others must not be given. `without_coverage` names the operations
    that are left out of the coverage phase.
    """
    papers = folder / "papers.json"
    papers.write_text(
        json.dumps(
            {
                "auth": [
                    {
                        "name": name,
                        "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {tokens[name]}"}],
                    }
                    for name in who
                ]
            }
        )
    )
    left_out = {"include-operation-id": [*without_coverage], "phases": {"coverage": {"enabled": False}}}
    config = SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "continue-on-failure": True,
            "max-stream-events": 1,
            "request-timeout": 30,
            "suppress-health-check": ["all"],
            "auth": {"wfc": {"path": str(papers), "user": who[0], "peers": [*who]}},
            "checks": {"enabled": True},
            "phases": {"enabled": True, "stateful": {"generation": {"max-examples": max(cases, 4)}}},
            "generation": {"mode": "all", "max-examples": cases, "no-shrink": True, "database": "none"},
            "operations": [left_out] if without_coverage else [],
        }
    )
    with app.test_request_context():
        told = description(title="Tandem", server="http://localhost")
    schema = schemathesis.openapi.from_dict(told, config=config)
    schema.app = alone(app)
    schema.hook("filter_failure")(is_a_fault)
    outcome = Outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGITransport, "send", _sent)
        for event in engine.from_schema(schema).execute():
            outcome.take(event)
    return outcome


_send = WSGITransport.send


def _sent(transport: WSGITransport, case: Any, *, session: Any = None, **given: Any) -> Any:
    """In this process there are no certificates and no proxies; what asks without papers names them all the same."""
    told = {name: value for name, value in given.items() if name not in ("max_redirects", "verify", "cert")}
    return _send(transport, case, session=session, **told)


def is_a_fault(context: Any, failure: Failure, case: Any, response: Any) -> bool:
    """All are but those that are declared above."""
    door = case.operation.label
    is_of_two_kinds = case.operation.path in TWO_KINDS
    if is_of_two_kinds and isinstance(failure, AllowHeaderMismatch):
        return False
    if is_of_two_kinds and isinstance(failure, RejectedPositiveData) and response.status_code == 405:
        return False
    if not isinstance(failure, RejectedPositiveData) or response.status_code != 400:
        return True
    named = response.json()["error"]["fields"]
    return not named or not all(
        any(rule.covers(door, path, words) for rule in UNSAID) for path, words in named.items()
    )
