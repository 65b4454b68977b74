"""What leaderboards count is asked alike on every database."""

from datetime import date

import pytest
import sqlalchemy as sa

from tests.attending import opened
from tests.conftest import beacon, join
from webapp import accounts, analytics, attendance, courses
from webapp.accounts import Role, User
from webapp.analytics.boards import Group
from webapp.analytics.measures import Measure, Span, amounts, amounts_by_day
from webapp.attendance import MarkStatus
from webapp.core.stores import db
from webapp.flow import commit
from webapp.settings import Settings


@pytest.fixture
def settings(tmp_path, each_database_url):
    return Settings(data_dir=tmp_path, DATABASE_URL=each_database_url, throttle="off", session_idle_hours=400)


def test_every_measure_of_each_ones_own_last_seven_days_and_of_all_time(
    sign_in, enrolled, mira, course, units, time
):
    """A session and a lesson in the afternoon of the 20th; in Tokyo that was the 21st, and is still within the week."""
    eve = join("Eve", zone="Asia/Tokyo")
    courses.enroll(eve, course)
    commit()
    time.set("2026-11-20T16:00:00Z")  # in Tokyo the 21st
    session = opened(course, mira)
    for student in (enrolled, eve):
        attendance.set_mark(session, student.id, MarkStatus.present, by=mira)
    commit()
    for student in (enrolled, eve):
        done = beacon(sign_in(student), activity_type="lesson_complete", unit_id=units["Loops"].id)
        assert done.status_code < 300
    time.set("2026-11-27T12:00:00Z")
    students = sa.select(User.id).where(User.role == Role.student)
    for measure, amount in ((Measure.hours, 30), (Measure.lessons, 1), (Measure.sessions, 1)):
        assert amounts(measure, students, Span.week) == {eve.id: amount}
        assert amounts(measure, students, Span.all) == {enrolled.id: amount, eve.id: amount}
        assert amounts_by_day(measure, db.session.get_one(User, eve.id))[date(2026, 11, 21)] == amount


def test_boards_of_several_groups_at_once(otto, mira, course):
    """Five take part in the course, of whom three are in the cohort, too."""
    cohort = accounts.create_cohort("Sailors", by=otto)
    commit()
    for number in range(5):
        student = join(f"Student{number}")
        courses.enroll(student, course)
        analytics.take_part(student)
        if number < 3:
            accounts.join_cohort(student, cohort)
        commit()
    groups = analytics.groups_of(student)
    assert [group.kind for group in groups] == ["course"]
    both = [Group("cohort", cohort.id, "Sailors"), *groups, Group("course", 999, "None")]
    found = analytics.boards(db.session.get_one(User, mira.id), both, Span.week, whole=True)
    assert [(board.taking_part, len(board.places)) for board in found] == [(3, 0), (5, 5), (0, 0)]
