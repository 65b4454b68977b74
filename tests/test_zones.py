"""Time zones: which are offered, how one is found, and that an older name of one still does."""

import re

import pytest

from tests.conftest import PASSWORD
from webapp.accounts import User
from webapp.core import clock
from webapp.core.stores import db


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Africa/Lagos", "Africa/Lagos"),
        ("africa/lagos", "Africa/Lagos"),
        ("lagos", "Africa/Lagos"),
        ("New York", "America/New_York"),
        ("utc", "UTC"),
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("Atlantis", None),
        ("", None),
        ("../../etc/passwd", None),
    ],
)
def test_a_zone_is_found_by_its_name_or_its_city(words, zone):
    assert clock.zone_called(words) == zone


def test_what_is_offered_are_zones_each_once():
    offered = clock.zones_offered()
    assert offered[0] == "UTC"
    assert set(offered) <= set(clock.zone_names())
    assert {"Africa/Lagos", "America/New_York", "Europe/Berlin"} <= set(offered)
    if len(offered) < len(clock.zone_names()):  # the system tells older names apart
        assert not {"Asia/Calcutta", "US/Eastern", "America/Buenos_Aires"} & set(offered)


def test_a_city_is_enough_to_register(visitor, otto):
    given = {"name": "Cleo", "email": "cleo@example.org", "password": PASSWORD, "time_zone": "new york"}
    assert visitor.post("/register", data=given).status_code == 303
    cleo = db.session.query(User).filter_by(email="cleo@example.org").one()
    assert cleo.time_zone == "America/New_York"


def test_a_zone_that_is_none_comes_back_with_the_list_to_search(visitor, otto):
    given = {"name": "Cleo", "email": "cleo@example.org", "password": PASSWORD, "time_zone": "Atlantis"}
    answer = visitor.post("/register", data=given)
    assert answer.status_code == 422
    field = re.search(r'<input [^>]*name="time_zone"[^>]*>', answer.text)
    assert field
    assert 'list="zones"' in field[0]
    assert 'value="Atlantis"' in field[0]
    assert '<option value="Africa/Lagos">Lagos</option>' in answer.text
