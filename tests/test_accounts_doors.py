"""How people come in: the first run, registration, join links."""

import re
import threading

import pytest
import sqlalchemy as sa
from flask import Response
from flask.testing import FlaskClient

from tests.conftest import PASSWORD
from webapp import accounts
from webapp.accounts import Role, User, passwords
from webapp.core.stores import db
from webapp.flow import commit

CLEO = {"name": "Cleo", "email": "cleo@example.org", "password": PASSWORD, "time_zone": "Africa/Lagos"}


def everybody():
    db.session.rollback()
    return db.session.scalars(sa.select(User).order_by(User.id)).all()


@pytest.fixture
def autumn(otto):
    """A cohort."""
    cohort = accounts.create_cohort("Autumn", by=otto)
    commit()
    return cohort


def test_until_somebody_has_an_account_every_page_leads_to_the_first_one(visitor):
    for page in ("/", "/sign-in", "/register", "/settings"):
        answer = visitor.get(page)
        assert (answer.status_code, answer.location) == (303, "/first-run"), page


def test_the_password_rule_is_said_before_anything_is_typed(visitor):
    assert "At least 12 characters" in visitor.get("/first-run").text


def test_the_first_account_is_the_admin_and_is_signed_in(visitor):
    answer = visitor.post("/first-run", data=CLEO)

    assert (answer.status_code, answer.location) == (303, "/")
    assert [(user.name, user.role) for user in everybody()] == [("Cleo", Role.admin)]
    assert visitor.get("/admin/people").status_code == 200


def test_there_is_only_one_first_run(visitor, otto):
    assert visitor.get("/first-run").location == "/sign-in"
    assert visitor.post("/first-run", data=CLEO).status_code == 404
    assert len(everybody()) == 1


def test_of_two_who_come_first_one_is(app, monkeypatch):
    """Both have passed the check before either writes. v5.0.0-15.4.2"""
    together = threading.Barrier(2, timeout=60)
    hashed = passwords.hashed

    def wait_and_hash(password):
        together.wait()
        return hashed(password)

    monkeypatch.setattr(passwords, "hashed", wait_and_hash)
    answers = []

    def come(email):
        given = {"data": CLEO | {"email": email}, "headers": {"Sec-Fetch-Site": "same-origin"}}
        answers.append(FlaskClient(app, Response).post("/first-run", **given))

    comers = [threading.Thread(target=come, args=(f"{name}@example.org",)) for name in ("cleo", "dora")]
    for comer in comers:
        comer.start()
    for comer in comers:
        comer.join()

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert "already has an admin" in max(answers, key=lambda answer: answer.status_code).text
    assert [user.role for user in everybody()] == [Role.admin]


def test_who_registers_is_a_student_and_is_signed_in(visitor, otto):
    answer = visitor.post("/register", data=CLEO)

    assert (answer.status_code, answer.location) == (303, "/")
    cleo = everybody()[-1]
    assert (cleo.name, cleo.email, cleo.role, cleo.time_zone) == (
        "Cleo",
        "cleo@example.org",
        Role.student,
        "Africa/Lagos",
    )
    assert visitor.get("/settings").status_code == 200


