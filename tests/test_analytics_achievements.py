"""Achievements: declared rules over the figures, each dated by the day on which it came true."""

import pytest
import sqlalchemy as sa

from webapp.analytics import queries
from webapp.analytics.achievements import RULES
from webapp.analytics.models import Achievement
from webapp.core.stores import db
from webapp.courses.models import Unit


def unlocked(player):
    found = sa.select(Achievement).where(Achievement.student_id == player.student_id)
    return {row.key: row.unlocked_on[-5:] for row in db.session.scalars(found)}


def watched(school, player, day, number):
    for minute in range(number):
        school.did(player, "video_watch", f"2026-11-{day}T10:{minute:02}:00Z")


def test_nothing_is_unlocked_by_nothing(school):
    player = school.student()
    assert unlocked(player) == {}
    shown = queries.achievements(player.student_id)
    assert len(shown) == len(RULES)
    assert all(one.unlocked_on is None and one.value == 0 for one in shown)


def test_first_things(school):
    player = school.student()
    school.did(player, "lesson_complete", "2026-11-18T10:00:00Z", unit_id=school.loops)
    watched(school, player, 19, 1)
    assert unlocked(player) == {"first-lesson": "11-18", "first-video": "11-19"}


def test_a_late_event_moves_the_date_back(school):
    player = school.student()
    school.did(player, "lesson_complete", "2026-11-18T10:00:00Z", unit_id=school.loops)
    school.did(player, "lesson_complete", "2026-11-16T10:00:00Z", unit_id=school.bends)
    assert unlocked(player) == {"first-lesson": "11-16"}


@pytest.mark.parametrize(
    ("days", "unlocked_on"),
    [
        ([18, 19], None),
        ([18, 19, 20], "11-20"),
        ([14, 15, 16, 17, 20], "11-16"),
        ([10, 11, 13, 14, 12], "11-12"),
    ],
)
def test_three_days_in_a_row(school, days, unlocked_on):
    player = school.student()
    for day in days:
        school.did(player, "unit_view", f"2026-11-{day}T10:00:00Z")
    assert unlocked(player).get("three-days") == unlocked_on


def test_ten_hours_are_reached_on_the_day_that_fills_them(school):
    player = school.student()
    watched(school, player, 17, 20)
    watched(school, player, 19, 19)
    assert "ten-hours" not in unlocked(player)
    watched(school, player, 20, 1)
    assert unlocked(player)["ten-hours"] == "11-20"
    watched(school, player, 18, 5)
    assert unlocked(player)["ten-hours"] == "11-19"


def test_what_the_log_no_longer_bears_out_is_locked_again(school):
    player = school.student()
    for day in (17, 18):
        school.did(player, "unit_view", f"2026-11-{day}T10:00:00Z")
    school.did(player, "lesson_complete", "2026-11-19T10:00:00Z", unit_id=school.loops)
    assert unlocked(player)["three-days"] == "11-19"
    school.did(player, "lesson_complete", "2026-11-10T10:00:00Z", unit_id=school.loops)
    assert unlocked(player) == {"first-lesson": "11-10"}


def test_the_first_certificate(school):
    player = school.student("Pacific/Kiritimati")
    for unit_id in db.session.scalars(sa.select(Unit.id).where(Unit.course_id == school.courses[0])).all():
        player.finish(unit_id, number=unit_id * 2 + 1)
    assert unlocked(player)["first-certificate"] == "11-21"  # where it is tomorrow already


def test_progress_to_the_next(school):
    player = school.student()
    watched(school, player, 20, 2)
    shown = {one.key: one for one in queries.achievements(player.student_id)}
    assert shown["ten-hours"].value == 0.5
    assert shown["ten-hours"].unlocked_on is None
    assert next(iter(shown)) == "first-video"
