"""What people settle for themselves."""

import pytest

from webapp import accounts
from webapp.accounts import User
from webapp.core.stores import db
from webapp.flow import commit
from webapp.live import HeldListener


def person(user):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(User, user.id)


@pytest.fixture
def autumn(otto):
    """A cohort."""
    cohort = accounts.create_cohort("Autumn", by=otto)
    commit()
    return cohort


def test_name_zone_and_goal_are_ones_own(sign_in, ada):
    browser = sign_in(ada)
    given = {"name": "Ada L.", "time_zone": "Asia/Kolkata", "daily_goal_minutes": "45"}
    answer = browser.post("/settings/profile", data=given)
    assert (answer.status_code, answer.location) == (303, "/settings")
    ada = person(ada)
    assert (ada.name, ada.time_zone, ada.daily_goal_minutes) == ("Ada L.", "Asia/Kolkata", 45)
    assert "Saved." in browser.get("/settings").text

    browser.post("/settings/profile", data=given | {"daily_goal_minutes": ""})
    assert person(ada).daily_goal_minutes is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("time_zone", "Mars/Olympus"),
        ("daily_goal_minutes", "4"),
        ("daily_goal_minutes", "601"),
        ("daily_goal_minutes", "-45"),
        ("daily_goal_minutes", "45.5"),
        ("daily_goal_minutes", "1e2"),
        ("daily_goal_minutes", "NaN"),
        ("daily_goal_minutes", "many"),
        ("role", "admin"),
        ("email", "other@example.org"),
        ("mentor_id", "1"),
        ("id", "1"),
        ("password_hash", "x"),
    ],
)
def test_what_does_not_fit_or_is_not_ones_to_set_is_refused_whole(sign_in, ada, field, value):
    """v5.0.0-15.3.3, 2.2.1"""
    given = {"name": "Changed", "time_zone": "UTC", "daily_goal_minutes": "45"}
    answer = sign_in(ada).post("/settings/profile", data=given | {field: value})
    assert answer.status_code == 422
    assert 'class="errors' in answer.text
    is_on_the_page = field in given
    assert (f'href="#f-{field}"' in answer.text) == is_on_the_page
    ada = person(ada)
    assert (ada.name, ada.email, ada.role, ada.time_zone) == (
        "Ada",
        "ada@example.org",
        "student",
        "Africa/Lagos",
    )


def test_a_refused_form_leaves_the_other_forms_of_the_page_as_they_are(sign_in, ada):
    answer = sign_in(ada).post("/settings/password", data={"current_password": "x", "new_password": "y"})
    assert answer.status_code == 422
    assert 'value="Ada"' in answer.text
    assert answer.text.count('class="errors') == 1


def test_a_new_goal_is_drawn_where_the_week_is_looked_at(sign_in, ada, looking):
    browser = sign_in(ada)
    see = looking(ada, f"week-{ada.id}")
    browser.post("/settings/profile", data={"name": "Ada", "time_zone": "UTC", "daily_goal_minutes": "45"})
    assert "Goal 45 min" in see()


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://localhost/courses?page=2", "/courses?page=2"),
        ("http://localhost/", "/"),
        ("http://localhost//evil.example", "/"),
        ("https://evil.example/courses", "/"),
        ("http://localhost.evil.example/", "/"),
        ("not an address", "/"),
        (None, "/"),
    ],
)
def test_the_answer_about_the_zone_leads_back_to_the_page_that_asked(sign_in, ada, came_from, back):
    headers = {"Referer": came_from} if came_from else {}
    given = {"time_zone": "Europe/Lisbon"}
    answer = sign_in(ada).post("/settings/time-zone", data=given, headers=headers)
    assert (answer.status_code, answer.location) == (303, back)
    assert person(ada).time_zone == "Europe/Lisbon"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "Europe/Lisbon\x00", "x" * 100])
def test_a_zone_is_one_of_the_list(sign_in, ada, zone):
    assert sign_in(ada).post("/settings/time-zone", data={"time_zone": zone}).status_code == 422
    assert person(ada).time_zone == "Africa/Lagos"


def test_a_student_joins_by_code_and_leaves(sign_in, ada, autumn):
    browser = sign_in(ada)
    answer = browser.post("/settings/cohorts", data={"join_code": autumn.join_code.lower()})
    assert answer.status_code == 303
    assert "You are in Autumn." in browser.get("/settings").text
    assert [cohort.name for cohort in person(ada).cohorts] == ["Autumn"]

    browser.post(f"/settings/cohorts/{autumn.id}/leaving")
    assert person(ada).cohorts == []
    assert browser.post(f"/settings/cohorts/{autumn.id}/leaving").status_code == 404


@pytest.mark.parametrize("code", ["", "NOPE2345", "x" * 21, "%", "' OR 1=1"])
def test_a_code_that_opens_nothing_is_said_at_its_field(sign_in, ada, autumn, code):
    answer = sign_in(ada).post("/settings/cohorts", data={"join_code": code})
    assert answer.status_code == 422
    assert 'id="f-join_code-error"' in answer.text
    assert person(ada).cohorts == []


def test_a_mentor_does_not_join_by_a_code_that_students_pass_around(sign_in, mira, autumn):
    """Through a cohort its mentors see students, so an admin puts them there."""
    answer = sign_in(mira).post("/settings/cohorts", data={"join_code": autumn.join_code})
    assert answer.status_code == 403
    assert person(mira).cohorts == []


class TestThrottled:
    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"throttle": "on"})

    def test_codes_are_not_guessed(self, sign_in, ada):
        browser = sign_in(ada)
        answers = [browser.post("/settings/cohorts", data={"join_code": "NOPE2345"}) for _ in range(21)]
        assert [answer.status_code for answer in answers] == [422] * 20 + [429]
        assert "Retry-After" in answers[-1].headers


@pytest.mark.parametrize(("zone", "is_fetched"), [("Asia/Kolkata", True), ("UTC", False)])
def test_another_time_zone_has_ones_open_pages_fetched_anew(app, sign_in, ben, otto, zone, is_fetched):
    hub = app.extensions["hub"]
    pages = [HeldListener(accounts.channels_of(person), ["x"]) for person in (otto, ben)]
    for page in pages:
        hub.join(page, since=hub.position())
    given = {"name": "Otto", "time_zone": zone, "daily_goal_minutes": "45"}
    assert sign_in(otto).post("/settings/profile", data=given).status_code == 303
    assert [b"event:resync" in (page.take(0) or b"") for page in pages] == [is_fetched, False]
