"""Programs that listen, as they really do: a browser's EventSource, and curl with a token. A token that ends takes its
streams with it.
"""

import json
import shutil
import subprocess
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.calling import Caller
from tests.conftest import PASSWORD
from tests.listening import listening
from tests.needs import need
from tests.processes import wait_until
from tests.serving import serving
from tests.staging import caller, enter, stage
from webapp.live import opening


@pytest.fixture(scope="module")
def site():
    with serving() as site:
        yield site


@pytest.fixture(scope="module")
def cast(site):
    return stage(site)


def bearer(site, email="ada@example.org", **more):
    given = {"email": email, "password": PASSWORD} | more
    return Caller(site.url).post("/api/auth/token", json_body=given).json["access_token"]


def curl(site, token, *arguments):
    need(shutil.which("curl"), "curl is not installed")
    command = [
        "curl",
        "-sN",
        "--max-time",
        "120",
        "-H",
        f"Authorization: Bearer {token}",
        f"{site.url}/api/events",
        *arguments,
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def lines_until(process, wanted):
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if lines[-1] == wanted:
            return lines
    raise AssertionError(f"the stream ended without {wanted}: {lines[-20:]}")


def finish(site, cast, title):
    event = {"activity_type": "lesson_complete", "unit_id": cast.units[title]}
    answer = caller(site, "Ada").post("/api/courses/activity/track", json_body=event)
    assert answer.status == 201, answer.text


HEARS = """(path) => {
  const told = [], source = new EventSource(path);
  window.told = told;
  for (const name of ["activity:created", "analytics:updated", "activeSessionsData"])
    source.addEventListener(name, (event) => told.push([name, JSON.parse(event.data)]));
  return new Promise((done) => source.addEventListener("heartbeat", () => done(source.readyState), {once: true}));
}"""


def test_a_browsers_eventsource_hears_named_events(site, cast, page_for: Callable[..., Page]):
    page = page_for(site.url, timezone_id="Africa/Lagos")
    enter(page, "Ada")
    assert page.evaluate(HEARS, "/api/events") == 1
    finish(site, cast, "Loops")
    wait_until(lambda: cast.units["Loops"] in _finished(page), "the lesson is told")

    assert page.evaluate(HEARS, f"/api/events?course={cast.course_id}") == 1
    snapshot = ["activeSessionsData", {"course_id": cast.course_id, "activeSessions": []}]
    wait_until(lambda: page.evaluate("told") == [snapshot], "the sessions of the course are told at once")


def _finished(page):
    return {value["unit_id"] for name, value in page.evaluate("told") if name == "activity:created"}


def test_curl_hears_with_a_token_until_its_sign_in_ends(site, cast):
    token = bearer(site, scope="read")
    with curl(site, token) as listener:
        lines_until(listener, "event:heartbeat")
        finish(site, cast, "Bends")
        told: dict[str, object] = {}
        while told.get("activity_type") != "lesson_complete":  # first, that she signed in to finish it
            lines_until(listener, "event:activity:created")
            told = json.loads(next(listener.stdout).removeprefix("data:"))
        assert (told["student_id"], told["unit_id"]) == (cast.people["Ada"], cast.units["Bends"])

        browser = caller(site, "Ada")
        browser.post("/settings/sign-outs", {"here": "true"})
        listener.stdout.read()
        assert listener.wait(60) in (0, 18), "the site ends it: curl's own patience is another code"
    with curl(site, token, "-o", "/dev/null", "-w", "%{http_code}") as refused:
        assert refused.stdout.read() == "401"


def test_a_stream_lasts_no_longer_than_its_token():
    assert opening.lifetime(3) == 3
    assert 600 <= opening.lifetime() <= 900


def test_revoking_a_token_ends_what_listens_by_it(app, visitor, ada):
    program = app.test_client(use_cookies=False)
    token = visitor.post("/api/auth/token", json={"email": "ada@example.org", "password": PASSWORD}).json
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token['access_token']}"
    with listening(program) as stream:
        stream.hear()
        visitor.post("/api/auth/revoke", json={"token": token["refresh_token"]})
        assert stream.is_over()


def test_a_token_for_beacons_cannot_listen(app, visitor, ada):
    given = {"email": "ada@example.org", "password": PASSWORD, "scope": "beacon"}
    token = visitor.post("/api/auth/token", json=given).json["access_token"]
    answer = visitor.get("/api/events", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "scope")
