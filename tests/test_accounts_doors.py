"""How people come in: first run, registration, join links, invitations."""

import pytest

from tests.conftest import PASSWORD

GIVEN = {"name": "Cleo", "email": "cleo@example.org", "password": PASSWORD, "time_zone": "Africa/Lagos"}


@pytest.mark.usefixtures("app")
def test_until_somebody_has_an_account_every_page_leads_to_the_first_one(visitor):
    answer = visitor.get("/sign-in")
    assert (answer.status_code, answer.location) == (303, "/first-run")
    page = visitor.get("/first-run")
    assert page.status_code == 200
    assert "At least 12 characters" in page.text


def test_the_first_account_is_the_admin(visitor):
    answer = visitor.post("/first-run", data=GIVEN)
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_visitor_sees_the_doors(visitor, otto):
    for page in ("/sign-in", "/register", "/join/NOCODE"):
        assert visitor.get(page).status_code == 200, page


def test_a_refused_form_keeps_what_was_typed_but_no_password(visitor, otto):
    answer = visitor.post("/register", data=GIVEN | {"email": "cleo"})
    assert answer.status_code == 422
    assert "Enter an e-mail address" in answer.text
    assert 'value="Cleo"' in answer.text
    assert PASSWORD not in answer.text
