"""What admins do with people, and nobody else does."""

import re

import pytest
import sqlalchemy as sa

from tests.conftest import PASSWORD, join
from webapp import accounts
from webapp.accounts import Role, User
from webapp.accounts.models import ResetLink
from webapp.core.stores import db
from webapp.flow import commit

OTHER = "other quiet words here"


def person(user):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(User, user.id)


@pytest.fixture
def admin(sign_in, otto):
    """Otto's browser."""
    return sign_in(otto)


@pytest.fixture
def reset_link(admin):
    """`reset_link(ada)` is the path of the link that Otto is shown."""

    def make(user):
        answer = admin.post(f"/admin/people/{user.id}/reset-links")
        assert answer.status_code == 201, answer.text
        [path] = re.findall(r"http://localhost(/reset/[\w-]+)<", answer.text)
        return path

    return make


def test_everybody_is_listed_with_role_mentor_and_cohorts(admin, otto, ada, noor):
    cohort = accounts.create_cohort("Autumn", by=otto)
    accounts.join_cohort(db.session.get_one(User, ada.id), cohort)
    commit()
    page = admin.get("/admin/people").text
    for words in ("ada@example.org", "Mentor Mira", "Autumn", "noor@example.org", "1 student", "2 mentors"):
        assert words in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("find=ADA", {"ada"}),
        ("find=example", {"ada", "mira", "noor", "otto"}),
        ("find=example&role=mentor", {"mira", "noor"}),
        ("role=admin", {"otto"}),
        ("find=%25", set()),
        ("find=_da", set()),
        ("find=nobody", set()),
    ],
)
def test_people_are_found_by_name_address_and_role(admin, ada, noor, query, found):
    page = admin.get(f"/admin/people?{query}").text
    assert set(re.findall(r'<p class="small">(\w+)@example.org', page)) == found


@pytest.mark.parametrize("words", ["Örj", "örjan", "ÖRJAN", "Örjan Åberg", "örjan åberg", "o.a@"])
def test_names_are_found_with_their_accents(admin, otto, words):
    """In the list of people, by who acted in the trail, and among a mentor's students."""
    given = {"name": "Örjan Åberg", "email": "o.a@example.org", "password": PASSWORD, "time_zone": "UTC"}
    _, token = accounts.invite(by=otto, role=Role.mentor)
    commit()
    accounts.register_invited(accounts.invite_by_token(token), **given)
    commit()
    accounts.register(**given | {"email": "o.a@example.com"})
    commit()
    assert admin.get(f"/admin/people?find={words}").text.count("<b>Örjan Åberg</b>") == 2
    assert "<td>came by invitation" in admin.get(f"/admin/audit?who={words}").text
    assert ">Örjan Åberg</a>" in admin.get(f"/mentor/students?find={words}").text
    assert "<b>Örjan Åberg</b>" not in admin.get("/admin/people?find=Orjan").text


def test_long_lists_have_pages(admin, otto):
    for number in range(55):
        join(f"Student{number}")
    first = admin.get("/admin/people?role=student")
    [following] = re.findall(r'rel="next" href="([^"]+)"', first.text)
    second = admin.get(following.replace("&amp;", "&"))
    on_first, on_second = (set(re.findall(r"student\d+@", page.text)) for page in (first, second))
    assert (len(on_first), len(on_second)) == (50, 5)
    assert not on_first & on_second
    assert 'rel="next"' not in second.text


def test_the_list_asks_no_more_for_more_people(admin, asking, otto, mira):
    def students(number):
        for index in range(number):
            student = join(f"Student{index}of{number}")
            accounts.assign_mentor(student, db.session.get_one(User, mira.id), by=otto)
            accounts.join_cohort(student, accounts.create_cohort(f"Cohort {index} of {number}", by=otto))
        commit()

    students(2)
    few = asking(admin, "/admin/people"), asking(admin, "/admin/cohorts")
    students(7)
    assert (asking(admin, "/admin/people"), asking(admin, "/admin/cohorts")) == few


@pytest.mark.parametrize(
    "query", ["role=king", "after=-1", "after=x", "find=" + "x" * 201, "after=99999999999"]
)
def test_a_question_that_makes_no_sense_is_refused(admin, query):
    assert admin.get(f"/admin/people?{query}").status_code == 422


def test_a_person_has_a_page(admin, ada):
    page = admin.get(f"/admin/people/{ada.id}").text
    assert "ada@example.org" in page
    assert "Close account" in page


