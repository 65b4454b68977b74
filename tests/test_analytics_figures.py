"""The figures of contract section 3, each by a table worked out by hand."""

import itertools
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from webapp import analytics
from webapp.analytics.models import DayFigures
from webapp.analytics.streaks import streak as streak_of
from webapp.analytics.weeks import week
from webapp.analytics.years import heat_map
from webapp.core.stores import db
from webapp.courses.models import Course, Enrollment, EnrollmentStatus, Unit
from webapp.flow import commit
from webapp.tracking.models import ActivityRow

FRIDAY = date(2026, 11, 20)


def days(player):
    """The days that have learning on them."""
    found = sa.select(DayFigures.day).where(
        DayFigures.student_id == player.student_id, DayFigures.learning > 0
    )
    return sorted(db.session.scalars(found))


def figures(player):
    return analytics.figures(player.student_id)


@pytest.mark.parametrize(
    ("zone", "last", "first", "day"),
    [
        ("UTC", "2026-11-20T23:59:59.999999Z", "2026-11-21T00:00:00Z", "2026-11-20"),
        ("Africa/Lagos", "2026-11-20T22:59:59Z", "2026-11-20T23:00:00Z", "2026-11-20"),
        ("America/New_York", "2026-11-21T04:59:59Z", "2026-11-21T05:00:00Z", "2026-11-20"),
        ("America/New_York", "2026-07-21T03:59:59Z", "2026-07-21T04:00:00Z", "2026-07-20"),
        ("Pacific/Kiritimati", "2026-11-20T09:59:59Z", "2026-11-20T10:00:00Z", "2026-11-20"),
        ("Pacific/Apia", "2026-11-20T10:59:59Z", "2026-11-20T11:00:00Z", "2026-11-20"),
        ("Australia/Lord_Howe", "2026-11-20T12:59:59Z", "2026-11-20T13:00:00Z", "2026-11-20"),
        ("Australia/Lord_Howe", "2026-07-20T13:29:59Z", "2026-07-20T13:30:00Z", "2026-07-20"),
        # The clocks go forward and back: days of 23 and 25 hours, on Lord Howe of 23.5 and 24.5.
        ("America/New_York", "2026-03-08T04:59:59Z", "2026-03-08T05:00:00Z", "2026-03-07"),
        ("America/New_York", "2026-03-09T03:59:59Z", "2026-03-09T04:00:00Z", "2026-03-08"),
        ("America/New_York", "2026-11-01T03:59:59Z", "2026-11-01T04:00:00Z", "2026-10-31"),
        ("America/New_York", "2026-11-02T04:59:59Z", "2026-11-02T05:00:00Z", "2026-11-01"),
        ("Australia/Lord_Howe", "2026-04-05T13:29:59Z", "2026-04-05T13:30:00Z", "2026-04-05"),
        ("Australia/Lord_Howe", "2026-10-04T12:59:59Z", "2026-10-04T13:00:00Z", "2026-10-04"),
        # Samoa never had 30 December 2011: the 29th ended where the 31st began.
        ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z", "2011-12-29"),
    ],
)
def test_a_day_ends_at_the_students_midnight(school, zone, last, first, day):
    school.time.set("2026-12-31T00:00:00Z")
    player = school.student(zone)
    school.did(player, "unit_view", last)
    assert days(player) == [day]
    school.did(player, "unit_view", first)
    assert len(days(player)) == 2


STREAKS = {
    "nothing yet": ([], 0, 0),
    "today": ([0], 1, 1),
    "yesterday, today is not over": ([1], 1, 1),
    "the day before yesterday": ([2], 0, 1),
    "three up to today": ([0, 1, 2], 3, 3),
    "three up to yesterday": ([1, 2, 3], 3, 3),
    "a gap before today": ([0, 2, 3], 1, 2),
    "over the weekend": ([0, 1, 2, 3, 4, 5, 6, 7], 8, 8),
    "a weekend left out": ([0, 1, 2, 3, 4, 7, 8], 5, 5),
    "the longest is past": ([0, 1, 5, 6, 7, 8], 2, 4),
    "every other day": ([0, 2, 4, 6], 1, 1),
    "long ago": ([100, 101, 102], 0, 3),
}


@pytest.mark.parametrize(("back", "current", "longest"), list(STREAKS.values()), ids=list(STREAKS))
def test_streaks_whatever_the_order_of_arrival(school, back, current, longest):
    orders = {tuple(back), tuple(reversed(back)), tuple(sorted(back, key=lambda day: (day % 2, day)))}
    for order in orders:
        player = school.student()
        school.learned(player, *(FRIDAY - timedelta(days=day) for day in order))
        assert (figures(player).learning_streak, figures(player).longest_streak) == (current, longest), order
        shown = streak_of(player.student_id)
        assert (shown.current, shown.longest, shown.today_counts) == (current, longest, 0 in back)
        assert [day.met for day in shown.chain] == [day in back for day in range(6, -1, -1)]


