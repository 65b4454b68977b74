"""Of two who do at once what only one may, one does, on every database (v5.0.0-15.4.2)."""

import threading

import pytest
import sqlalchemy as sa
from flask import Response
from flask.testing import FlaskClient

from tests.conftest import PASSWORD, join
from webapp import accounts
from webapp.accounts import Role, User, passwords
from webapp.core.stores import db
from webapp.flow import commit
from webapp.settings import Settings

CLEO = {"name": "Cleo", "email": "cleo@example.org", "password": PASSWORD, "time_zone": "UTC"}
OTHERS = [CLEO | {"email": f"{name}@example.org"} for name in ("cleo", "dora")]


@pytest.fixture
def settings(tmp_path, each_database_url):
    return Settings(data_dir=tmp_path, DATABASE_URL=each_database_url, throttle="off")


@pytest.fixture
def at_once(app, monkeypatch):
    """`at_once(path, forms)` posts each from a browser of its own; no one writes before all have hashed."""
    hashed = passwords.hashed

    def post(path, forms):
        together = threading.Barrier(len(forms), timeout=60)
        answers = []

        def wait_and_hash(password):
            together.wait()
            return hashed(password)

        def come(given):
            browser = FlaskClient(app, Response)
            answers.append(browser.post(path, data=given, headers={"Sec-Fetch-Site": "same-origin"}))

        monkeypatch.setattr(passwords, "hashed", wait_and_hash)
        db.session.rollback()
        _all(come, forms)
        return sorted(answer.status_code for answer in answers), answers

    return post


def _all(deed, given):
    threads = [threading.Thread(target=deed, args=(one,)) for one in given]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def number_of(role):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(User.id)).where(User.role == role))


def test_there_is_one_first_admin(at_once):
    statuses, answers = at_once("/first-run", OTHERS)
    assert statuses == [303, 409]
    assert any("already has an admin" in answer.text for answer in answers)
    assert number_of(Role.admin) == 1


def test_an_invitation_makes_one_account(at_once, otto):
    _, token = accounts.invite(by=otto, role=Role.mentor)
    commit()
    statuses, _ = at_once(f"/invitation/{token}", OTHERS)
    assert statuses == [303, 404]
    assert number_of(Role.mentor) == 1


def test_an_address_has_one_account(at_once, otto):
    statuses, answers = at_once("/register", [CLEO, CLEO])
    assert statuses == [303, 422]
    assert any("There is an account with this address already" in answer.text for answer in answers)
    assert number_of(Role.student) == 1


def test_a_reset_link_sets_one_password(at_once, otto):
    _, token = accounts.make_reset_link(otto, by=otto)
    commit()
    forms = [{"new_password": f"other quiet words {number}"} for number in range(2)]
    assert at_once(f"/reset/{token}", forms)[0] == [303, 404]


def test_two_admins_cannot_both_cease_to_be(app, otto):
    """Each takes the other's role away in the moment in which both still have it."""
    nora = join("Nora", Role.admin, by=otto)
    browsers = {}
    for user in (otto, nora):
        browsers[user.id] = FlaskClient(app, Response)
        given = {"email": user.email, "password": PASSWORD}
        browsers[user.id].post("/sign-in", data=given, headers={"Sec-Fetch-Site": "same-origin"})
    numbers = list(browsers)
    db.session.rollback()
    answers = []

    def demote(number):
        [other] = set(numbers) - {number}
        path, headers = f"/admin/people/{other}/role", {"Sec-Fetch-Site": "same-origin"}
        answers.append(browsers[number].post(path, data={"role": "student"}, headers=headers).status_code)

    _all(demote, numbers)
    assert sorted(answers) in ([303, 403], [303, 409])
    assert number_of(Role.admin) == 1
