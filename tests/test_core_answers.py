"""Every refusal is said in words: JSON under /api, a page elsewhere, the form again where there was one."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from webapp.core.errors import Conflict, Invalid, TooMany


@pytest.fixture
def failing(app: Flask):
    """Doors that fail in each way, under /api and elsewhere."""
    faults = {
        "fault": ZeroDivisionError("secret words"),
        "store": OperationalError("SELECT secret", {}, Exception("gone")),
        "conflict": Conflict("Somebody was first."),
        "invalid": Invalid(title="Give it a title."),
        "often": TooMany("Slowly.", retry_after=7),
    }
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.config["TESTING"] = False

    def raise_(what: str):
        raise faults[what]

    app.add_url_rule("/api/failing/<what>", "api_failing", raise_)
    app.add_url_rule("/failing/<what>", "page_failing", raise_)
    return app


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("fault", 500, "fault"),
        ("store", 503, "unavailable"),
        ("conflict", 409, "conflict"),
        ("invalid", 400, "invalid"),
        ("often", 429, "too_many_requests"),
    ],
)
def test_programs_get_one_shape_and_no_secret(failing, sign_in, ada, what, status, code):
    answer = sign_in(ada).get(f"/api/failing/{what}")
    assert answer.status_code == status
    error = answer.json["error"]
    assert error["code"] == code
    assert set(error) == {"code", "message", "fields", "reference"}
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("what", "status"), [("fault", 500), ("store", 503), ("conflict", 409), ("invalid", 422), ("often", 429)]
)
def test_people_get_a_page_with_a_reference(failing, sign_in, ada, caplog, what, status):
    answer = sign_in(ada).get(f"/failing/{what}")
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert "secret" not in answer.text
    if what == "fault":
        reference = caplog.records[-1].getMessage().partition("(")[2].partition(")")[0]
        assert reference in answer.text


def test_a_store_that_is_away_says_when_to_come_back(failing, sign_in, ada):
    assert int(sign_in(ada).get("/api/failing/store").headers["Retry-After"]) >= 1
    assert sign_in(ada).get("/api/failing/often").headers["Retry-After"] == "7"


@pytest.mark.parametrize(
    "path", ["/nowhere", "/courses/0", "/courses/2147483648", "/courses/-1", "/courses/1e3"]
)
def test_an_address_that_no_row_can_have_is_not_found(app, sign_in, ada, path):
    assert sign_in(ada).get(path).status_code == 404


def test_under_api_also_404_and_405_are_json(app, sign_in, ada):
    assert sign_in(ada).get("/api/nowhere").json["error"]["code"] == "not_found"
    answer = sign_in(ada).get("/api/courses/activity/track")
    assert answer.status_code == 405
    assert answer.json["error"]["code"] == "method_not_allowed"
    assert "POST" in answer.headers["Allow"]


def test_every_page_is_guarded_by_the_same_headers(app, visitor, otto):
    headers = visitor.get("/sign-in").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