@pytest.mark.parametrize(
    ("today", "learned"),
    [
        ("2027-01-02", ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]),
        ("2028-03-01", ["2028-02-27", "2028-02-28", "2028-02-29", "2028-03-01"]),
        ("2027-03-01", ["2027-02-26", "2027-02-27", "2027-02-28", "2027-03-01"]),
        ("2027-03-16", ["2027-03-13", "2027-03-14", "2027-03-15", "2027-03-16"]),
        ("2026-11-03", ["2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03"]),
    ],
    ids=["a year", "29 February", "no 29 February", "the clocks go forward", "the clocks go back"],
)
def test_a_streak_goes_on_over(school, today, learned):
    school.time.set(f"{learned[0]}T10:00:00Z")
    player = school.student("America/New_York")
    school.time.set(f"{today}T22:00:00Z")
    for day in learned:
        school.did(player, "unit_view", f"{day}T20:00:00Z")
    assert figures(player).learning_streak == 4


def test_a_late_event_joins_two_runs(school):
    player = school.student()
    school.learned(player, *(FRIDAY - timedelta(days=day) for day in (1, 3, 4)))
    assert (figures(player).learning_streak, figures(player).longest_streak) == (1, 2)
    school.learned(player, FRIDAY - timedelta(days=2))
    assert (figures(player).learning_streak, figures(player).longest_streak) == (4, 4)


@pytest.mark.parametrize("kind", ["profile_view", "profile_refresh"])
def test_looking_at_oneself_is_no_learning(school, kind):
    player = school.student()
    school.learned(player, FRIDAY - timedelta(days=2))
    school.did(player, kind, "2026-11-19T12:00:00Z", unit_id=None)
    assert figures(player).learning_streak == 0
    assert week(player.student_id).days[-2].events == 1
    school.learned(player, FRIDAY)
    assert figures(player).learning_streak == 1


def test_days_stay_as_they_were_counted_when_the_zone_changes(school):
    school.time.set("2026-11-20T09:00:00Z")
    player = school.student("Pacific/Kiritimati")
    school.time.set("2026-11-20T10:30:00Z")
    school.did(player, "unit_view", "2026-11-20T09:30:00Z")
    school.did(player, "unit_view", "2026-11-20T10:15:00Z")
    assert days(player) == ["2026-11-20", "2026-11-21"]
    player.move("Pacific/Honolulu")
    school.did(player, "unit_view", "2026-11-20T10:20:00Z")
    assert days(player) == ["2026-11-20", "2026-11-21"]
    assert figures(player).learning_streak == 1  # today is the 20th again
    school.time.set("2026-11-21T20:00:00Z")
    assert figures(player).learning_streak == 2


@pytest.mark.parametrize("order", list(itertools.permutations(["2026-11-17", "2026-11-18", "2026-11-19"])))
def test_a_lesson_counts_on_its_earliest_day_only(school, order):
    player = school.student()
    for day in order:
        school.did(player, "lesson_complete", f"{day}T10:00:00Z", unit_id=school.loops)
    shown = {str(day.day): (day.events, day.minutes) for day in week(player.student_id).days}
    assert shown["2026-11-17"] == (1, 30)
    assert shown["2026-11-18"] == shown["2026-11-19"] == (0, 0)
    assert figures(player).hours_learned == 0.5
    assert figures(player).average_progress == 20


def test_nominal_hours(school):
    player = school.student()
    table = [("lesson_complete", 0.5), ("video_watch", 0.25), ("course_view", 1 / 6), ("unit_view", 0)]
    total = 0.0
    for kind, hours in table:
        school.did(player, kind, "2026-11-20T10:00:00Z")
        total += hours
        assert figures(player).hours_learned == pytest.approx(total)


def test_the_week_is_the_last_seven_local_days(school):
    school.time.set("2026-11-01T00:00:00Z")
    player = school.student("America/New_York")
    school.time.set("2026-11-21T03:00:00Z")  # the evening of the 20th in New York
    school.did(player, "lesson_complete", "2026-11-14T04:59:59Z", unit_id=school.loops)  # the 13th: too old
    school.did(player, "lesson_complete", "2026-11-14T05:00:00Z", unit_id=school.bends)  # the 14th: the first
    school.did(player, "video_watch", "2026-11-18T12:00:00Z", duration_seconds=125)
    school.did(player, "video_watch", "2026-11-18T15:00:00Z")
    school.did(player, "course_view", "2026-11-21T02:00:00Z")
    shown = week(player.student_id)
    assert [(f"{day.day:%d}", day.events, day.minutes, day.active_minutes) for day in shown.days] == [
        ("14", 1, 30, 0),
        ("15", 0, 0, 0),
        ("16", 0, 0, 0),
        ("17", 0, 0, 0),
        ("18", 2, 30, 2),
        ("19", 0, 0, 0),
        ("20", 1, 10, 0),
    ]
    assert shown.previous_minutes == 30
    assert (shown.minutes, shown.active_minutes, shown.days[-1].is_today) == (70, 2, True)


