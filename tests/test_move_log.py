"""A log moves from the rows to MongoDB and back, whole, also when it is cut short."""

import secrets
import uuid

import pytest
from pymongo import MongoClient

from tests.conftest import beacon
from webapp import analytics
from webapp.core.stores import db
from webapp.tracking import MongoActivityLog, SqlActivityLog
from webapp.tracking.models import ActivityRow, ViewDay
from webapp.tracking.moving import move_log


@pytest.fixture
def mongo_home(mongodb_uri):
    """A database of its own, as a URI, dropped afterwards."""
    name = f"tandem{secrets.token_hex(4)}"
    yield f"{mongodb_uri.rpartition('/')[0]}/{name}"
    with MongoClient[dict[str, object]](mongodb_uri) as client:
        client.drop_database(name)


@pytest.fixture
def learned(app, sign_in, enrolled, ben, units, course):
    """Ada and Ben have learned something."""
    for student in (enrolled, ben):
        browser = sign_in(student)
        browser.post(f"/courses/{course.id}/enrolment")
        for n, title in enumerate(["Loops", "Bends", "Loops"]):
            event = {
                "activity_type": "lesson_complete",
                "unit_id": units[title].id,
                "event_id": str(uuid.uuid4()),
            }
            when = {"end_time": f"2026-11-1{n}T10:00:00Z", "duration_seconds": 60 + n}
            assert beacon(browser, **event, **when).status_code == 201
    db.session.expire_all()
    return enrolled.id


def flask(app, *words):
    db.session.rollback()
    return app.test_cli_runner().invoke(args=words)


def test_the_copy_is_equal_and_nothing_is_taken_away(app, learned, mongo_home):
    before = analytics.figures(learned)
    done = flask(app, "move-log", "--from", "rows", "--to", mongo_home)
    assert done.exit_code == 0, done.output
    assert "The copy is equal." in done.output
    assert db.session.query(ActivityRow).count() > 0

    mongo = MongoActivityLog(mongo_home)
    app.extensions["activity_log"] = mongo
    analytics.rebuild()
    db.session.expire_all()
    assert analytics.figures(learned) == before
    assert mongo.page(learned) == SqlActivityLog().page(learned)
    mongo.close()


def test_a_copy_that_was_cut_short_goes_on(app, learned, mongo_home):
    mongo = MongoActivityLog(mongo_home)
    mongo.prepare()
    some = SqlActivityLog().activities_of(learned, limit=2)
    mongo.append(some)
    moved = move_log(SqlActivityLog(), mongo, settle=lambda: None)
    assert moved.differing == []
    assert moved.copied == moved.students == 2
    again = move_log(SqlActivityLog(), mongo, settle=lambda: None)
    assert again.copied == 0
    mongo.close()


def test_the_way_back_fills_empty_rows(app, learned, mongo_home):
    assert flask(app, "move-log", "--from", "rows", "--to", mongo_home).exit_code == 0
    rows = db.session.query(ActivityRow).count(), db.session.query(ViewDay).count()
    db.session.query(ActivityRow).delete()
    db.session.query(ViewDay).delete()
    db.session.commit()
    assert flask(app, "move-log", "--from", mongo_home, "--to", "rows").exit_code == 0
    assert (db.session.query(ActivityRow).count(), db.session.query(ViewDay).count()) == rows


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("rows", "rows", "name two"),
        ("rows", "redis://x", "neither `rows` nor a MongoDB URI"),
        ("rows", "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50", "does not answer"),
    ],
)
def test_what_cannot_be_done_is_said(app, source, target, words):
    done = flask(app, "move-log", "--from", source, "--to", target)
    assert done.exit_code != 0
    assert words in done.output


def test_a_beacon_sent_again_after_the_move_is_a_repeat(app, sign_in, enrolled, units, mongo_home):
    """What was said beside the deed is part of what its id stands for, and moves too."""
    browser = sign_in(enrolled)
    said = {"activity_type": "unit_view", "unit_id": units["Loops"].id, "event_id": str(uuid.uuid4())}
    said |= {"engagement_metrics": {"scroll_depth": 40}, "end_time": "2026-11-10T10:00:00Z"}
    assert beacon(browser, **said).status_code == 201
    db.session.expire_all()
    assert flask(app, "move-log", "--from", "rows", "--to", mongo_home).exit_code == 0

    mongo = app.extensions["activity_log"] = MongoActivityLog(mongo_home)
    again = beacon(browser, **said)
    assert (again.status_code, again.json["status"]) == (200, "duplicate")
    other = beacon(browser, **said | {"engagement_metrics": {"scroll_depth": 90}})
    assert other.status_code == 409
    mongo.close()