@pytest.mark.parametrize("number", [0, 999, 2**31, 2**70])
def test_who_is_not_there_is_not_found(admin, number):
    assert admin.get(f"/admin/people/{number}").status_code == 404
    assert admin.post(f"/admin/people/{number}/role", data={"role": "admin"}).status_code == 404


DEEDS = [
    ("role", {"role": "admin"}),
    ("mentor", {"mentor_id": ""}),
    ("cohorts", {"cohort_id": "1"}),
    ("cohorts/1/leaving", {}),
    ("closing", {}),
    ("opening", {}),
    ("sign-outs", {}),
    ("reset-links", {}),
]


@pytest.mark.parametrize(("deed", "given"), DEEDS)
def test_only_admins_change_people(sign_in, visitor, otto, mira, ada, deed, given):
    """v5.0.0-8.2.1: also not themselves, and whether or not there is such a person."""
    before = (person(ada).role, ada.mentor_id, ada.closed_at)
    for user in (mira, ada):
        for number in (ada.id, otto.id, 999):
            assert sign_in(user).post(f"/admin/people/{number}/{deed}", data=given).status_code == 403
    assert visitor.post(f"/admin/people/{ada.id}/{deed}", data=given).status_code == 401
    assert (person(ada).role, ada.mentor_id, ada.closed_at) == before


@pytest.mark.parametrize("page", ["/admin/people", "/admin/people/1"])
def test_only_admins_look_at_people(sign_in, visitor, mira, ada, page):
    for user in (mira, ada):
        answer = sign_in(user).get(page)
        assert answer.status_code == 403
        assert "example.org" not in answer.text
    assert visitor.get(page).location.startswith("/sign-in")


def test_a_student_who_becomes_a_mentor_has_none(admin, ada):
    assert admin.post(f"/admin/people/{ada.id}/role", data={"role": "mentor"}).status_code == 303
    assert person(ada).role is Role.mentor
    assert person(ada).mentor_id is None


def test_a_mentor_who_becomes_a_student_mentors_nobody(admin, ada, mira):
    assert admin.post(f"/admin/people/{mira.id}/role", data={"role": "student"}).status_code == 303
    assert person(ada).mentor_id is None


def test_the_last_admin_stays_one(admin, otto, mira):
    answer = admin.post(f"/admin/people/{otto.id}/role", data={"role": "student"})
    assert answer.status_code == 409
    assert "Somebody must stay admin" in answer.text
    assert person(otto).is_admin

    admin.post(f"/admin/people/{mira.id}/role", data={"role": "admin"})
    assert admin.post(f"/admin/people/{otto.id}/role", data={"role": "student"}).status_code == 303


def test_a_closed_admin_does_not_count_as_one(admin, otto, mira):
    admin.post(f"/admin/people/{mira.id}/role", data={"role": "admin"})
    admin.post(f"/admin/people/{mira.id}/closing")
    assert admin.post(f"/admin/people/{otto.id}/role", data={"role": "mentor"}).status_code == 409


def test_nobody_closes_their_own_account(admin, otto, mira):
    admin.post(f"/admin/people/{mira.id}/role", data={"role": "admin"})
    assert admin.post(f"/admin/people/{otto.id}/closing").status_code == 409
    assert person(otto).is_active


@pytest.mark.parametrize("role", ["", "king", "Admin", "student\x00"])
def test_a_role_is_one_of_three(admin, ada, role):
    assert admin.post(f"/admin/people/{ada.id}/role", data={"role": role}).status_code == 422
    assert person(ada).is_student


def test_a_student_gets_a_mentor_and_loses_them(admin, ada, noor):
    admin.post(f"/admin/people/{ada.id}/mentor", data={"mentor_id": noor.id})
    assert person(ada).mentor_id == noor.id
    admin.post(f"/admin/people/{ada.id}/mentor", data={"mentor_id": ""})
    assert person(ada).mentor_id is None


def test_only_staff_with_an_open_account_mentor_and_only_students_are_mentored(admin, ada, ben, mira, noor):
    assert admin.post(f"/admin/people/{ada.id}/mentor", data={"mentor_id": ben.id}).status_code == 422
    admin.post(f"/admin/people/{noor.id}/closing")
    assert admin.post(f"/admin/people/{ada.id}/mentor", data={"mentor_id": noor.id}).status_code == 422
    assert admin.post(f"/admin/people/{mira.id}/mentor", data={"mentor_id": noor.id}).status_code == 409
    assert person(ada).mentor_id == mira.id


