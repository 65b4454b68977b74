"""The head of a student's profile follows what others change about them."""

import pytest

from tests.conftest import PASSWORD, Visitor
from webapp import accounts
from webapp.accounts import Cohort, User
from webapp.core.stores import db
from webapp.flow import commit


def again(user: User) -> User:
    return db.session.get_one(User, user.id)


@pytest.fixture
def see(ada, looking):
    return looking(ada, f"student-said-{ada.id}")


def test_a_mentor_who_is_assigned_appears_on_the_open_profile(ada, noor, otto, see):
    accounts.assign_mentor(again(ada), again(noor), by=again(otto))
    commit()
    assert "Mentor <bdi>Noor</bdi>" in see()


def test_a_mentor_who_is_taken_away_disappears(ada, otto, see):
    accounts.assign_mentor(again(ada), None, by=again(otto))
    commit()
    assert "Mentor" not in see()


def test_a_mentor_who_leaves_for_good_disappears(sign_in, ada, mira, see):
    assert sign_in(mira).post("/settings/leaving", data={"password": PASSWORD}).status_code == 303
    assert "Mentor" not in see()


def test_a_cohort_appears_and_disappears(ada, otto, see):
    sailors = accounts.create_cohort("Sailors", by=again(otto))
    accounts.join_cohort(again(ada), sailors)
    commit()
    assert "<bdi>Sailors</bdi>" in see()
    accounts.leave_cohort(again(ada), db.session.get_one(Cohort, sailors.id), by=again(ada))
    commit()
    assert "Sailors" not in see()


def test_the_page_says_the_same(sign_in, ada):
    browser: Visitor = sign_in(ada)
    page = browser.get("/").text
    assert f'<div id="student-said-{ada.id}" data-region>' in page
    assert "Mentor <bdi>Mira</bdi>" in page
    assert "Joined November 2026" in page
