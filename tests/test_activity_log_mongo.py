"""The log on MongoDB answers as the log among the rows does, whatever is asked of both, and says when it is away."""

import itertools
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.activity_log_contract import an_activity
from webapp.core import clock
from webapp.core.errors import Unavailable
from webapp.core.stores import db
from webapp.tracking import MongoActivityLog, SqlActivityLog
from webapp.tracking.activity import Activity, Snapshot
from webapp.tracking.kinds import ActivityType

START = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
STUDENTS = (1, 2)
IDS = [str(uuid.UUID(int=n)) for n in range(1, 9)]
_names = itertools.count()

instants = st.integers(0, 4 * 24 * 60).map(
    lambda minutes: START + timedelta(minutes=minutes, microseconds=minutes)
)


@pytest.fixture(scope="module")
def mongo_log(mongodb_uri: str) -> Iterator[MongoActivityLog]:
    store = MongoActivityLog(mongodb_uri)
    yield store
    store.close()


@st.composite
def snapshots(draw: st.DrawFn, student_id: int | None = None) -> Snapshot:
    at = draw(instants)
    active_ms = draw(st.integers(1, 3_600_000))
    return Snapshot(
        student_id=student_id or draw(st.sampled_from(STUDENTS)),
        view_id=draw(st.sampled_from(IDS)),
        day=clock.local_day(at, "Africa/Lagos").isoformat(),
        began_at=at - timedelta(milliseconds=active_ms),
        at=at,
        active_ms=active_ms,
        seq=draw(st.integers(0, 5)),
        unit_id=3,
        seen_at=draw(st.none() | instants),
        received_at=draw(st.none() | instants),
        scroll_depth=draw(st.sampled_from([0.0, 33.3, 100.0])),
        interactions=draw(st.integers(0, 9)),
        played=draw(st.sampled_from(["", "0-9", "5-20,30-31"])),
        video_seconds=draw(st.sampled_from([0.0, 40.5])),
    )


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    at, student_id = draw(instants), draw(st.sampled_from(STUDENTS))
    kind = draw(st.sampled_from(list(ActivityType)))
    return Activity(
        student_id=student_id,
        event_id=draw(st.sampled_from(IDS)),
        type=kind,
        at=at,
        day=clock.local_day(at, "Africa/Lagos").isoformat(),
        is_from_server=draw(st.booleans()),
        is_finish=kind is ActivityType.lesson_complete,
        course_id=1,
        unit_id=draw(st.sampled_from([None, 3, 4])),
        duration_seconds=draw(st.sampled_from([None, 1.5, 90.0])),
        received_at=at + timedelta(seconds=1),
        details=draw(st.sampled_from([{}, {"unit_title": "Schleifen & Ösen 🪢", "scroll_depth": 33.3}])),
        measured=draw(st.none() | snapshots(student_id)),
    )


steps = st.lists(
    st.one_of(st.lists(activities(), max_size=5), st.lists(snapshots(), max_size=3).map(tuple)), max_size=8
)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=steps)
def test_both_logs_answer_the_same(app, mongo_log, history):
    db.session.rollback()
    sql, mongo = SqlActivityLog(), mongo_log
    place, number = mongo._client["tandem"], next(_names)
    mongo._activities, mongo._views = place[f"activities{number}"], place[f"views{number}"]
    mongo.prepare()
    for step in history:
        if isinstance(step, tuple):
            assert sql.append([], step) == mongo.append([], step)
        else:
            assert sql.append(step) == mongo.append(step)
    assert list(sql.students()) == list(mongo.students())
    for student_id in STUDENTS:
        days = sql.all_days(student_id)
        assert mongo.all_days(student_id) == days
        assert mongo.tallies(student_id, days) == sql.tallies(student_id, days)
        assert mongo.finishes(student_id) == sql.finishes(student_id)
        assert mongo.finishes(student_id, [3]) == sql.finishes(student_id, [3])
        assert mongo.watched(student_id, [3, 4]) == sql.watched(student_id, [3, 4])
        assert mongo.views_on(student_id, days) == sql.views_on(student_id, days)
        some = [ActivityType.lesson_complete, ActivityType.unit_view]
        assert mongo.counted(student_id, some) == sql.counted(student_id, some)
        first = sql.page(student_id, limit=3)
        assert mongo.page(student_id, limit=3) == first
        before = first[-1].sort_key if first else "0"
        assert mongo.page(student_id, before=before, limit=50) == sql.page(
            student_id, before=before, limit=50
        )
    db.session.rollback()


def test_a_log_that_is_away_is_said_to_be_away():
    away = MongoActivityLog("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50")
    assert not away.is_reachable()
    with pytest.raises(Unavailable):
        away.all_days(1)
    with pytest.raises(Unavailable):
        away.append([an_activity(1)])
    away.close()


def test_pages_open_and_beacons_wait_while_the_log_is_away(app, sign_in, enrolled):
    browser = sign_in(enrolled)
    away = MongoActivityLog("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50")
    app.extensions["activity_log"] = away
    page = browser.get("/")
    assert page.status_code == 200
    assert "Could not load your activity" in page.text

    beacon = browser.post("/api/courses/activity/track", json={"activity_type": "profile_view"})
    assert beacon.status_code == 503
    assert int(beacon.headers["Retry-After"]) >= 1
    assert browser.get("/readyz").json["log"] == "unreachable"
    assert sign_in(enrolled).get("/settings").status_code == 200
    away.close()
