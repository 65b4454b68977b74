"""docs/api.md says what is so: its commands run, in its order, and it has a part for every area."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.calling import Caller
from tests.conftest import PASSWORD
from tests.serving import serving
from tests.staging import stage
from webapp.api.declaration import DECLARED

GUIDE = (Path(__file__).parent.parent / "docs" / "api.md").read_text()
COMMANDS = re.findall(r"```sh\n(.*?)```", GUIDE, re.S)


@pytest.fixture(scope="module")
def words():
    """What the guide's commands are about, on a site of its own."""
    with serving() as site:
        cast = stage(site)
        yield {
            "SITE": site.url,
            "EMAIL": "ada@example.org",
            "PASSWORD": PASSWORD,
            "STUDENT": str(cast.people["Ada"]),
            "COURSE": str(cast.course_id),
            "UNIT": str(cast.units["Loops"]),
            "TOKEN": _token(site, "ada"),
            "MENTOR": _token(site, "mira"),
        }


def _token(site, who):
    given = {"email": f"{who}@example.org", "password": PASSWORD}
    return Caller(site.url).post("/api/auth/token", json_body=given).json["access_token"]


def test_its_commands_run(words):
    define, *blocks = COMMANDS
    script = "set -e\n" + define + "\n".join(f"{block}\necho" for block in blocks)
    done = subprocess.run(
        ["bash", "-xc", script],
        check=False,
        env=os.environ | words,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-2000:]
    answers = [line for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(answers) > 20
    assert all(json.loads(answer) is not None for answer in answers if answer.endswith("}"))


def test_every_area_has_its_part():
    for area in sorted({door.area for door in DECLARED.values()} - {"descriptions", "beacons", "auth"}):
        paths = [
            rule.partition("<")[0].rstrip("/") for (rule, _), door in DECLARED.items() if door.area == area
        ]
        assert any(path in GUIDE for path in paths), area
