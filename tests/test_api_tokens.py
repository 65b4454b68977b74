"""Tokens: how programs sign in, go on and end; what each scope opens; and that nothing of it mixes with a cookie."""

import jwt
import pytest
import sqlalchemy as sa

from tests.conftest import PASSWORD, Visitor
from webapp import accounts
from webapp.accounts.token_models import Grant
from webapp.audit import AuditLog
from webapp.core.stores import db
from webapp.flow import commit

WRONG = "That address and password do not belong together."


@pytest.fixture
def program(app):
    """Somebody's program: no cookies, another site's page, as far as the browser would say."""
    app.test_client_class = Visitor
    return app.test_client(use_cookies=False)


def signed_in(program, email="ada@example.org", **more):
    return program.post("/api/auth/token", json={"email": email, "password": PASSWORD} | more)


def carrying(token, **more):
    return {"headers": {"Authorization": f"Bearer {token}", "Sec-Fetch-Site": "cross-site"} | more}


def status(program, token, path="/api/events", **more):
    with program.get(path, **carrying(token), **more) as answer:
        return answer.status_code


def test_a_program_signs_in_and_is_that_person(program, ada):
    answer = signed_in(program)
    assert answer.status_code == 200
    told = answer.json
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 900, "all")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert status(program, told["access_token"]) == 200


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(program, ada, email):
    answer = program.post("/api/auth/token", json={"email": email, "password": "something else"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert (answer.json["error"]["code"], answer.json["error"]["message"]) == ("wrong_credentials", WRONG)


def test_an_access_token_lasts_a_quarter_of_an_hour(program, ada, time):
    token = signed_in(program).json["access_token"]
    time.forward(minutes=14, seconds=59)
    assert status(program, token) == 200
    time.forward(seconds=1)
    assert status(program, token) == 401


def test_a_refresh_token_brings_the_next_pair(program, ada, time):
    first = signed_in(program, scope="read").json
    time.forward(minutes=20)
    second = program.post("/api/auth/refresh", json={"refresh_token": first["refresh_token"]}).json
    assert second["scope"] == "read"
    assert status(program, second["access_token"]) == 200


def deeds():
    """What the trail holds, in order."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditLog.deed).order_by(AuditLog.number)))


def test_the_trail_has_tokens_made_and_revoked(program, sign_in, ada):
    browser = sign_in(ada)
    for name in ("One", "Other"):
        browser.post("/settings/tokens", data={"name": name, "scope": "read", "days": "30"})
    one, other = db.session.scalars(sa.select(Grant).order_by(Grant.id)).all()
    assert browser.post(f"/settings/tokens/{other.id}/revocation").status_code == 303
    assert deeds()[-3:] == ["made a token", "made a token", "revoked a token"]
    assert browser.post(f"/settings/tokens/{one.id}/revocation").status_code == 303
    last = db.session.scalars(sa.select(AuditLog).order_by(AuditLog.number.desc()).limit(1)).one()
    assert (last.deed, last.before) == ("revoked a token", '{"name":"One","scope":"read"}')


def test_the_theft_of_a_refresh_token_comes_to_light(app, program, ada):
    """A thief copies Ada's refresh token and uses it first. When her own program comes with it, all of it ends."""
    hers = signed_in(program).json
    thief = app.test_client(use_cookies=False)
    theirs = thief.post("/api/auth/refresh", json={"refresh_token": hers["refresh_token"]}).json
    assert status(thief, theirs["access_token"]) == 200

    answer = program.post("/api/auth/refresh", json={"refresh_token": hers["refresh_token"]})

    assert (answer.status_code, answer.json["error"]["code"]) == (401, "token_reused")
    assert status(thief, theirs["access_token"]) == 401
    assert status(program, hers["access_token"]) == 401
    last = thief.post("/api/auth/refresh", json={"refresh_token": theirs["refresh_token"]})
    assert (last.status_code, last.json["error"]["code"]) == (401, "bad_token")
    assert deeds()[-2:] == ["signed in", "ended a sign-in that was copied"]


def test_a_sign_in_ends_after_thirty_days_however_often_it_was_renewed(program, ada, time):
    pair = signed_in(program).json
    for _ in range(3):
        time.forward(days=9)
        pair = program.post("/api/auth/refresh", json={"refresh_token": pair["refresh_token"]}).json
    time.forward(days=3)
    answer = program.post("/api/auth/refresh", json={"refresh_token": pair["refresh_token"]})
    assert answer.status_code == 401


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_either_token_revokes_the_sign_in(program, ada, which):
    pair = signed_in(program).json
    assert program.post("/api/auth/revoke", json={"token": pair[which]}).json == {"status": "revoked"}
    assert status(program, pair["access_token"]) == 401
    assert program.post("/api/auth/revoke", json={"token": "never-was"}).json == {"status": "revoked"}


def _new_password(browser):
    given = {"current_password": PASSWORD, "new_password": "other quiet words here"}
    assert browser.post("/settings/password", data=given).status_code == 303


def _out_everywhere(browser):
    assert browser.post("/settings/sign-outs", data={"here": "true"}).status_code == 303


@pytest.mark.parametrize("deed", [_new_password, _out_everywhere])
def test_what_ends_all_sign_ins_ends_all_tokens(program, sign_in, ada, deed):
    pair, own = signed_in(program).json, personal(sign_in(ada))
    deed(sign_in(ada))
    assert status(program, pair["access_token"]) == status(program, own) == 401
    assert program.post("/api/auth/refresh", json={"refresh_token": pair["refresh_token"]}).status_code == 401


def test_closing_an_account_ends_its_tokens(program, ada, otto):
    token = signed_in(program).json["access_token"]
    accounts.close_account(ada, by=otto)
    commit()
    assert status(program, token) == 401
    assert signed_in(program).status_code == 401


@pytest.mark.parametrize(
    ("scope", "reads", "sends"), [("beacon", 403, 201), ("read", 200, 403), ("all", 200, 201)]
)
def test_what_each_scope_opens(program, enrolled, units, scope, reads, sends):
    token = signed_in(program, scope=scope).json["access_token"]
    event = {"activity_type": "lesson_complete", "unit_id": units["Loops"].id}
    assert status(program, token) == reads
    sent = program.post("/api/courses/activity/track", json=event, **carrying(token))
    assert sent.status_code == sends
    if sends == 403:
        assert sent.json["error"]["code"] == "scope"


def test_a_token_decides_alone_whatever_cookie_comes_along(sign_in, program, ada, ben):
    """Ben's browser with Ada's token is Ada; with a token that is not good it is nobody."""
    token = signed_in(program).json["access_token"]
    browser = sign_in(ben)
    assert status(browser, "never-was") == 401
    accounts.end_sign_ins(ben, by=db.session.get_one(accounts.User, 1))
    commit()
    assert status(browser, token) == 200


def test_a_token_opens_no_page_and_saves_no_form_from_foreign_hands(program, sign_in, ada):
    token = signed_in(program).json["access_token"]
    assert program.get("/settings", **carrying(token)).status_code == 303
    browser = sign_in(ada)
    form = browser.post("/settings/profile", data={"name": "Eve", "time_zone": "UTC"}, **carrying(token))
    assert form.status_code == 403


def test_a_token_needs_no_word_of_where_it_comes_from(program, enrolled, units):
    token = signed_in(program).json["access_token"]
    event = {"activity_type": "lesson_complete", "unit_id": units["Loops"].id}
    sent = program.post(
        "/api/courses/activity/track", json=event, **carrying(token, Origin="https://x.example")
    )
    assert sent.status_code == 201


def test_a_forged_token_is_none(app, program, ada):
    claims = {"iss": "tandem", "sub": str(ada.id), "sid": 1, "exp": 4_000_000_000, "scope": "all"}
    signed_in(program)
    forged = [
        jwt.encode(claims, "x" * 32, "HS256", headers={"typ": "at+jwt"}),
        jwt.encode(claims, "", "none", headers={"typ": "at+jwt"}),
        jwt.encode(claims, app.config["SECRET_KEY"], "HS256", headers={"typ": "at+jwt", "kid": "../../x"}),
        signed_in(program).json["refresh_token"],
        "",
        "a.b.c",
        "tandem_",
    ]
    assert [status(program, token) for token in forged] == [401] * len(forged)


def test_tokens_outlive_a_change_of_the_key_while_the_old_one_is_listed(app, program, ada):
    token = signed_in(program).json["access_token"]
    old, app.config["SECRET_KEY"] = app.config["SECRET_KEY"], "another key of at least 32 letters"
    assert status(program, token) == 401
    app.config["SECRET_KEY_FALLBACKS"] = [old]
    assert status(program, token) == 200


def personal(browser, scope="all", name="A script"):
    """The token that the page shows once."""
    page = browser.post("/settings/tokens", data={"name": name, "scope": scope, "days": "30"})
    assert page.status_code == 201, page.text
    return page.text.partition('<code id="token">')[2].partition("</code>")[0]


class TestPersonal:
    def test_it_is_made_named_seen_and_revoked(self, sign_in, program, ada, time):
        browser = sign_in(ada)
        token = personal(browser, scope="read", name="Weekly report")
        page = browser.get("/settings/tokens").text
        assert "Weekly report" in page
        assert "never used" in page
        assert token not in page

        time.forward(hours=1)
        assert status(program, token) == 200
        assert "last used" in browser.get("/settings/tokens").text

        (grant,) = db.session.query(Grant).all()
        browser.post(f"/settings/tokens/{grant.id}/revocation")
        assert status(program, token) == 401
        assert "Nothing acts for you" in browser.get("/settings/tokens").text

    def test_it_runs_out(self, sign_in, program, ada, time):
        token = personal(sign_in(ada))
        time.forward(days=30)
        assert status(program, token) == 401

    def test_only_its_hash_is_kept(self, sign_in, ada):
        token = personal(sign_in(ada))
        (grant,) = db.session.query(Grant).all()
        assert token not in str(vars(grant))

    def test_nobody_revokes_another_persons(self, sign_in, program, ada, ben):
        token = personal(sign_in(ada))
        (grant,) = db.session.query(Grant).all()
        assert sign_in(ben).post(f"/settings/tokens/{grant.id}/revocation").status_code == 404
        assert status(program, token) == 200

    def test_what_is_missing_is_said_at_its_field(self, sign_in, ada):
        page = sign_in(ada).post("/settings/tokens", data={"name": "", "days": "31"})
        assert page.status_code == 422
        for field in ("name", "scope", "days"):
            assert f'href="#f-{field}"' in page.text


class TestThrottled:
    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"throttle": "on"})

    def test_tries_count_together_with_those_at_the_sign_in_page(self, visitor, program, ada):
        wrong = {"email": "ada@example.org", "password": "wrong"}
        for _ in range(5):
            assert visitor.post("/sign-in", data=wrong).status_code == 422
            assert program.post("/api/auth/token", json=wrong).status_code == 401
        answer = program.post("/api/auth/token", json=wrong)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0


class TestOtherSites:
    """Which other sites' pages may call: CORS."""

    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"allowed_origins": ["https://courses.example.org"]})

    @pytest.mark.parametrize(
        ("origin", "may"), [("https://courses.example.org", True), ("https://evil.example", False)]
    )
    def test_only_a_listed_origin_is_let_read(self, program, ada, origin, may):
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        answer = program.options("/api/courses/activity/track", headers=asked)
        allowed = answer.headers.get("Access-Control-Allow-Origin")
        assert allowed == (origin if may else None)
        assert ("Authorization" in answer.headers.get("Access-Control-Allow-Headers", "")) is may
        assert "Origin" in answer.headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in answer.headers

    def test_pages_are_for_no_other_site(self, program, ada):
        asked = {"Origin": "https://courses.example.org"}
        assert "Access-Control-Allow-Origin" not in program.get("/sign-in", headers=asked).headers
