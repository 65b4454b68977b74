"""No input whatever is answered with a 500, half-written, or let in by mistake (contract, section 4)."""

import io
import json
import uuid
from dataclasses import dataclass

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bad_beacons import (
    MISSING,
    NOT_JSON,
    NOT_OBJECTS,
    OF_A_HEARTBEAT,
    OF_A_VIDEO,
    OF_AN_ACTIVITY,
    Raw,
    cases,
    name_of,
)
from tests.conftest import Visitor, join
from tests.one_stage import a_course, a_stage, browser_of, everything, ids_of
from webapp import courses
from webapp.accounts import Role
from webapp.flow import commit

TRACK = "/api/courses/activity/track"
HEARTBEAT = "/api/courses/activity/heartbeat"
BATCH = "/api/courses/activity/batch"
STUDENT_BATCH = "/api/student/activity/batch"
DOORS = [TRACK, HEARTBEAT, BATCH, STUDENT_BATCH]
BATCHES = [BATCH, STUDENT_BATCH]


@dataclass
class Stage:
    """Ada is in the first course; she has left the second, never joined the third, and the fourth is not open."""

    app: Flask
    ada: Visitor
    here: dict[str, int]
    left: dict[str, int]
    foreign: dict[str, int]
    closed: dict[str, int]

    def activity(self, **changes):
        """A lesson finished, as it may be said."""
        said = {
            "start_time": "2026-11-20T09:00:00Z",
            "end_time": "2026-11-20T09:20:00Z",
            "duration_seconds": 60,
        }
        return {"activity_type": "lesson_complete", **self.here, **said} | changes

    def heartbeat(self, **changes):
        return {**self.here, "is_active": True, "timestamp": "2026-11-20T13:59:00Z"} | changes


@pytest.fixture(scope="module")
def stage(tmp_path_factory, blank_database):
    with a_stage(tmp_path_factory.mktemp("inputs"), blank_database) as (app, time):
        otto = join("Otto", Role.admin)
        mira = join("Mira", Role.mentor, by=otto)
        ada = join("Ada", zone="Africa/Lagos")
        made = [a_course(title, mira, time()) for title in ("Here", "Left", "Foreign", "Closed")]
        for course in made[:2]:
            courses.enroll(ada, course)
        courses.leave(ada, made[1])
        made[3].is_published = False
        commit()
        yield Stage(app, browser_of(app, "ada@example.org"), *[ids_of(course) for course in made])


@pytest.fixture
def nothing_written(stage):
    """But that it was refused."""
    before = everything(but=["dead_letters"])
    yield
    assert everything(but=["dead_letters"]) == before


def text_of(said, path="", value=None):
    """The JSON text of a beacon with that value at that path."""
    said = json.loads(json.dumps(said))
    *outer, name = path.split(".")
    inner = said
    for step in outer:
        inner = inner.setdefault(step, {})
    if value is MISSING:
        inner.pop(name, None)
    elif path or value is not None:
        inner[name] = f"<<{value}>>" if isinstance(value, Raw) else value
    text = json.dumps(said)
    return text.replace(f'"<<{value}>>"', value) if isinstance(value, Raw) else text


def post(browser, door, text, **kwargs):
    return browser.post(door, data=text, **{"content_type": "application/json"} | kwargs)


def refused(response, status, code=None, *, fields=None):
    """It is the contract's refusal: this status, and the error in its shape with every fault by its path."""
    assert response.status_code == status, response.text
    error = response.json["error"]
    assert isinstance(error["message"], str)
    assert error["message"]
    assert all(isinstance(text, str) and text for text in error["fields"].values())
    if code:
        assert error["code"] == code
    if fields is not None:
        assert set(error["fields"]) == fields
    return error


@pytest.mark.parametrize(("path", "value"), cases(OF_AN_ACTIVITY), ids=name_of)
def test_an_activity_that_breaks_a_rule(stage, nothing_written, path, value):
    text = text_of(stage.activity(), path, value)
    refused(post(stage.ada, TRACK, text), 400, "invalid", fields={path})
    for door in BATCHES:
        answer = post(stage.ada, door, f'{{"events": [{text}]}}')
        refused(answer, 400, "invalid", fields={f"events.0.{path}".rstrip(".")})
        (result,) = answer.json["results"]
        assert (result["status"], result["code"], set(result["fields"])) == ("rejected", "invalid", {path})


