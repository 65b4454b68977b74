"""Requests by the thousand, made from the description of the API by schemathesis, as a student, a mentor and an admin:
in all its phases, all checks on. No answer that the description does not have, and never a 5xx.

`API_CASES=10 pytest tests/test_api_thousands.py` tries more of them for each door, and each door's whole schema as each
of the three. Each time, a few are tried, and each door's schema as one of them.
"""

import logging
import os

import pytest

from tests.conftest import PASSWORD, beacon, join, knots
from tests.hammering import hammer
from tests.one_stage import a_stage, browser_of
from webapp import accounts, courses
from webapp.accounts import Role
from webapp.api.declaration import DECLARED, Declaration
from webapp.core.stores import db
from webapp.flow import commit

log = logging.getLogger(__name__)

CASES = int(os.environ.get("API_CASES", "1"))
PEERS = {"ada": "ben", "mira": "noor", "otto": "ben"}
"""Who must not be given what is theirs."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory, blank_database):
    """Ada learns in Mira's course; Otto is the admin. Answers the app and a token of each."""
    with a_stage(tmp_path_factory.mktemp("thousands"), blank_database) as (app, _):
        otto = join("Otto", Role.admin)
        mira, _noor = join("Mira", Role.mentor, by=otto), join("Noor", Role.mentor, by=otto)
        ada, _ben = join("Ada"), join("Ben")
        accounts.assign_mentor(ada, mira, by=otto)
        course = knots(mira)
        courses.enroll(ada, course)
        commit()
        unit_id = course.modules[0].units[0].id
        beacon(browser_of(app, "ada@example.org"), activity_type="lesson_complete", unit_id=unit_id)
        tokens = {name: _token(app, f"{name}@example.org") for name in ("ada", "ben", "mira", "noor", "otto")}
        db.session.remove()
        yield app, tokens


def _token(app, email):
    client = browser_of(app)
    answer = client.post("/api/auth/token", json={"email": email, "password": PASSWORD})
    assert answer.json is not None
    return answer.json["access_token"]


def _whose(place: int, door: Declaration) -> str:
    """Who asks this door for all that its schema says, where one has to do: one whom it lets in."""
    if Role.student in door.roles or Role.mentor in door.roles:
        return "ada" if Role.student in door.roles else "mira"
    return [*PEERS][place % len(PEERS)]


@pytest.mark.parametrize("who", PEERS)
def test_every_door_keeps_to_its_description(stage, who, tmp_path):
    app, tokens = stage
    others = [door.name for place, door in enumerate(DECLARED.values()) if _whose(place, door) != who]
    outcome = hammer(
        app, tokens, [who, PEERS[who]], tmp_path, cases=CASES, without_coverage=others if CASES < 10 else []
    )
    log.info("%s: %s requests, %s", who, outcome.asked.total(), outcome)
    assert len(outcome.doors) == len(DECLARED)
    assert {phase for phase, number in outcome.asked.items() if number} >= {
        "examples",
        "coverage",
        "fuzzing",
        "stateful",
    }
    told = [f"{door}, {check}: {words}" for (door, check), words in outcome.faults.items()]
    assert not told, f"{len(told)} faults:\n\n" + "\n\n".join(told)
    assert max(outcome.statuses) < 500
