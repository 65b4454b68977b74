"""Cohorts: all of them for admins, their own for mentors, none for students."""

import pytest
import sqlalchemy as sa

from webapp import accounts
from webapp.accounts import Cohort, User
from webapp.core.stores import db
from webapp.flow import commit


@pytest.fixture
def cohorts(otto, mira):
    """Mira's cohort, which she made, and one of Otto's."""
    made = [accounts.create_cohort("Mira's own", by=mira), accounts.create_cohort("Autumn", by=otto)]
    commit()
    return made


def test_an_admin_sees_all_and_a_mentor_those_they_belong_to(sign_in, otto, mira, noor, cohorts):
    for user, seen in ((otto, {"Mira&#39;s own", "Autumn"}), (mira, {"Mira&#39;s own"}), (noor, set())):
        page = sign_in(user).get("/admin/cohorts").text
        assert {name for name in ("Mira&#39;s own", "Autumn") if name in page} == seen, user.name


def test_a_cohort_that_is_not_theirs_does_not_exist_for_a_mentor(sign_in, noor, mira, cohorts):
    """v5.0.0-8.2.2"""
    codes = [cohort.join_code for cohort in cohorts]
    for user, foreign in ((noor, cohorts[0]), (mira, cohorts[1])):
        browser, path = sign_in(user), f"/admin/cohorts/{foreign.id}"
        for answer in (
            browser.get(path),
            browser.post(f"{path}/name", data={"name": "Mine"}),
            browser.post(f"{path}/join-codes"),
        ):
            assert answer.status_code == 404
            assert foreign.name not in answer.text
    db.session.expire_all()
    assert [cohort.join_code for cohort in cohorts] == codes


def test_cohorts_are_no_business_of_students(sign_in, visitor, ada, cohorts):
    browser = sign_in(ada)
    for path in ("/admin/cohorts", f"/admin/cohorts/{cohorts[0].id}"):
        assert browser.get(path).status_code == 403
        assert visitor.get(path).status_code == 303
    assert browser.post("/admin/cohorts", data={"name": "Mine"}).status_code == 403


def test_a_cohort_is_made_with_a_code_and_a_link(sign_in, noor):
    browser = sign_in(noor)
    answer = browser.post("/admin/cohorts", data={"name": "Spring"})
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    cohort = db.session.scalars(sa.select(Cohort)).one()
    assert f"http://localhost/join/{cohort.join_code}" in page
    assert len(cohort.join_code) == 8
    assert [member.name for member in cohort.members] == ["Noor"]


@pytest.mark.parametrize("name", ["", "Autumn", "x" * 201, "a\nb"])
def test_a_cohort_needs_a_name_of_its_own(sign_in, otto, cohorts, name):
    answer = sign_in(otto).post("/admin/cohorts", data={"name": name})
    assert answer.status_code == 422
    assert 'id="f-name-error"' in answer.text


def test_a_new_code_ends_the_old_one(sign_in, visitor, mira, cohorts):
    old, number = cohorts[0].join_code, cohorts[0].id
    sign_in(mira).post(f"/admin/cohorts/{number}/join-codes")
    db.session.expire_all()
    assert db.session.get_one(Cohort, number).join_code != old
    assert "You are joining" not in visitor.get(f"/join/{old}").text


def test_a_cohort_gets_another_name(sign_in, mira, cohorts):
    number = cohorts[0].id
    browser = sign_in(mira)
    for name in ("Evening group", "Evening group"):
        assert browser.post(f"/admin/cohorts/{number}/name", data={"name": name}).status_code == 303
    assert browser.post(f"/admin/cohorts/{number}/name", data={"name": "Autumn"}).status_code == 422
    db.session.expire_all()
    assert db.session.get_one(Cohort, number).name == "Evening group"


def test_an_admin_reaches_a_member_and_a_mentor_only_reads_the_name(sign_in, otto, mira, ada, cohorts):
    number = cohorts[0].id
    accounts.join_cohort(db.session.get_one(User, ada.id), db.session.get_one(Cohort, number))
    commit()
    link = f'href="/admin/people/{ada.id}"'
    assert link in sign_in(otto).get(f"/admin/cohorts/{number}").text
    page = sign_in(mira).get(f"/admin/cohorts/{number}").text
    assert "Ada" in page
    assert link not in page
