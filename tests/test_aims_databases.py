"""One skill of a name, on every database, also where it comes twice at the same moment (v5.0.0-15.4.2)."""

import pytest

from webapp import accounts, analytics
from webapp.core.stores import db
from webapp.settings import Settings


@pytest.fixture
def settings(tmp_path, each_server_url):
    return Settings(data_dir=tmp_path, DATABASE_URL=each_server_url, throttle="off")


@pytest.fixture
def browsers(sign_in, ada):
    return sign_in(ada), sign_in(ada)


def skills_of(student):
    db.session.rollback()
    return analytics.figures(student.id).skills_added


def test_accents_make_another_skill_and_capitals_do_not(browsers, ada):
    names = ("Resume", "Résumé", "RÉSUMÉ", "resume")
    answers = [browsers[0].post("/api/skills", json={"name": name}).status_code for name in names]
    assert answers == [201, 201, 409, 409]
    assert skills_of(ada) == 2


@pytest.mark.parametrize("is_restored", [True, False])
def test_of_a_skill_put_back_or_renamed_and_one_written_down_at_once_there_is_one(
    browsers, before_its_turn, ada, is_restored
):
    """The one that is put back, or is to have that name, comes second."""
    one, other = browsers
    number = one.post("/api/skills", json={"name": "Splicing" if is_restored else "Whipping"}).json["id"]
    if is_restored:
        one.delete(f"/api/skills/{number}")
    written = []

    def write():
        written.append(other.post("/api/skills", json={"name": "splicing"}).status_code)

    before_its_turn(accounts, "hold", write)
    if is_restored:
        answer = one.post(f"/skills/{number}/restoration")
    else:
        answer = one.patch(f"/api/skills/{number}", json={"name": "Splicing"})
    assert (written, answer.status_code) == ([201], 409)
    assert skills_of(ada) == (1 if is_restored else 2)
