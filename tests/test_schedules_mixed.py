"""A series whose sessions are with different students: each hears of their own, and of nobody else's."""

import pytest
import sqlalchemy as sa

from tests.planning import a_series, sessions, typed
from webapp import schedules
from webapp.core.stores import db
from webapp.flow import commit
from webapp.notifications.models import Notification


@pytest.fixture
def mixed(sign_in, ada, ben, mira):
    """Four Tuesdays with Ada, of which the third has become Ben's; by whose browser, and the path of the first."""
    browser = sign_in(mira)
    first, _, third, _ = a_series(browser, ada)
    bens = typed(ben, title="Only for Ben", starts=third.starts_wall, scope="this")
    assert browser.post(f"/mentor/schedules/{third.id}", data=bens).status_code == 303
    db.session.execute(sa.delete(Notification))
    commit()
    return browser, f"/mentor/schedules/{first.id}"


def lines(student):
    db.session.rollback()
    rows = db.session.scalars(sa.select(Notification).where(Notification.user_id == student.id))
    return [(row.title, row.message) for row in rows]


def told(heard, student, name):
    """The titles of the sessions that a student's programs were told under that name."""
    messages = [message for message in heard(student).messages if message.name == name]
    return [one["title"] for message in messages for one in message.facts["schedules"]]


ADAS, BENS = ["Loops by hand"] * 3, ["Only for Ben"]


def test_a_deletion_is_told_to_each_of_their_own(mixed, heard, looking, time, ada, ben):
    browser, path = mixed
    see = looking(ben, f"my-sessions-{ben.id}", f"my-week-{ben.id}-2026-W50")
    assert browser.post(f"{path}/deletion", data={"scope": "all"}).status_code == 303
    assert "Only for Ben" not in see()
    time.forward(seconds=15)
    schedules.tell_deletions()
    commit()
    assert told(heard, ada, "schedule:deleted") == ADAS
    assert told(heard, ben, "schedule:deleted") == BENS
    assert lines(ada) == [("Called off: Loops by hand", "Tuesday 24 November, 15:00, and 2 more. By Mira.")]
    assert lines(ben) == [("Called off: Only for Ben", "Tuesday 8 December, 09:00. By Mira.")]


def test_its_undoing_is_shown_to_each_and_told_to_those_who_were_told(mixed, heard, looking, time, ada, ben):
    browser, path = mixed
    browser.post(f"{path}/deletion", data={"scope": "all"})
    see = looking(ben, f"my-sessions-{ben.id}")
    browser.post(f"{path}/restoration")
    assert "Only for Ben" in see()
    assert lines(ben) == []
    browser.post(f"{path}/deletion", data={"scope": "all"})
    time.forward(seconds=15)
    schedules.tell_deletions()
    commit()
    browser.post(f"{path}/restoration")
    assert told(heard, ada, "schedule:created")[-3:] == ADAS
    assert told(heard, ben, "schedule:created")[-1:] == BENS
    assert lines(ben)[-1] == ("Back on: Only for Ben", "Tuesday 8 December, 09:00. By Mira.")
    assert not any(one.is_deleted for one in sessions())


def test_a_deletion_that_is_told_at_once_is_told_to_each(mixed, heard, ada, ben, mira):
    third = sessions()[2]
    schedules.delete(third, by=mira, scope=schedules.Scope.all, at_once=True)
    commit()
    assert told(heard, ada, "schedule:deleted") == ADAS
    assert told(heard, ben, "schedule:deleted") == BENS


def test_a_move_says_to_each_from_when_their_own_was_moved(mixed, ada, ben):
    browser, path = mixed
    assert browser.post(f"{path}/move", data={"days": "1", "scope": "all"}).status_code == 303
    assert lines(ada) == [
        (
            "Moved: Loops by hand",
            "From Tuesday 24 November, 15:00 to Wednesday 25 November, 15:00. By Mira.",
        )
    ]
    assert lines(ben) == [
        (
            "Moved: Only for Ben",
            "From Tuesday 8 December, 09:00 to Wednesday 9 December, 09:00. By Mira.",
        )
    ]
