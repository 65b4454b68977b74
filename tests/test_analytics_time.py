"""Active time: measured, never guessed, never more than the clock ran (contract, section 3)."""

import pytest
import sqlalchemy as sa

from webapp import analytics
from webapp.analytics.models import DayFigures
from webapp.core.stores import db
from webapp.flow import commit
from webapp.tracking.intake import take_heartbeat

ONE, TWO = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


@pytest.fixture
def beat(school):
    """`beat(ada, at, view, seconds)`: a heartbeat; without a view it only says that she is there."""

    def send(player, at, view=None, seconds=None, *, is_active=True, **more):
        said = {
            "course_id": school.courses[0],
            "unit_id": school.loops,
            "is_active": is_active,
            "timestamp": at,
        }
        if view:
            said |= {"view_id": view, "active_ms": seconds * 1000} | more
        assert take_heartbeat(player.student, said).is_kept
        commit()

    return send


def seconds_by_day(player):
    rows = sa.select(DayFigures.day, DayFigures.active_seconds).where(
        DayFigures.student_id == player.student_id
    )
    return {day[-5:]: seconds for day, seconds in db.session.execute(rows)}


def active(player):
    return analytics.figures(player.student_id).active_seconds


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ([("10:00:30", 30)], 30),
        ([("10:00:30", 30), ("10:01:00", 60), ("10:01:30", 90)], 90),
        ([("10:01:30", 90), ("10:00:30", 30), ("10:01:00", 60)], 90),
        ([("10:00:30", 30), ("10:00:30", 30)], 30),
        ([("10:00:30", 30), ("10:05:00", 30)], 30),
        ([("10:00:30", 0)], 0),
    ],
    ids=["one", "three", "in another order", "repeated", "idle since", "nothing yet"],
)
def test_a_view_counts_from_its_beginning(school, beat, told, seconds):
    player = school.student()
    for at, so_far in told:
        beat(player, f"2026-11-20T{at}Z", ONE, so_far)
    assert active(player) == seconds


@pytest.mark.parametrize(
    ("tabs", "seconds"),
    [
        ([("10:01:00", ONE, 60), ("10:03:00", TWO, 60)], 120),
        ([("10:01:00", ONE, 60), ("10:01:00", TWO, 60)], 60),
        ([("10:01:00", ONE, 60), ("10:01:30", TWO, 60)], 90),
        ([("10:10:00", ONE, 600), ("10:05:00", TWO, 60)], 600),
        ([("10:10:00", ONE, 60), ("10:10:00", ONE, 300), ("10:10:00", TWO, 300)], 300),
    ],
    ids=["one after the other", "side by side", "overlapping", "one within the other", "and repeated"],
)
def test_two_tabs_do_not_earn_twice(school, beat, tabs, seconds):
    player = school.student()
    for at, view, so_far in tabs:
        beat(player, f"2026-11-20T{at}Z", view, so_far)
    assert active(player) == seconds


def test_a_heartbeat_without_a_measure_is_half_a_minute(school, beat):
    player = school.student()
    for at in ("10:00:30", "10:01:00", "10:01:30", "10:01:30"):
        beat(player, f"2026-11-20T{at}Z")
    beat(player, "2026-11-20T10:02:00Z", is_active=False)
    assert active(player) == 90


def test_a_view_across_midnight_gives_each_day_its_own(school, beat):
    player = school.student("Africa/Lagos")
    beat(player, "2026-11-19T22:59:30Z", ONE, 60)
    beat(player, "2026-11-19T23:01:30Z", ONE, 180)
    assert seconds_by_day(player) == {
        "11-19": 60,
        "11-20": 90,
    }  # half a minute before midnight nobody reported
    beat(player, "2026-11-19T22:59:59Z", ONE, 89)
    assert seconds_by_day(player) == {"11-19": 89, "11-20": 90}  # and now they have
    beat(player, "2026-11-19T22:59:58Z", ONE, 120)
    assert seconds_by_day(player) == {"11-19": 120, "11-20": 60}  # what was before midnight is not after it


def test_the_servers_clock_bounds_it(school, beat):
    school.time.set("2026-11-20T01:00:00Z")
    player = school.student()
    beat(player, "2026-11-20T00:59:00Z", ONE, 86_400)
    assert seconds_by_day(player) == {"11-20": 3 * 60}  # a minute since it was heard of, and two before
    beat(player, "2026-11-20T00:59:00Z", ONE, 86_400, start_time="2026-11-19T12:00:00Z")
    assert seconds_by_day(player) == {"11-20": 59 * 60}  # on this day no longer than since midnight


def test_an_hour_without_a_network_counts_when_its_beginning_is_told(school, beat):
    """The page was opened at one, its first heartbeat and its last arrive at two."""
    player = school.student()
    school.did(player, "unit_view", "2026-11-20T13:00:00Z", view_id=ONE, active_ms=0)
    beat(player, "2026-11-20T13:59:30Z", ONE, 55 * 60)
    assert active(player) == 55 * 60
    told = school.student()
    beat(told, "2026-11-20T13:59:30Z", ONE, 55 * 60, start_time="2026-11-20T13:04:00Z")
    assert active(told) == 55 * 60


def test_a_heartbeat_from_the_future_is_of_now(school, beat):
    player = school.student()
    beat(player, "2026-12-24T10:00:00Z", ONE, 60)
    assert seconds_by_day(player) == {"11-20": 60}


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"duration_seconds": 90}, 90),
        ({"duration_seconds": 90.9}, 90),
        ({"duration_seconds": 0.0001}, 0),
        ({"duration_seconds": 90, "start_time": "2026-11-20T09:59:00Z"}, 60),
        ({"duration_seconds": 30, "start_time": "2026-11-20T09:00:00Z"}, 30),
        ({"duration_seconds": 90, "active_ms": 20_000}, 20),
        ({"active_ms": 20_000, "view_id": ONE}, 20),
        ({}, 0),
    ],
)
def test_what_an_activity_measured_counts(school, said, seconds):
    player = school.student()
    school.did(player, "video_watch", "2026-11-20T10:00:00Z", **said)
    assert active(player) == seconds


def test_an_activity_and_the_heartbeats_of_its_view_are_one(school, beat):
    player = school.student()
    beat(player, "2026-11-20T10:01:00Z", ONE, 60)
    school.did(player, "lesson_complete", "2026-11-20T10:01:20Z", view_id=ONE, active_ms=80_000)
    beat(player, "2026-11-20T10:01:30Z", ONE, 90)
    assert active(player) == 90


@pytest.mark.parametrize(
    ("sent_at", "day"),
    [
        ("2026-11-20T13:56:00Z", "2026-11-19"),  # four minutes on the way
        ("2026-11-19T14:00:00Z", "2026-11-20"),  # a clock a day behind
        ("2026-11-21T14:00:00Z", "2026-11-18"),  # a clock a day ahead
        ("2100-01-01T00:00:00Z", "2000-01-01"),  # one that is out of its mind
    ],
)
def test_a_wrong_clock_is_set_right(school, sent_at, day):
    player = school.student()
    school.did(player, "video_watch", "2026-11-19T12:00:00Z", sent_at=sent_at)
    kept = db.session.scalars(
        sa.select(DayFigures.day).where(DayFigures.student_id == player.student_id)
    ).all()
    assert kept == [day]


def test_an_activity_from_the_future_is_of_now(school):
    player = school.student()
    school.did(player, "video_watch", "2027-01-01T00:00:00Z")
    assert seconds_by_day(player).keys() == {"11-20"}
