"""Signing in: what is told, what is not, and how often one may try."""

import subprocess
import sys

import pytest
from argon2 import PasswordHasher
from argon2.low_level import Type

from tests.conftest import PASSWORD
from webapp import accounts
from webapp.accounts import passwords
from webapp.core.stores import db
from webapp.flow import commit

NOBODY = passwords._nobody
WRONG = "That address and password do not belong together."


@pytest.fixture(autouse=True)
def quick_hash_for_nobody(monkeypatch):
    monkeypatch.setattr(passwords, "_nobody", passwords._hasher.hash("nobody"))


@pytest.fixture
def verified(monkeypatch):
    """The hashes that passwords are compared to."""
    compared = []
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

    class Watched:
        hash = hasher.hash

        def verify(self, kept, password):
            compared.append(kept)
            return hasher.verify(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    return compared


def knock(browser, email, password=PASSWORD, **more):
    return browser.post("/sign-in", data={"email": email, "password": password}, **more)


def test_unknown_wrong_and_closed_look_the_same_and_cost_the_same(visitor, otto, ada, ben, verified):
    """v5.0.0-6.3.8: the words are equal, and a hash is verified in every case."""
    accounts.close_account(db.session.get_one(accounts.User, ben.id), by=otto)
    commit()
    tries = [
        ("nobody@example.org", PASSWORD),
        ("ada@example.org", "not the right words"),
        ("ben@example.org", PASSWORD),
    ]
    pages = []
    for email, password in tries:
        before = len(verified)
        answer = knock(visitor, email, password)
        assert answer.status_code == 422
        assert WRONG in answer.text
        assert len(verified) == before + 1, email
        pages.append(answer.text.replace(email, "…"))
    assert pages[0] == pages[1] == pages[2]


def test_the_hash_for_nobody_is_as_dear_as_a_real_one():
    parameters = {"time_cost": 3, "memory_cost": 65_536, "parallelism": 4, "type": Type.ID}
    hasher = PasswordHasher()
    assert {name: getattr(hasher, name) for name in parameters} == parameters
    assert not hasher.check_needs_rehash(NOBODY)


def test_a_password_is_kept_as_an_argon2id_hash(ada):
    """v5.0.0-11.4.2"""
    assert ada.password_hash.startswith("$argon2id$")
    assert PASSWORD not in ada.password_hash


def test_the_address_is_read_without_its_capitals(visitor, ada):
    assert knock(visitor, " Ada@Example.ORG ").status_code == 303


def test_the_form_comes_back_with_the_address_and_without_the_password(visitor, ada):
    answer = knock(visitor, "ada@example.org", "not the right words")
    assert 'value="ada@example.org"' in answer.text
    assert "not the right words" not in answer.text


def test_somebody_signed_in_who_mistypes_another_account_is_told_so(sign_in, ada):
    answer = knock(sign_in(ada), "ben@example.org")
    assert answer.status_code == 422
    assert WRONG in answer.text


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "\t//evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:evil.example",
        "evil.example",
        "",
    ],
)
def test_signing_in_leads_nowhere_else(visitor, ada, target):
    """v5.0.0-3.7.2: no open redirect."""
    answer = visitor.post("/sign-in", data={"email": "ada@example.org", "password": PASSWORD, "next": target})
    assert (answer.status_code, answer.location) == (303, "/")


def test_signing_in_leads_on_to_where_one_was_going(visitor, ada):
    answer = visitor.get("/settings?join_code=X")
    assert answer.location == "/sign-in?next=/settings?join_code%3DX"
    assert visitor.head("/settings?join_code=X").location == answer.location
    assert 'name="next" value="/settings?join_code=X"' in visitor.get(answer.location).text
    given = {"email": "ada@example.org", "password": PASSWORD, "next": "/settings?join_code=X"}
    assert visitor.post("/sign-in", data=given).location == "/settings?join_code=X"


class TestThrottled:
    """v5.0.0-6.3.1: tries are counted, and nobody is locked out by another's tries."""

    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"throttle": "on"})

    def test_after_ten_tries_one_waits_and_is_told_how_long(self, visitor, ada):
        for _ in range(10):
            assert knock(visitor, "ada@example.org", "wrong").status_code == 422
        answer = knock(visitor, "ada@example.org", "wrong")

        assert answer.status_code == 429
        wait = int(answer.headers["Retry-After"])
        assert 0 < wait <= 300
        assert f'data-countdown="{wait}">Try again in {wait} s.' in answer.text
        assert 'value="ada@example.org"' in answer.text

    def test_an_unknown_address_is_throttled_alike(self, visitor, ada):
        answers = [knock(visitor, "nobody@example.org", "wrong").status_code for _ in range(11)]
        assert answers == [422] * 10 + [429]

    def test_the_account_stays_open_from_elsewhere_and_others_from_here(self, app, visitor, ada, ben):
        for _ in range(11):
            knock(visitor, "ada@example.org", "wrong")

        elsewhere = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}}
        assert knock(visitor, "ben@example.org").status_code == 303
        assert knock(visitor, "ada@example.org", **elsewhere).status_code == 303

    def test_saying_to_be_elsewhere_does_not_help(self, visitor, ada):
        """v5.0.0-4.1.3: a forwarded address counts only from a proxy that was configured."""
        for number in range(11):
            headers = {"X-Forwarded-For": f"203.0.113.{number}"}
            answer = knock(visitor, "ada@example.org", "wrong", headers=headers)
        assert answer.status_code == 429

    def test_one_address_may_not_try_everybody(self, visitor, ada):
        answers = [knock(visitor, f"{number}@example.org", "wrong").status_code for number in range(201)]
        assert answers[199:] == [422, 429]

    def test_the_current_password_is_not_guessed_from_an_open_browser(self, sign_in, ada):
        browser = sign_in(ada)
        given = {"current_password": "wrong", "new_password": "other quiet words here"}
        answers = [browser.post("/settings/password", data=given).status_code for _ in range(11)]
        assert answers == [422] * 10 + [429]


def test_hashing_lets_other_requests_go_on_under_gevent():
    """In a patched process, work off the loop runs in a real thread, and greenlets run meanwhile."""
    told = subprocess.run([sys.executable, "-c", _UNDER_GEVENT], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True", "False"], "greenlets ran, and the work was in another thread"


_UNDER_GEVENT = """
from gevent import monkey
monkey.patch_all()
import gevent
from webapp.core.threads import off_loop

really_sleep, clock = (monkey.get_original("time", name) for name in ("sleep", "monotonic"))
thread_id = monkey.get_original("threading", "get_ident")
ticks = 0

def tick():
    global ticks
    while True:
        ticks += 1
        gevent.sleep(0.01)

def hash_slowly():
    until = clock() + 30
    while ticks < 10 and clock() < until:
        really_sleep(0.01)
    return thread_id()

gevent.spawn(tick)
worker = off_loop(hash_slowly)
print(ticks >= 10, worker == thread_id())
"""
