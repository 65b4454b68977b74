"""Who hears and who does not, for every event there is: programs at `/api/events`, pages that draw anew,
and the lines that are left."""

import pytest
import sqlalchemy as sa

from tests.every_event import EVENTS, Row
from webapp import notifications
from webapp.core.stores import db
from webapp.flow import Event
from webapp.flow.event import known_events
from webapp.notifications.models import Notification


@pytest.fixture
def app(everybody):
    return everybody.app


def test_every_event_has_its_row(app):
    """Events that other tests declare are none of the product's."""
    events = {name for name, kind in known_events().items() if kind.__module__.startswith("webapp.")}
    assert {row.name for row in EVENTS} == events


@pytest.mark.parametrize("row", EVENTS, ids=lambda row: f"{row.name}-{row.drawn or 'nobody'}")
def test_those_concerned_hear_and_nobody_else(everybody, hearing, row: Row):
    if row.given:
        row.given(everybody)
    with hearing(everybody.people, everybody.browsers) as heard:
        row.deed(everybody)
    assert row.name in heard.recorded
    assert heard.hearers(row.name) == set(row.told.split())
    assert heard.lookers(row.name) == set(row.drawn.split())
    assert heard.readers(row.name) == {everybody.ids[name] for name in row.finds.split()}
    db.session.rollback()
    for user_id in heard.readers(row.name):
        lines = db.session.scalars(sa.select(Notification.title).where(Notification.user_id == user_id)).all()
        titles = {one.title for one in heard.notices[row.name] if one.to == user_id}
        assert titles & set(lines), (titles, lines)


def test_an_event_that_owes_a_line_leaves_it_in_its_own_transaction(app):
    """Reactions run there; what an event says of lines would be lost without that one."""
    reactions = app.extensions["reactions"]
    for name, kind in known_events().items():
        if kind.__module__.startswith("webapp."):
            owes = kind.notices is not Event.notices
            assert owes == (notifications.post in reactions.get(kind, ())), name