def test_a_person_is_put_into_a_cohort_and_taken_out(admin, otto, ada):
    accounts.create_cohort("Autumn", by=otto)
    commit()
    number = db.session.scalar(sa.select(accounts.Cohort.id))
    for _ in range(2):
        assert admin.post(f"/admin/people/{ada.id}/cohorts", data={"cohort_id": number}).status_code == 303
    assert [cohort.name for cohort in person(ada).cohorts] == ["Autumn"]
    assert admin.post(f"/admin/people/{ada.id}/cohorts/{number}/leaving").status_code == 303
    assert person(ada).cohorts == []
    assert admin.post(f"/admin/people/{ada.id}/cohorts", data={"cohort_id": 999}).status_code == 404


def test_a_reset_link_sets_a_new_password_once_and_ends_all_sessions(app, sign_in, reset_link, ada):
    """v5.0.0-6.4.3, 6.4.6: an admin starts it, and never knows the password."""
    browser, path = sign_in(ada), reset_link(ada)
    visitor = app.test_client()
    assert "ada@example.org" in visitor.get(path).text

    answer = visitor.post(path, data={"new_password": OTHER})

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Your new password is set" in visitor.get("/sign-in").text
    assert browser.get("/settings").status_code == 303
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, data={"new_password": PASSWORD}).status_code == 404
    given = {"email": "ada@example.org", "password": PASSWORD}
    assert visitor.post("/sign-in", data=given).status_code == 422
    assert visitor.post("/sign-in", data=given | {"password": OTHER}).status_code == 303


def test_a_reset_link_runs_out_after_twenty_minutes(visitor, reset_link, ada, time):
    path = reset_link(ada)
    time.forward(minutes=19, seconds=59)
    assert visitor.get(path).status_code == 200
    time.forward(seconds=1)
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, data={"new_password": OTHER}).status_code == 404


def test_a_second_reset_link_ends_the_first(visitor, reset_link, ada):
    first, second = reset_link(ada), reset_link(ada)
    assert visitor.get(first).status_code == 404
    assert visitor.get(second).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {"new_password": "short"},
        {"new_password": "passwordpassword"},
        {"new_password": "ada@example.org"},
        {"new_password": OTHER, "user_id": "1"},
        {"new_password": OTHER, "role": "admin"},
        {},
    ],
)
def test_a_refused_password_leaves_the_link_open(visitor, reset_link, ada, given):
    path = reset_link(ada)
    assert visitor.post(path, data=given).status_code == 422
    assert visitor.post(path, data={"new_password": OTHER}).status_code == 303


def test_only_a_hash_of_a_reset_link_is_kept(reset_link, ada):
    token = reset_link(ada).rpartition("/")[2]
    assert token not in vars(db.session.scalars(sa.select(ResetLink)).one()).values()
    assert len(token) >= 32


def test_a_closed_account_has_no_reset_link(admin, visitor, reset_link, ada):
    path = reset_link(ada)
    admin.post(f"/admin/people/{ada.id}/closing")
    assert visitor.get(path).status_code == 404
    assert admin.post(f"/admin/people/{ada.id}/reset-links").status_code == 409


def test_an_admin_signs_somebody_out_everywhere(admin, sign_in, ada):
    """v5.0.0-7.4.5"""
    browser = sign_in(ada)
    assert admin.post(f"/admin/people/{ada.id}/sign-outs").status_code == 303
    assert browser.get("/settings").status_code == 303


def test_an_admin_alone_gets_back_in_by_a_command(app, visitor, otto):
    printed = app.test_cli_runner().invoke(args=["reset-link", "Otto@example.org"])
    assert printed.exit_code == 0
    path = printed.output.splitlines()[-1]
    assert visitor.post(path, data={"new_password": OTHER}).status_code == 303
    given = {"email": "otto@example.org", "password": OTHER}
    assert visitor.post("/sign-in", data=given).status_code == 303


def test_the_command_is_for_admins_only(app, mira):
    for address in ("mira@example.org", "nobody@example.org"):
        printed = app.test_cli_runner().invoke(args=["reset-link", address])
        assert printed.exit_code == 1
        assert "/reset/" not in printed.output
