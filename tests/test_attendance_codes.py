"""The code of a session: what is taken, what is refused and in which words, and what nobody learns from trying."""

import re

import pytest

from tests.attending import DOOR, code_of, marks, opened
from tests.conftest import knots
from webapp import attendance, courses
from webapp.attendance import codes
from webapp.attendance.models import AttendanceSession
from webapp.core.stores import db
from webapp.flow import commit

DOOR_IN = "/attendance/check-in"


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|since=[\d-]+|[Rr]eference \w+", " ", answer.text))


@pytest.mark.parametrize(
    ("windows_ago", "status", "said"),
    [
        (0, 303, ""),
        (1, 303, ""),
        (2, 422, "That code has changed. Use the one on the screen now."),
        (40, 422, "That code has changed. Use the one on the screen now."),
        (60, 422, "That is not the code on the screen."),
        (-1, 422, "That is not the code on the screen."),
        (-2, 422, "That is not the code on the screen."),
    ],
    ids=["current", "the one before", "old", "older", "forgotten", "next", "future"],
)
@pytest.mark.parametrize("way", ["typed", "scanned"])
def test_only_the_code_of_now_and_the_one_before_are_taken(
    sign_in, session, crew, windows_ago, status, said, way
):
    code, browser = code_of(session, windows_ago=windows_ago), sign_in(crew[0])
    answer = browser.post(DOOR_IN, data={"code": code}) if way == "typed" else browser.post(f"/in/{code}")
    assert answer.status_code == status
    assert said in answer.text
    assert bool(marks(session.id)) == (status == 303)


@pytest.mark.parametrize("typed", ["AAAAAA", "", "12345", "'; DROP", "Ä" * 40, "7Q4K2M" * 6])
def test_a_guess_is_refused(sign_in, session, crew, typed):
    assert sign_in(crew[0]).post(DOOR_IN, data={"code": typed}).status_code == 422
    assert marks(session.id) == {}


def test_another_courses_code_opens_nothing(sign_in, session, crew, mira, noor):
    foreign = opened(knots(noor), noor)
    answer = sign_in(crew[0]).post(DOOR_IN, data={"code": code_of(foreign)})
    assert answer.status_code == 422
    assert "That is not the code on the screen." in answer.text
    assert marks(foreign.id) == marks(session.id) == {}


def test_a_code_replayed_in_a_later_session_is_stale(sign_in, session, crew, mira, course, time):
    code = code_of(session)
    attendance.end(session, by=mira)
    commit()
    later = opened(course, mira)
    assert code_of(later) != code
    answer = sign_in(crew[0]).post(DOOR_IN, data={"code": code})
    assert answer.status_code == 409
    assert "This session has ended" in answer.text
    assert marks(later.id) == {}


def test_a_code_tried_by_somebody_who_is_not_enrolled_tells_nothing(
    sign_in, session, noor, crew, ada, ben, course
):
    courses.leave(ben, course)
    commit()
    browser = sign_in(ben)
    good, wrong = code_of(session), "AAAAAA"
    for method, path in (("GET", "/in/{}"), ("POST", "/in/{}"), ("POST", DOOR_IN)):
        answers = [
            browser.open(path.format(code), method=method, data={"code": code} if path == DOOR_IN else None)
            for code in (good, wrong)
        ]
        assert answers[0].status_code == answers[1].status_code
        assert words(answers[0]).replace(good, "") == words(answers[1]).replace(wrong, "")
        assert "Knots" not in answers[0].text.split("<main")[1]
    api = f"/api/attendance/sessions/{session.id}/check-in"
    assert browser.post(api, json={"code": good}).status_code == 404
    assert marks(session.id) == {}


def test_every_window_has_a_code_of_its_own_without_look_alikes(session, mira, noor):
    made = {code_of(session, windows_ago=n) for n in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{6}", code) for code in made)
    other = opened(knots(noor), noor)
    assert code_of(other) != code_of(session)
    db.session.get_one(AttendanceSession, session.id).nonce = "another"
    assert code_of(session) not in made
    db.session.rollback()


def test_the_rows_alone_do_not_give_the_code_away(session, app):
    code = code_of(session)
    app.config["SECRET_KEY"] = "another key of the site, long enough"
    assert code_of(session) != code


def test_the_page_shows_the_current_code_and_no_other(sign_in, session, mira):
    page = sign_in(mira).get(f"{DOOR}/{session.id}").text
    code = code_of(session)
    assert f"{code[:3]}<i>-</i>{code[3:]}" in page
    assert f"http://tandem.test/in/{code}" in page
    for windows in (-3, -2, -1, 1, 2):
        assert code_of(session, windows_ago=windows) not in page
    assert f'data-left="{codes.left(session.started_at):.1f}"' in page


def test_the_address_under_the_code_leads_to_where_it_is_typed(visitor, sign_in, session, crew, mira):
    page = sign_in(mira).get(f"{DOOR}/{session.id}").text
    assert '<span class="gate__site">tandem.test/in</span>' in page
    assert visitor.get("/in").location == DOOR_IN
    assert sign_in(crew[0]).get(DOOR_IN).status_code == 200
    assert visitor.get(DOOR_IN).location == f"/sign-in?next={DOOR_IN}"


@pytest.fixture
def watchful(app):
    """The site counts tries."""
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"throttle": "on"})


@pytest.mark.usefixtures("watchful")
def test_five_tries_a_minute_for_each_student_and_a_class_behind_one_address_is_fine(sign_in, session, crew):
    ada, ben = crew
    browser = sign_in(ada)
    tries = [browser.post(DOOR_IN, data={"code": "AAAAAA"}).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]
    assert browser.post(f"/in/{code_of(session)}").status_code == 429
    api = browser.post(f"/api/attendance/sessions/{session.id}/check-in", json={"code": code_of(session)})
    assert (api.status_code, "Retry-After" in api.headers) == (429, True)
    assert sign_in(ben).post(DOOR_IN, data={"code": code_of(session)}).status_code == 303
    assert marks(session.id) == {ben.id: "present"}


@pytest.mark.usefixtures("watchful")
def test_looking_at_a_link_is_a_try_as_well(sign_in, session, crew):
    browser = sign_in(crew[0])
    looked = [browser.get(f"/in/{code}").status_code for code in ["AAAAAA"] * 5 + [code_of(session)]]
    assert looked == [200] * 5 + [429]
    assert sign_in(crew[1]).get(f"/in/{code_of(session)}").status_code == 200
