"""A deed that another site starts in a person's name is refused (v5.0.0-3.5.1, 3.5.2)."""

import pytest
from flask.testing import FlaskClient

from webapp.accounts import User
from webapp.core.stores import db

CHANGE = {"name": "Changed", "time_zone": "UTC"}


@pytest.fixture
def post(app, sign_in, ada):
    """Ada's browser posts with exactly these headers; the answer's status, and whether it was done."""
    browser = sign_in(ada)
    number = ada.id

    def send(headers, path="/settings/profile", data=CHANGE):
        db.session.rollback()
        answer = FlaskClient.open(browser, path, method="POST", data=data, headers=headers)
        db.session.rollback()
        db.session.expire_all()
        return answer.status_code, db.session.get_one(User, number).name == "Changed"

    return send


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost:81"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Referer": "http://localhost/settings"},
    ],
)
def test_a_foreign_deed_is_refused(post, headers):
    assert post(headers) == (403, False)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}])
def test_a_deed_of_our_own_page_is_done(post, headers):
    assert post(headers) == (303, True)


@pytest.mark.parametrize("path", ["/sign-in", "/register", "/first-run", "/sign-out", "/reset/x"])
def test_nobody_is_signed_in_or_out_by_another_site(app, otto, path):
    """A forged sign-in would let a person work in somebody else's account."""
    given = {"email": "otto@example.org", "password": "four quiet words here"}
    answer = FlaskClient.open(
        app.test_client(), path, method="POST", data=given, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/sign-out", "/settings/profile", "/settings/sign-outs", "/admin/invites"])
def test_asking_for_a_page_changes_nothing(sign_in, ada, path):
    assert sign_in(ada).get(path).status_code == 405