@pytest.mark.parametrize(
    ("now", "zone", "first", "today"),
    [
        ("2026-11-20T14:00:00Z", "UTC", "2025-11-17", "2026-11-20"),
        ("2026-11-16T00:00:00Z", "UTC", "2025-11-17", "2026-11-16"),
        ("2026-11-22T23:59:59Z", "UTC", "2025-11-17", "2026-11-22"),
        ("2026-11-22T23:59:59Z", "Africa/Lagos", "2025-11-24", "2026-11-23"),
        ("2027-01-01T12:00:00Z", "UTC", "2025-12-29", "2027-01-01"),
        ("2028-12-31T12:00:00Z", "UTC", "2027-12-27", "2028-12-31"),
        ("2026-03-09T03:30:00Z", "America/New_York", "2025-03-03", "2026-03-08"),
        ("2026-11-02T04:30:00Z", "America/New_York", "2025-10-27", "2026-11-01"),
    ],
)
def test_the_year_is_53_weeks_that_begin_on_monday(school, now, zone, first, today):
    school.time.set("2024-01-01T00:00:00Z")
    player = school.student(zone)
    school.time.set(now)
    school.did(player, "video_watch", f"{first}T12:00:00Z")
    before = date.fromisoformat(first) - timedelta(days=1)
    school.did(player, "video_watch", f"{before}T12:00:00Z")
    shown = heat_map(player.student_id)
    cells = [cell for column in shown.weeks for cell in column]
    seen = [cell for cell in cells if cell]
    assert (len(shown.weeks), len(cells)) == (53, 371)
    assert (str(seen[0].day), seen[0].minutes, str(seen[-1].day)) == (first, 15, today)
    assert all(cell is None for cell in cells[len(seen) :])
    assert sum(cell.minutes for cell in seen) == 15
    assert (shown.active_days, shown.days) == (1, len(seen))
    assert sum(month.span for month in shown.months) == 53
    assert all(later.day - cell.day == timedelta(days=1) for cell, later in itertools.pairwise(seen))


@pytest.mark.parametrize(
    ("kinds", "level"),
    [
        (["profile_view"], 0),
        (["unit_view"], 1),
        (["course_view"], 1),
        (["course_view", "course_view"], 1),
        (["lesson_complete"], 2),
        (["lesson_complete", "video_watch"], 3),
        (["lesson_complete", "video_watch", "video_watch"], 3),
        (["lesson_complete", "video_watch", "video_watch", "course_view"], 4),
    ],
)
def test_how_dark_a_day_is(school, kinds, level):
    player = school.student()
    for kind in kinds:
        school.did(player, kind, "2026-11-18T12:00:00Z")
    cell = heat_map(player.student_id).weeks[-1][2]
    assert cell is not None
    assert (str(cell.day), cell.events, cell.level) == ("2026-11-18", len(kinds), level)


@pytest.mark.parametrize(
    ("progress", "average"),
    [
        ([], 0),
        ([0], 0),
        ([100], 100),
        ([33, 34], 34),
        ([20, 25], 23),
        ([0, 0, 1], 0),
        ([0, 1, 1], 1),
        ([50, None], 50),
    ],
)
def test_average_progress_is_the_mean_of_open_courses(school, progress, average):
    player = school.student(courses=len(progress))
    held = db.session.scalars(sa.select(Enrollment).where(Enrollment.student_id == player.student_id))
    for enrollment, percent in zip(held.all(), progress, strict=True):
        enrollment.progress = percent or 0
        if percent is None:
            enrollment.status = EnrollmentStatus.dropped
    commit()
    assert figures(player).average_progress == average


def test_enrolling_counts_once_however_often(school):
    player = school.student(courses=0)
    course_id = school.courses[0]
    for _ in range(2):
        player.enroll(course_id)
        player.enroll(course_id)
        assert figures(player).enrolled_courses == 1
        player.leave(course_id)
        assert figures(player).enrolled_courses == 0
    logged = sa.select(sa.func.count()).where(
        ActivityRow.student_id == player.student_id, ActivityRow.type == "course_enroll"
    )
    assert db.session.scalar(logged) == 1


def test_completing_a_course_moves_it_over_and_gives_one_certificate(school):
    player = school.student(courses=2)
    units = db.session.scalars(
        sa.select(Unit.id).where(Unit.course_id == school.courses[0]).order_by(Unit.id)
    ).all()
    for unit_id in [*units, *units]:
        player.finish(unit_id, number=unit_id * 2 + 1)
    shown = figures(player)
    assert (shown.enrolled_courses, shown.completed_courses, shown.certificates) == (1, 1, 1)
    assert shown.average_progress == 50
    assert db.session.get_one(Course, school.courses[0]).title == "Knots"
