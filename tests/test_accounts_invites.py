"""Invitations: made by an admin, shown once, used once."""

import re

import pytest
import sqlalchemy as sa

from tests.conftest import PASSWORD
from webapp import accounts
from webapp.accounts import Invite, Role, User
from webapp.core.stores import db
from webapp.flow import commit

CLEO = {"name": "Cleo", "email": "cleo@example.org", "password": PASSWORD, "time_zone": "UTC"}


@pytest.fixture
def invite(sign_in, otto):
    """`invite(role="mentor")` is the path of the link that Otto is shown."""
    browser = sign_in(otto)

    def make(**given):
        answer = browser.post("/admin/invites", data={"role": "mentor", "email": "", "cohort_id": ""} | given)
        assert answer.status_code == 201, answer.text
        [path] = re.findall(r"http://localhost(/invitation/[\w-]+)<", answer.text)
        return path

    return make


def by_address(email):
    db.session.rollback()
    return db.session.scalar(sa.select(User).where(User.email == email))


def test_an_invitation_makes_an_account_in_its_role_and_cohort(visitor, otto, invite):
    cohort = accounts.create_cohort("Autumn", by=otto)
    commit()
    path = invite(role="mentor", cohort_id=cohort.id)

    page = visitor.get(path).text
    assert "Otto invites you" in page
    assert "<b>mentor</b> in <b>Autumn</b>" in page
    assert visitor.post(path, data=CLEO).status_code == 303
    cleo = by_address("cleo@example.org")
    assert cleo.role is Role.mentor
    assert [group.name for group in cleo.cohorts] == ["Autumn"]


def test_an_invitation_is_used_once(app, visitor, invite):
    path = invite()
    visitor.post(path, data=CLEO)

    again = app.test_client()
    assert again.get(path).status_code == 404
    assert again.post(path, data=CLEO | {"email": "dora@example.org"}).status_code == 404
    assert by_address("dora@example.org") is None


def test_an_invitation_runs_out_after_two_weeks(visitor, invite, time):
    path = invite()
    time.forward(days=13, hours=23)
    assert visitor.get(path).status_code == 200
    time.forward(hours=1)
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, data=CLEO).status_code == 404
    assert by_address("cleo@example.org") is None


def test_an_invitation_for_an_address_is_for_no_other(visitor, invite):
    path = invite(email="cleo@example.org")
    assert 'value="cleo@example.org"' in visitor.get(path).text

    answer = visitor.post(path, data=CLEO | {"email": "dora@example.org"})
    assert answer.status_code == 422
    assert "for another address" in answer.text
    assert by_address("dora@example.org") is None
    assert visitor.post(path, data=CLEO | {"email": "Cleo@Example.org"}).status_code == 303


@pytest.mark.parametrize("field", ["role", "cohort_id", "id", "used_at"])
def test_who_is_invited_chooses_neither_role_nor_cohort(visitor, invite, field):
    """v5.0.0-15.3.3"""
    assert visitor.post(invite(), data=CLEO | {field: "admin"}).status_code == 422
    assert by_address("cleo@example.org") is None


def test_only_a_hash_of_the_token_is_kept_and_the_link_is_never_shown_again(sign_in, otto, invite):
    """v5.0.0-6.4.1"""
    token = invite().rpartition("/")[2]
    kept = db.session.scalars(sa.select(Invite)).one()
    assert token not in vars(kept).values()
    assert token not in sign_in(otto).get("/admin/people").text


def test_a_withdrawn_invitation_is_none(visitor, sign_in, otto, invite):
    path = invite()
    number = db.session.scalars(sa.select(Invite.id)).one()
    browser = sign_in(otto)
    assert "Withdraw" in browser.get("/admin/people").text
    assert browser.post(f"/admin/invites/{number}/withdrawal").status_code == 303
    assert visitor.get(path).status_code == 404
    assert browser.post(f"/admin/invites/{number}/withdrawal").status_code == 404


def test_nobody_is_invited_who_has_an_account(sign_in, otto, ada):
    answer = sign_in(otto).post("/admin/invites", data={"role": "mentor", "email": "ada@example.org"})
    assert answer.status_code == 422
    assert "There is an account with this address already" in answer.text


def test_only_admins_invite(sign_in, mira, ada):
    for person in (mira, ada):
        assert sign_in(person).post("/admin/invites", data={"role": "admin"}).status_code == 403


def test_registration_may_be_closed_and_invitations_still_open_the_door(visitor, invite, settings):
    settings.open_registration = False
    assert visitor.post(invite(role="student"), data=CLEO).status_code == 303
    assert by_address("cleo@example.org").role is Role.student