@pytest.mark.parametrize(("path", "value"), cases(OF_A_HEARTBEAT), ids=name_of)
def test_a_heartbeat_that_breaks_a_rule(stage, nothing_written, path, value):
    text = text_of(stage.heartbeat(), path, value)
    refused(post(stage.ada, HEARTBEAT, text), 400, "invalid", fields={path})
    answer = post(stage.ada, BATCH, f'{{"events": [], "heartbeats": [{text}]}}')
    refused(answer, 400, "invalid", fields={f"heartbeats.0.{path}".rstrip(".")})
    (result,) = answer.json["heartbeats"]
    assert (result["status"], result["code"], set(result["fields"])) == ("rejected", "invalid", {path})


@pytest.mark.parametrize(("path", "value"), cases(OF_A_VIDEO), ids=name_of)
def test_a_video_that_breaks_a_rule(stage, nothing_written, path, value):
    video = {"video": {"duration_seconds": 60, "played": "0-9"}}
    for door, said in ((TRACK, stage.activity(**video)), (HEARTBEAT, stage.heartbeat(**video))):
        refused(post(stage.ada, door, text_of(said, path, value)), 400, "invalid", fields={path})


def test_every_fault_is_named_at_once(stage, nothing_written):
    faulty = stage.activity(
        course_id=0, duration_seconds=-1, engagement_metrics={"scroll_depth": 200}, more=1
    )
    fields = {"course_id", "duration_seconds", "engagement_metrics.scroll_depth", "more"}
    refused(stage.ada.post(TRACK, json=faulty), 400, fields=fields)


@pytest.mark.parametrize(
    "kind", ["unit_view", "lesson_complete", "video_watch", "assignment_submit", "quiz_complete"]
)
def test_an_activity_in_a_unit_names_it(stage, nothing_written, kind):
    refused(stage.ada.post(TRACK, json={"activity_type": kind}), 400, fields={"unit_id"})


@pytest.mark.parametrize("kind", ["course_view", "course_continue"])
def test_an_activity_in_a_course_names_it(stage, nothing_written, kind):
    refused(stage.ada.post(TRACK, json={"activity_type": kind}), 400, fields={"course_id"})


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("body", list(NOT_JSON.values()), ids=list(NOT_JSON))
def test_what_is_not_json(stage, nothing_written, door, body):
    refused(post(stage.ada, door, body), 400, "invalid", fields={"body"})


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("body", NOT_OBJECTS)
def test_what_is_no_object(stage, nothing_written, door, body):
    refused(post(stage.ada, door, body), 400, "invalid", fields={""})


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "media",
    ["text/plain", "", "application/x-www-form-urlencoded", "application/jsonx", "multipart/form-data"],
)
def test_another_media_type(stage, nothing_written, door, media):
    refused(post(stage.ada, door, "{}", content_type=media), 415, "unsupported_media_type", fields=set())


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("is_chunked", [False, True], ids=["told", "chunked"])
def test_a_body_beyond_the_limit(stage, nothing_written, door, is_chunked):
    size = 256 * 1024 if door in BATCHES else 8 * 1024
    for body in (b" " * (size + 1), b" " * 2_000_000):
        if is_chunked:
            sent = {"input_stream": io.BytesIO(body), "content_length": None}
            answer = stage.ada.post(
                door,
                content_type="application/json",
                environ_overrides={"wsgi.input_terminated": True},
                **sent,
            )
        else:
            answer = post(stage.ada, door, body)
        refused(answer, 413, "too_large", fields=set())


@pytest.mark.parametrize("door", BATCHES)
@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"events"}),
        ({"events": None}, {"events"}),
        ({"events": "all"}, {"events"}),
        ({"events": {"0": {}}}, {"events"}),
        ({"events": []}, {"events"}),
        ({"events": [], "user": 1}, {"user"}),
        ({"Events": []}, {"Events", "events"}),
        ({"heartbeats": [{}]}, {"events"}),
        ({"events": [], "heartbeats": {}}, {"heartbeats"}),
        ({"events": [], "sent_at": "now", "sent_mono": -1}, {"sent_at", "sent_mono"}),
        ({"events": [], "tracker": "x" * 41, "durable": 1, "dropped": -1}, {"tracker", "durable", "dropped"}),
    ],
)
def test_a_batch_that_is_none(stage, nothing_written, door, body, fields):
    refused(stage.ada.post(door, json=body), 400, "invalid", fields=fields)


