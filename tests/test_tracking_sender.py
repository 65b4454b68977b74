"""Beacons say for whom they are, and pages of other sites may load the script that sends them."""

import pytest

from webapp.settings import Settings

DOORS = ("/api/student/activity/batch", "/api/courses/activity/batch", "/api/courses/activity/heartbeat")


@pytest.mark.parametrize("door", DOORS)
def test_what_one_person_did_is_not_taken_from_another(sign_in, ada, ben, door):
    """401, and not 403: the page keeps what it has until its person is back."""
    ada_id, bens = ada.id, sign_in(ben)
    response = bens.post(f"{door}?as={ada_id}", json={"events": []})
    assert response.status_code == 401
    assert response.json["error"]["message"] == "Somebody else is signed in here now."


def test_in_ones_own_name_it_is_taken(sign_in, ada):
    ada_id, browser = ada.id, sign_in(ada)
    event = {"activity_type": "profile_view", "event_id": "8e2f4f3e-52a4-4d5a-9d0e-0f6a3d9b1c2d"}
    assert browser.post(f"{DOORS[0]}?as={ada_id}", json={"events": [event]}).status_code == 200


def test_a_name_that_is_none_is_not_ones_own(sign_in, ada):
    browser = sign_in(ada)
    for name in ("", "0", "ada", "٤"):
        assert browser.post(f"{DOORS[0]}?as={name}", json={"events": []}).status_code == 401, name


@pytest.mark.parametrize("name", ["tracker.js", "reach.js", "tracker/queue.js"])
def test_other_sites_may_load_the_tracker(visitor, name):
    with visitor.get(f"/static/js/{name}") as answer:
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize("name", ["app.js", "connection.js", "authoring/upload.js"])
def test_and_nothing_else(visitor, name):
    with visitor.get(f"/static/js/{name}") as answer:
        assert answer.status_code == 200
        assert "Access-Control-Allow-Origin" not in answer.headers


class TestAPageOfTheOpenWeb:
    """A listed site's page that reaches a server in a school's own network (Private Network Access)."""

    ORIGIN = "https://courses.example.org"

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"allowed_origins": [self.ORIGIN]})

    def asks(self, visitor, origin):
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        asked |= {"Access-Control-Request-Private-Network": "true"}
        return visitor.options(DOORS[0], headers=asked).headers

    def test_may_if_it_is_listed(self, visitor, otto):
        headers = self.asks(visitor, self.ORIGIN)
        assert headers["Access-Control-Allow-Private-Network"] == "true"
        assert headers["Access-Control-Allow-Origin"] == self.ORIGIN
        assert "Access-Control-Allow-Credentials" not in headers

    def test_may_not_otherwise(self, visitor, otto):
        headers = self.asks(visitor, "https://elsewhere.example.org")
        assert "Access-Control-Allow-Private-Network" not in headers
        assert "Access-Control-Allow-Origin" not in headers
