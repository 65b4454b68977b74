"""A session is a row: when it ends, every copy of its cookie is worthless, and open pages come back to the door."""

import time as clocks

import pytest
import sqlalchemy as sa

from tests.conftest import PASSWORD
from webapp import accounts, create_app
from webapp.accounts import Role, SignIn, User
from webapp.core.stores import db
from webapp.flow import commit, own_channel
from webapp.live import HeldListener

OTHER = "other quiet words here"


@pytest.fixture
def stolen(app):
    """`stolen(browser)` is another browser that holds a copy of its cookie."""

    def copy(browser, name="tandem"):
        thief = app.test_client()
        thief.set_cookie(name, browser.get_cookie(name).value)
        assert is_in(thief)
        return thief

    return copy


@pytest.fixture
def open_page(app):
    """`open_page(ada)` is a page of Ada's that listens."""

    def open_(user):
        hub = app.extensions["hub"]
        listener = HeldListener(accounts.channels_of(db.session.get_one(User, user.id)), [])
        hub.join(listener, since=hub.position())
        return listener

    return open_


def is_in(browser):
    return browser.get("/settings").status_code == 200


def is_closed_soon(listener):
    until = clocks.monotonic() + 30
    while (left := until - clocks.monotonic()) > 0:
        if listener.take(left) is None:
            return True
    return False


def change(browser, current=PASSWORD, new=OTHER):
    return browser.post("/settings/password", data={"current_password": current, "new_password": new})


def person(user):
    db.session.rollback()
    return db.session.get_one(User, user.id)


def test_signing_out_ends_every_copy_of_the_cookie(sign_in, stolen, ada):
    """v5.0.0-7.4.1"""
    browser = sign_in(ada)
    elsewhere, thief = sign_in(ada), stolen(browser)

    answer = browser.post("/sign-out")

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert not is_in(browser)
    assert not is_in(thief)
    assert is_in(elsewhere)


def test_a_sign_in_has_a_key_of_its_own(sign_in, ada, visitor):
    """v5.0.0-7.2.4: a session that somebody else put into the browser is not the one that is signed in."""
    visitor.get("/sign-in")
    keys = set()
    for browser in (sign_in(ada), sign_in(ada)):
        with browser.session_transaction() as session:
            keys.add(session["_user_id"])
    assert len(keys) == 2
    assert all(len(key) >= 43 for key in keys)


def test_whoever_signs_in_next_on_this_browser_ends_the_session_before(sign_in, stolen, open_page, ada, ben):
    browser = sign_in(ada)
    thief, page = stolen(browser), open_page(ada)
    browser.post("/sign-in", data={"email": "ben@example.org", "password": PASSWORD})
    assert "ben@example.org" in browser.get("/settings").text
    assert not is_in(thief)
    assert is_closed_soon(page)


def test_a_new_password_ends_all_other_sessions_and_copies_of_this_one(sign_in, stolen, ada):
    """v5.0.0-7.4.3"""
    browser, elsewhere = sign_in(ada), sign_in(ada)
    thief = stolen(browser)

    assert change(browser).status_code == 303

    assert is_in(browser)
    assert not is_in(elsewhere)
    assert not is_in(thief)


def test_a_new_password_is_the_only_one(sign_in, visitor, ada):
    change(sign_in(ada))
    given = {"email": "ada@example.org", "password": PASSWORD}
    assert visitor.post("/sign-in", data=given).status_code == 422
    assert visitor.post("/sign-in", data=given | {"password": OTHER}).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "words"),
    [
        ("not the right words", OTHER, "This is not your password."),
        ("", OTHER, "This is not your password."),
        (PASSWORD, "short", "at least 12"),
        (PASSWORD, "passwordpassword", "too common"),
        (PASSWORD, "ada@example.org", "other than your name"),
    ],
)
def test_a_new_password_needs_the_old_one_and_obeys_the_rule(sign_in, ada, current, new, words):
    """v5.0.0-6.2.3"""
    browser, elsewhere = sign_in(ada), sign_in(ada)
    answer = change(browser, current, new)
    assert answer.status_code == 422
    assert words in answer.text
    assert is_in(browser)
    assert is_in(elsewhere)


def test_one_may_sign_out_elsewhere(sign_in, ada):
    """v5.0.0-7.5.2"""
    browser, elsewhere = sign_in(ada), sign_in(ada)
    assert browser.get("/settings").text.count("Another browser") == 1
    browser.post("/settings/sign-outs")
    assert is_in(browser)
    assert not is_in(elsewhere)


def test_one_may_sign_out_everywhere(sign_in, ada):
    browser, elsewhere = sign_in(ada), sign_in(ada)
    assert browser.post("/settings/sign-outs", data={"here": "true"}).location == "/sign-in"
    assert not is_in(browser)
    assert not is_in(elsewhere)


def test_a_session_ends_after_twelve_idle_hours(sign_in, ada, time):
    """v5.0.0-7.3.1"""
    browser = sign_in(ada)
    for _ in range(3):
        time.forward(hours=11, minutes=59)
        assert is_in(browser)
    time.forward(hours=12, minutes=1)
    assert not is_in(browser)


def test_a_session_ends_after_thirty_days_however_busy(sign_in, ada, time):
    """v5.0.0-7.3.2"""
    browser = sign_in(ada)
    for _ in range(60):
        time.forward(hours=11, minutes=59)
        assert is_in(browser)
    time.forward(hours=2)
    assert not is_in(browser)


