"""Who leaves for good while their own deed waits for its turn leaves nothing behind, on every database server."""

import uuid

import pytest
import sqlalchemy as sa

from tests.conftest import PASSWORD, beacon
from webapp import accounts, courses
from webapp.core.stores import db
from webapp.flow import commit
from webapp.settings import Settings
from webapp.tracking import log


@pytest.fixture
def settings(tmp_path, each_server_url):
    return Settings(data_dir=tmp_path, DATABASE_URL=each_server_url, throttle="off")


@pytest.mark.parametrize("kind", ["lesson_complete", "nonsense"])
def test_a_beacon_of_one_who_has_just_left_is_refused(sign_in, ada, course, units, before_its_turn, kind):
    courses.enroll(ada, course)
    commit()
    student_id, other = ada.id, sign_in(ada)
    browser = sign_in(ada)
    left = []

    def leave():
        left.append(other.post("/settings/leaving", data={"password": PASSWORD}).status_code)

    before_its_turn(accounts, "hold", leave)
    event = {"activity_type": kind, "unit_id": units["Loops"].id, "event_id": str(uuid.uuid4())}
    answer = beacon(browser, **event)
    assert left == [303]
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "not_signed_in"), answer.text
    db.session.rollback()
    assert log().sizes_of(student_id) == (0, 0)
    for table in ("dead_letters", "unit_completions"):
        found = sa.text(f"SELECT COUNT(*) FROM {table} WHERE student_id = :student")
        assert db.session.scalar(found, {"student": student_id}) == 0
