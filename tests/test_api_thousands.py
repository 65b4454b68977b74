"""Requests by the thousand, made from the description of the API by schemathesis, as a student, a mentor and an admin:
all checks on. No answer that the description does not have, and never a 5xx.

`API_CASES=60 pytest tests/test_api_thousands.py` tries more of them for each door; a few are tried each time.
"""

import logging
import os
from collections.abc import Iterable
from contextlib import suppress
from contextvars import Context
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from tests.conftest import PASSWORD, beacon, join, knots
from tests.one_stage import a_stage, browser_of
from webapp import accounts, courses
from webapp.accounts import Role
from webapp.api.openapi import description
from webapp.core.stores import db
from webapp.flow import commit

log = logging.getLogger(__name__)

CASES = int(os.environ.get("API_CASES", "2"))
ENDLESS = ("GET", "/api/events")
"""A stream has no end to wait for; it is tried in test_api_events.py."""


def alone(app):
    """Each request is a world of its own, as it is on a server."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        db.session.rollback()
        return Context().run(lambda: list(app(environ, start_response)))

    return answer


@pytest.fixture(scope="module")
def stage(tmp_path_factory, blank_database):
    """Ada learns in Mira's course; Otto is the admin. Answers the schema and a token of each."""
    with a_stage(tmp_path_factory.mktemp("thousands"), blank_database) as (app, _):
        otto = join("Otto", Role.admin)
        mira = join("Mira", Role.mentor, by=otto)
        ada = join("Ada")
        accounts.assign_mentor(ada, mira, by=otto)
        course = knots(mira)
        courses.enroll(ada, course)
        commit()
        unit_id = course.modules[0].units[0].id
        beacon(browser_of(app, "ada@example.org"), activity_type="lesson_complete", unit_id=unit_id)
        tokens = {name: _token(app, f"{name}@example.org") for name in ("ada", "mira", "otto")}
        config = SchemathesisConfig.from_dict(
            {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "4xx"]}}}
        )
        with app.test_request_context():
            told = description(title="Tandem", server="http://localhost")
        schema = schemathesis.openapi.from_dict(told, config=config)
        schema.app = alone(app)
        yield schema, tokens


def _token(app, email):
    client = browser_of(app)
    answer = client.post("/api/auth/token", json={"email": email, "password": PASSWORD})
    assert answer.json is not None
    return answer.json["access_token"]


def words_of(fault):
    return "\n".join(map(str, fault.exceptions)) if isinstance(fault, BaseExceptionGroup) else str(fault)


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value
)
@pytest.mark.parametrize("who", ["ada", "mira", "otto"])
def test_every_door_keeps_to_its_description(stage, who, mode):
    schema, tokens = stage
    faults: list[str] = []
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if (operation.method.upper(), operation.path) == ENDLESS:
            continue

        @seed(20261120)
        @settings(
            max_examples=CASES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case):
            nonlocal tried
            tried += 1
            case.call_and_validate(headers={"Authorization": f"Bearer {tokens[who]}"})

        try:
            with suppress(Unsatisfiable):  # a door that takes nothing cannot be asked wrongly
                ask()
        except (AssertionError, BaseExceptionGroup) as fault:
            faults.append(f"{operation.label}: {words_of(fault)}")
            log.warning("%s", faults[-1])
    log.info("%s requests as %s, %s", tried, who, mode.value)
    assert not faults, f"{len(faults)} doors:\n\n" + "\n\n".join(faults)