def test_who_asks_to_be_kept_signed_in_is_for_thirty_days(app, visitor, ada, time):
    given = {"email": "ada@example.org", "password": PASSWORD, "keep": "on"}
    cookie = visitor.post("/sign-in", data=given).headers["Set-Cookie"]
    assert "Expires=" in cookie
    time.forward(days=29)
    assert is_in(visitor)
    time.forward(days=1, minutes=1)
    assert not is_in(visitor)


def test_who_does_not_ask_is_forgotten_with_the_browser(visitor, ada):
    given = {"email": "ada@example.org", "password": PASSWORD}
    cookie = visitor.post("/sign-in", data=given).headers["Set-Cookie"]
    assert "Expires=" not in cookie
    assert "Max-Age=" not in cookie


def test_sessions_that_have_run_out_are_swept_away(sign_in, ada, time):
    sign_in(ada)
    time.forward(days=31)
    sign_in(ada)
    rows = db.session.scalar(sa.select(sa.func.count()).select_from(SignIn).where(SignIn.user_id == ada.id))
    assert rows == 1


def test_the_cookie_is_not_for_scripts_or_other_sites(visitor, ada):
    """v5.0.0-3.3.2, 3.3.4"""
    given = {"email": "ada@example.org", "password": PASSWORD}
    cookie = visitor.post("/sign-in", data=given).headers["Set-Cookie"]
    assert "; HttpOnly" in cookie
    assert "; SameSite=Lax" in cookie
    assert "; Path=/" in cookie
    assert "Domain=" not in cookie


def test_behind_tls_the_cookie_is_bound_to_the_host(settings, app, ada):
    """v5.0.0-3.3.1, 3.3.3"""
    behind = create_app(settings.model_copy(update={"behind_tls": True}))
    given = {"email": "ada@example.org", "password": PASSWORD}
    headers = {"Sec-Fetch-Site": "same-origin"}
    db.session.rollback()
    answer = behind.test_client().post("/sign-in", data=given, headers=headers, base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-tandem=")
    assert "; Secure" in cookie
    assert "Strict-Transport-Security" in answer.headers
    with behind.app_context():
        db.engine.dispose()


def test_a_forged_cookie_is_nobody(app, ada):
    """v5.0.0-7.2.1"""
    browser = app.test_client()
    browser.set_cookie("tandem", "eyJfdXNlcl9pZCI6IjMifQ.aZ0.forged")
    assert not is_in(browser)


def test_a_closed_account_is_out_at_once_and_may_come_back(sign_in, open_page, visitor, otto, ada):
    """v5.0.0-7.4.2"""
    browser, page, admin = sign_in(ada), open_page(ada), sign_in(otto)
    assert admin.post(f"/admin/people/{ada.id}/closing").status_code == 303

    assert not is_in(browser)
    assert is_closed_soon(page)
    given = {"email": "ada@example.org", "password": PASSWORD}
    assert visitor.post("/sign-in", data=given).status_code == 422

    admin.post(f"/admin/people/{ada.id}/opening")
    assert not is_in(browser)
    assert visitor.post("/sign-in", data=given).status_code == 303


def _sign_out(browser, admin, ada, group):
    browser.post("/sign-out")


def _change_password(browser, admin, ada, group):
    change(browser)


def _end_elsewhere(browser, admin, ada, group):
    browser.post("/settings/sign-outs")


def _end_by_admin(browser, admin, ada, group):
    admin.post(f"/admin/people/{ada.id}/sign-outs")


def _change_role(browser, admin, ada, group):
    admin.post(f"/admin/people/{ada.id}/role", data={"role": "mentor"})


def _take_out(browser, admin, ada, group):
    admin.post(f"/admin/people/{ada.id}/cohorts/{group.id}/leaving")


def _leave(browser, admin, ada, group):
    browser.post(f"/settings/cohorts/{group.id}/leaving")


@pytest.mark.parametrize(
    "deed",
    [_sign_out, _change_password, _end_elsewhere, _end_by_admin, _change_role, _take_out, _leave],
)
def test_open_pages_end_when_rights_change_and_those_of_others_do_not(
    sign_in, open_page, otto, ada, ben, deed
):
    """v5.0.0-8.3.2"""
    group = accounts.create_cohort("Autumn", by=otto)
    accounts.join_cohort(db.session.get_one(User, ada.id), group)
    commit()
    browser, admin = sign_in(ada), sign_in(otto)
    mine, bens = open_page(ada), open_page(ben)
    group = db.session.merge(group)

    deed(browser, admin, person(ada), group)

    assert is_closed_soon(mine)
    assert bens.take(0.05) == b""


def test_a_mentor_s_open_pages_end_when_students_come_or_go(sign_in, open_page, otto, ada, mira, noor):
    before, after = open_page(mira), open_page(noor)
    sign_in(otto).post(f"/admin/people/{ada.id}/mentor", data={"mentor_id": noor.id})
    assert is_closed_soon(before)
    assert is_closed_soon(after)


def test_a_role_holds_from_the_next_page_on(sign_in, otto, ada):
    browser = sign_in(ada)
    assert browser.get("/admin/cohorts").status_code == 403
    sign_in(otto).post(f"/admin/people/{ada.id}/role", data={"role": "mentor"})
    assert browser.get("/admin/cohorts").status_code == 200
    assert person(ada).role is Role.mentor


def test_the_channel_of_a_person_is_theirs_alone(ada, ben):
    assert accounts.channels_of(ada)[0] == own_channel(ada.id)
    assert own_channel(ada.id) not in accounts.channels_of(ben)
