"""Durable first, then told: all of a change or nothing, and each thing once."""

import sqlite3
import uuid

import pytest

from tests.one_stage import everything
from webapp import analytics, courses, tracking
from webapp.core.stores import db
from webapp.flow import commit

TRACK = "/api/courses/activity/track"
BATCH = "/api/courses/activity/batch"


@pytest.fixture
def lesson(units):
    return lambda **more: (
        {"activity_type": "lesson_complete", "unit_id": units["Loops"].id, "event_id": str(uuid.uuid4())}
        | more
    )


def names(heard):
    return [message.name for message in heard.messages]


def test_a_batch_is_told_as_one_change(sign_in, enrolled, lesson, units, heard):
    browser = sign_in(enrolled)
    before = len(names(heard(enrolled)))
    watched = units["A bowline in slow motion"].id
    events = [
        lesson(),
        lesson(activity_type="video_watch", unit_id=watched),
        lesson(activity_type="unit_view"),
    ]
    browser.post(BATCH, json={"events": events})
    told = names(heard(enrolled))[before:]
    two_achievements = ["notification:received"] * 2
    assert sorted(told) == ["activity:created", "analytics:updated", "course:progressed", *two_achievements]
    assert len(heard(enrolled)["activity:created"].facts["activities"]) == 3


def test_a_repeat_tells_nobody(sign_in, enrolled, lesson, heard):
    browser, event = sign_in(enrolled), lesson()
    browser.post(TRACK, json=event)
    before = len(names(heard(enrolled)))
    browser.post(TRACK, json=event)
    browser.post(TRACK, json=lesson(unit_id=999))
    assert names(heard(enrolled))[before:] == []


def test_it_is_durable_before_it_is_told(app, sign_in, enrolled, lesson, heard, monkeypatch):
    """Whoever hears of it finds it, on a connection of their own."""
    browser = sign_in(enrolled)
    file = app.extensions["settings"].data_dir / "tandem.db"
    broker, found = app.extensions["broker"], []

    def publish(channels, name, facts):
        with sqlite3.connect(file) as other:
            found.append(
                other.execute("SELECT count(*) FROM activities WHERE type = 'lesson_complete'").fetchone()
            )
        other.close()

    monkeypatch.setattr(broker, "publish", publish)
    browser.post(TRACK, json=lesson())
    assert found
    assert set(found) == {(1,)}


def test_a_lost_broker_fails_no_change(app, sign_in, enrolled, lesson, monkeypatch, caplog):
    def publish(*_):
        raise ConnectionError("gone")

    browser = sign_in(enrolled)
    monkeypatch.setattr(app.extensions["broker"], "publish", publish)
    assert browser.post(TRACK, json=lesson()).status_code == 201
    assert "Could not tell of activity:created" in caplog.text
    assert analytics.figures(enrolled.id).learned_minutes == 30


def test_who_hears_could_not_be_found_out(app, sign_in, enrolled, lesson, monkeypatch, caplog):
    """Then everybody hears that they missed something, and fetches it."""

    def fails(_):
        raise ConnectionError("gone")

    browser, lost = sign_in(enrolled), []
    monkeypatch.setattr(tracking.ActivitiesLogged, "audience", fails)
    monkeypatch.setattr(app.extensions["broker"], "lose", lambda: lost.append(True))
    assert browser.post(TRACK, json=lesson()).status_code == 201
    assert "Could not tell of activity:created" in caplog.text
    assert lost == [True]


@pytest.mark.parametrize("broken", ["advance", "project"])
def test_a_fault_in_what_follows_leaves_nothing_and_tells_nobody(
    app, sign_in, enrolled, lesson, heard, monkeypatch, broken
):
    def fails(_):
        raise RuntimeError("a fault of ours")

    follows = {"advance": courses.advance, "project": analytics.project}
    reactions = dict(app.extensions["reactions"])
    logged = tracking.ActivitiesLogged
    reactions[logged] = [fails if one is follows[broken] else one for one in reactions[logged]]
    browser, event = sign_in(enrolled), lesson()
    before, told = everything(), len(names(heard(enrolled)))
    app.config["TESTING"] = app.testing = False
    with monkeypatch.context() as broke:
        broke.setitem(app.extensions, "reactions", reactions)
        answer = browser.post(TRACK, json=event)
        assert (answer.status_code, answer.json["error"]["code"]) == (500, "fault")
    assert everything() == before
    assert names(heard(enrolled))[told:] == []
    assert browser.post(TRACK, json=event).status_code == 201


def test_what_is_rolled_back_is_never_told(enrolled, course, heard):
    before = len(names(heard(enrolled)))
    courses.leave(enrolled, course)
    db.session.rollback()
    commit()
    assert names(heard(enrolled))[before:] == []
