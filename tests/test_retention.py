"""Where the log is kept for a time only, what was counted stays, also through `flask rebuild`."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.histories import Player, a_student, ground_of
from webapp import analytics, tracking
from webapp.analytics.models import Achievement, DayFigures, StudentFigures
from webapp.core.stores import db
from webapp.flow import commit
from webapp.settings import Settings
from webapp.tracking import log


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path, throttle="off", log_kept_days=60)


@pytest.fixture
def player(course, time):
    ground = ground_of([course])
    made = Player(a_student("Cleo", "UTC", time()), ground, time)
    made.enroll(course.id)
    return made


def learn(player, days):
    """A lesson again and again, a video, and ten minutes, on each of these days in turn."""
    for _ in range(days):
        place = {"unit_id": player.ground.units[0], "minutes_ago": 0}
        watch = {"activity_type": "video_watch", "unit_id": player.ground.units[2], "minutes_ago": 0}
        number = f"{player.time():%Y%m%d}"
        player.batch(
            [
                {
                    "activity_type": "lesson_complete",
                    "event_id": f"00000000-0000-4000-8000-0000{number}",
                    **place,
                },
                {"event_id": f"00000000-0000-4000-9000-0000{number}", "duration_seconds": 600, **watch},
            ]
        )
        player.time.forward(days=1)


def retire():
    """As the ticker does it, until nothing is left to do."""
    gone = 0
    for _ in range(6):
        gone += tracking.retire()
        commit()
    return gone


def figures(player):
    db.session.expire_all()
    tables = (DayFigures, StudentFigures, Achievement)
    rows = [
        sorted(map(str, db.session.execute(sa.select(t.__table__).where(t.student_id == player.student_id))))
        for t in tables
    ]
    db.session.rollback()
    return rows


def test_what_is_retired_stays_counted(player, time):
    learn(player, 80)
    before = figures(player)
    assert retire() == 59
    first = (time() - timedelta(days=60)).date().isoformat()
    days = log().all_days(player.student_id)
    assert [day for day in days if day < first] == [
        "2026-11-20"
    ]  # the claim of the lesson, and the enrolment
    assert figures(player) == before
    analytics.rebuild()
    assert figures(player) == before


def test_a_lesson_of_long_ago_does_not_count_again(player, time):
    learn(player, 1)
    time.forward(days=200)
    retire()
    player.batch(
        [
            {
                "activity_type": "lesson_complete",
                "unit_id": player.ground.units[0],
                "minutes_ago": 0,
                "event_id": "00000000-0000-4000-a000-000000000001",
            }
        ]
    )
    assert analytics.figures(player.student_id).learned_minutes == 45


def test_a_late_word_of_a_retired_day_changes_nothing(player, time):
    learn(player, 3)
    time.forward(days=100)
    retire()
    before = figures(player)
    late = {"activity_type": "video_watch", "unit_id": player.ground.units[2], "minutes_ago": 101 * 24 * 60}
    player.batch([late | {"event_id": "00000000-0000-4000-a000-000000000002"}])
    assert figures(player) == before


def test_what_goes_on_after_it_counts_on(player, time):
    learn(player, 3)
    time.forward(days=100)
    retire()
    learn(player, 2)
    analytics.rebuild()
    found = analytics.figures(player.student_id)
    assert (found.learned_minutes, found.active_seconds) == (30 + 5 * 15, 5 * 600)
    assert (found.longest_streak, found.learning_streak) == (3, 2)


def test_a_crash_between_the_horizon_and_the_lines_is_harmless(player, time):
    learn(player, 3)
    time.forward(days=100)
    before = figures(player)
    tracking.retire()
    commit()  # the horizon is there; nothing is gone yet
    assert log().sizes_of(player.student_id) == (7, 3)
    analytics.rebuild()
    assert figures(player) == before


def test_without_the_setting_nothing_goes(app, player, time):
    app.extensions["settings"].log_kept_days = None
    learn(player, 3)
    time.forward(days=1000)
    assert retire() == 0
    assert tracking.horizon() is None


def test_nobody_keeps_less_than_two_months(tmp_path):
    with pytest.raises(ValueError, match="log_kept_days"):
        Settings(data_dir=tmp_path, log_kept_days=59)