@pytest.mark.parametrize("door", BATCHES)
def test_more_than_a_hundred_events(stage, nothing_written, door):
    refused(
        stage.ada.post(door, json={"events": [{"activity_type": "profile_view"}] * 101}), 413, "too_large"
    )
    both = {"events": [{"activity_type": "profile_view"}] * 51, "heartbeats": [stage.heartbeat()] * 50}
    refused(stage.ada.post(door, json=both), 413, "too_large")


@pytest.mark.parametrize("event", [None, 5, "x", [], [[]], True], ids=repr)
def test_an_event_of_a_batch_that_is_no_object(stage, nothing_written, event):
    refused(stage.ada.post(BATCH, json={"events": [event]}), 400, fields={"events.0"})


def places(stage):
    """Places that are not open to Ada, whether they exist or not."""
    here, beyond = stage.here, 2**53 - 1
    yield from ((place, place) for place in (stage.left, stage.foreign, stage.closed))
    for name in ("course_id", "module_id", "unit_id"):
        for id in (999, 2**31, beyond, stage.foreign[name], stage.left[name], stage.closed[name]):
            yield here | {name: id}, {name: id}
    yield here | {"module_id": here["module_id"] + 1}, None


def test_places_that_are_not_open_are_all_the_same(stage, nothing_written):
    answers = []
    for place, alone in places(stage):
        answers.append(refused(stage.ada.post(TRACK, json=stage.activity(**place)), 403, "forbidden"))
        answers.append(refused(stage.ada.post(HEARTBEAT, json=stage.heartbeat(**place)), 403, "forbidden"))
        answers.append(
            refused(stage.ada.post(BATCH, json={"events": [stage.activity(**place)]}), 403, "forbidden")
        )
        if alone and alone is not place:
            said = {"activity_type": "profile_view", **alone}
            answers.append(refused(stage.ada.post(TRACK, json=said), 403, "forbidden"))
    assert len({(error["code"], error["message"], str(error["fields"])) for error in answers}) == 1


@pytest.mark.parametrize("door", DOORS)
def test_nobody_and_others_are_refused_before_anything_is_read(stage, door):
    nobody = browser_of(stage.app)
    mira = browser_of(stage.app, "mira@example.org")
    before = everything()
    for body in (stage.activity(), {"nonsense": 1}):
        refused(nobody.post(door, json=body), 401, "not_signed_in")
        refused(mira.post(door, json=body), 403, "not_allowed")
        away = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
        refused(stage.ada.post(door, json=body, headers=away), 403, "foreign_origin")
    refused(nobody.post(door, data=b"{"), 401)
    assert everything() == before


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_another_method(stage, nothing_written, door, method):
    answer = stage.ada.open(door, method=method)
    refused(answer, 405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from([path.split(".")[0] for path in (*OF_AN_ACTIVITY, *OF_A_HEARTBEAT)])
LIKELY = st.sampled_from(
    [value for _, value in (*cases(OF_AN_ACTIVITY), *cases(OF_A_HEARTBEAT)) if not isinstance(value, Raw)]
    + [1, 2, 3, "2026-11-20T10:00:00Z", "lesson_complete", "profile_view", str(uuid.UUID(int=7))]
).filter(lambda value: value is not MISSING)
BEACONS = st.dictionaries(NAMES | st.text(), LIKELY | JSON_VALUES, max_size=8)
SEVERAL = st.lists(BEACONS | JSON_VALUES, max_size=4)
BODIES = (
    JSON_VALUES
    | BEACONS
    | st.fixed_dictionaries({"events": SEVERAL})
    | st.fixed_dictionaries({"events": SEVERAL, "heartbeats": SEVERAL})
)


@settings(max_examples=400, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(door=st.sampled_from(DOORS), body=BODIES)
def test_no_json_whatever_is_a_fault_of_ours(stage, door, body):
    answer = post(stage.ada, door, json.dumps(body))
    assert answer.status_code in (200, 201, 400, 403, 409, 413), (body, answer.text)
    if answer.status_code >= 400:
        refused(answer, answer.status_code)


@settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    door=st.sampled_from(DOORS),
    body=st.binary(max_size=200),
    media=st.sampled_from(["application/json", "text/json"]),
)
def test_nor_are_any_bytes_whatever(stage, door, body, media):
    answer = post(stage.ada, door, body, content_type=media)
    refused(answer, 400 if media == "application/json" else 415)