def test_mentors_hear_of_a_new_student(visitor, mira, heard):
    visitor.post("/register", data=CLEO)
    assert heard(mira)["student:registered"].facts["student_name"] == "Cleo"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Please fill this in."),
        ("name", "x" * 201, "too long"),
        ("name", "Cleo\x00", "cannot be shown"),
        ("name", "Cleo\nBen", "on one line"),
        ("email", "", "Enter an e-mail address"),
        ("email", "cleo", "Enter an e-mail address"),
        ("email", "cleo@example", "Enter an e-mail address"),
        ("email", "a b@example.org", "Enter an e-mail address"),
        ("email", "x" * 250 + "@example.org", "too long"),
        ("email", "OTTO@example.org", "There is an account with this address already"),
        ("password", "", "at least 12"),
        ("password", "short words", "at least 12"),
        ("password", "w" + "o" * 200 + "rds", "at most 200"),
        ("password", "passwordpassword", "too common"),
        ("password", "abababababab", "too common"),
        ("password", "cleo@example.org", "other than your name"),
        ("time_zone", "Mars/Olympus", "Choose a time zone"),
        ("time_zone", "", "Choose a time zone"),
        ("join_code", "NOPE2345", "No cohort has this code"),
        ("join_code", "x" * 21, "too long"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(visitor, otto, field, value, words):
    """v5.0.0-6.2.1, 6.2.4, 6.2.9, 6.2.11, 2.2.1"""
    answer = visitor.post("/register", data=CLEO | {field: value})

    assert answer.status_code == 422
    [said] = re.findall(rf'id="f-{field}-error">.*?</svg>(.*?)</p>', answer.text, re.S)
    assert words in said
    assert f'href="#f-{field}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    if field != "name":
        assert 'value="Cleo"' in answer.text
    assert len(everybody()) == 1


def test_every_fault_is_said_at_once(visitor, otto):
    answer = visitor.post("/register", data={"name": "", "email": "x", "password": "y", "time_zone": "z"})
    assert "4 things to put right" in answer.text


def test_a_password_never_comes_back(visitor, otto):
    assert PASSWORD not in visitor.post("/register", data=CLEO | {"email": "x"}).text


def test_a_password_is_taken_as_it_is_typed(visitor, otto):
    """Spaces at its ends and any letters are part of it. v5.0.0-6.2.8, 6.2.9"""
    password = "  Ein Vögelein saß 🐦 "
    visitor.post("/register", data=CLEO | {"password": password})
    visitor.post("/sign-out")

    given = {"email": "cleo@example.org", "password": password}
    assert visitor.post("/sign-in", data=given | {"password": password.strip()}).status_code == 422
    assert visitor.post("/sign-in", data=given).status_code == 303


@pytest.mark.parametrize(
    "field", ["role", "id", "mentor_id", "closed_at", "password_hash", "cohorts", "is_admin"]
)
def test_nobody_registers_as_something_else(visitor, otto, field):
    """v5.0.0-15.3.3: fields that a form does not have are refused."""
    assert visitor.post("/register", data=CLEO | {field: "admin"}).status_code == 422
    assert len(everybody()) == 1


def test_a_join_link_fills_in_the_code_and_leads_into_the_cohort(visitor, autumn):
    page = visitor.get(f"/join/{autumn.join_code}").text
    assert "You are joining <b>Autumn</b>" in page
    assert f'value="{autumn.join_code}"' in page

    visitor.post("/register", data=CLEO | {"join_code": autumn.join_code})
    assert [cohort.name for cohort in everybody()[-1].cohorts] == ["Autumn"]


def test_a_code_may_be_typed_as_it_is_read_out(visitor, autumn):
    code = autumn.join_code.lower()
    visitor.post("/register", data=CLEO | {"join_code": f" {code[:4]}-{code[4:]} "})
    assert everybody()[-1].cohorts


def test_a_join_link_that_is_none_is_a_form_that_says_so(visitor, otto):
    page = visitor.get("/join/NOPE2345")
    assert page.status_code == 200
    assert "You are joining" not in page.text
    assert "No cohort has this code." in page.text
    assert "No cohort has this code." not in visitor.get("/register").text


def test_who_is_signed_in_is_not_asked_to_register(sign_in, ada):
    for page in ("/register", "/sign-in"):
        answer = sign_in(ada).get(page)
        assert (answer.status_code, answer.location) == (303, "/"), page


def test_a_join_link_leads_a_student_who_has_an_account_to_the_same_code(sign_in, ada, autumn):
    browser = sign_in(ada)
    answer = browser.get(f"/join/{autumn.join_code}")
    assert answer.location == f"/settings?join_code={autumn.join_code}#cohorts"
    assert f'value="{autumn.join_code}"' in browser.get(answer.location).text


def test_a_school_may_close_registration(visitor, otto, settings):
    settings.open_registration = False

    assert visitor.get("/register").status_code == 403
    assert visitor.get("/join/NOPE2345").status_code == 403
    assert visitor.post("/register", data=CLEO).status_code == 403
    assert "Create an account" not in visitor.get("/sign-in").text
    assert len(everybody()) == 1
