"""Contract section 5, analytics: GET /api/analytics/<userId>; POST …/init; PATCH …/learning-hours, …/streak,
…/increment; POST …/weekly. Figures come from recorded facts; the writing calls are corrections.
"""

import pytest
import sqlalchemy as sa

from tests.conftest import beacon
from webapp import analytics
from webapp.audit import AuditLog
from webapp.core.stores import db

WHY = "Worked at the harbour without a connection."


@pytest.fixture
def ask(sign_in, mira, enrolled, units):
    """`ask("PATCH", "streak", …)` is Mira correcting Ada, who finished a lesson today; answers the figures then."""
    beacon(sign_in(enrolled), activity_type="lesson_complete", unit_id=units["Loops"].id)
    browser, student_id = sign_in(mira), enrolled.id

    def send(method, deed, status=200, **body):
        path = f"/api/analytics/{student_id}/{deed}"
        answer = browser.open(path, method=method, json={"reason": WHY} | body)
        assert answer.status_code == status, answer.text
        return answer.json

    return send


def test_figures_of_oneself_and_of_those_one_looks_after(sign_in, enrolled, mira, noor, ben, otto):
    own = sign_in(enrolled).get("/api/analytics/me").json
    assert (own["userId"], own["enrolledCourses"], own["corrections"]) == (enrolled.id, 1, [])
    for person in (mira, otto):
        assert sign_in(person).get(f"/api/analytics/{enrolled.id}").json == own
    for person in (ben, noor):
        assert sign_in(person).get(f"/api/analytics/{enrolled.id}").status_code == 403
        assert sign_in(person).get("/api/analytics/999999").status_code == 403


def test_learning_hours_are_added_to_a_day_with_author_and_reason(ask):
    told = ask("PATCH", "learning-hours", hours=1.5, day="2026-11-19")
    assert told["hoursLearned"] == 2
    assert [day["minutes"] for day in told["weekly"][-2:]] == [90, 30]
    (correction,) = told["corrections"]
    assert (correction["kind"], correction["amount"], correction["day"]) == ("minutes", 90, "2026-11-19")
    assert (correction["author"], correction["reason"]) == ("Mira", WHY)
    assert correction["createdAt"].startswith("2026-11-20T14:00:00")


def test_no_more_is_taken_away_than_there_is(ask):
    assert ask("PATCH", "learning-hours", hours=-3)["hoursLearned"] == 0
    assert ask("PATCH", "learning-hours", hours=3)["hoursLearned"] == 0.5


def test_a_day_is_said_to_count_and_the_streak_follows(ask):
    assert ask("PATCH", "streak", day="2026-11-19")["learningStreak"] == 2
    assert ask("PATCH", "streak", day="2026-11-18")["longestStreak"] == 3
    assert ask("PATCH", "streak", day="2026-11-19", counts=False)["learningStreak"] == 1


def test_increments_count_a_lesson_that_was_not_recorded(ask):
    told = ask("PATCH", "increment", figure="lessons", by=2)
    assert told["hoursLearned"] == 1.5
    assert ask("PATCH", "increment", figure="courseViews", by=-1)["hoursLearned"] == 1.5
    assert ask("PATCH", "increment", figure="lessons", by=-1)["hoursLearned"] == 1


def test_a_week_is_corrected_at_once(ask):
    days = [{"day": "2026-11-17", "minutes": 60}, {"day": "2026-11-18", "minutes": 30}]
    told = ask("POST", "weekly", status=201, days=days)
    assert [day["minutes"] for day in told["weekly"]][-4:] == [60, 30, 0, 30]
    assert told["hoursLearned"] == 2


def test_init_goes_back_to_what_was_recorded(ask):
    ask("PATCH", "learning-hours", hours=4)
    ask("PATCH", "streak", day="2026-11-19")
    told = ask("POST", "init", status=201)
    assert (told["hoursLearned"], told["learningStreak"]) == (0.5, 1)
    assert [one["kind"] for one in told["corrections"]] == ["init", "streak", "minutes"]
    assert [one["withdrawnAt"] is None for one in told["corrections"]] == [True, False, False]
    assert ask("PATCH", "learning-hours", hours=1)["hoursLearned"] == 1.5


def test_corrections_outlive_a_rebuild(ask, enrolled):
    ask("PATCH", "increment", figure="videos", by=1, day="2026-11-10")
    before = ask("PATCH", "learning-hours", hours=10, day="2026-11-12")
    student_id = enrolled.id
    analytics.rebuild()
    after = analytics.figures(student_id)
    assert after.hours_learned == before["hoursLearned"] == 10.75


def test_corrections_unlock_what_they_reach(ask):
    told = ask("PATCH", "learning-hours", hours=10, day="2026-11-12")
    assert {"key": "ten-hours", "unlockedOn": "2026-11-12"} in told["achievements"]


@pytest.mark.parametrize(
    ("method", "deed", "body", "path"),
    [
        ("PATCH", "learning-hours", {"hours": 0}, "hours"),
        ("PATCH", "learning-hours", {"hours": 25}, "hours"),
        ("PATCH", "learning-hours", {"hours": 1, "reason": ""}, "reason"),
        ("PATCH", "learning-hours", {"hours": 1, "day": "2026-11-22"}, "day"),
        ("PATCH", "learning-hours", {"hours": 1, "day": "1999-12-31"}, "day"),
        ("PATCH", "streak", {"counts": "yes"}, "counts"),
        ("PATCH", "increment", {"figure": "certificates", "by": 1}, "figure"),
        ("PATCH", "increment", {"figure": "lessons", "by": 0}, "by"),
        ("POST", "weekly", {"days": []}, "days"),
        ("POST", "weekly", {"days": [{"day": "2026-11-18", "minutes": 2000}]}, "days.0.minutes"),
        ("POST", "init", {"reason": None}, "reason"),
    ],
)
def test_what_breaks_its_rules_is_named(ask, method, deed, body, path):
    assert list(ask(method, deed, status=400, **body)["error"]["fields"]) == [path]


def test_students_correct_nothing_and_strangers_nobody(sign_in, ask, enrolled, noor):
    for person in (enrolled, noor):
        path = f"/api/analytics/{enrolled.id}/learning-hours"
        assert sign_in(person).patch(path, json={"hours": 1, "reason": WHY}).status_code == 403


def test_a_correction_stands_in_the_trail_and_on_the_profile(sign_in, ask, enrolled, mira):
    ask("PATCH", "learning-hours", hours=1.5, day="2026-11-19")
    rows = db.session.scalars(sa.select(AuditLog).where(AuditLog.kind == "corrections")).all()
    assert [(row.actor_id, row.deed) for row in rows] == [(mira.id, "created")]
    page = sign_in(enrolled).get("/").text
    counted = page.partition("How is this counted?")[2]
    for words in ("1 h 30 min more", "19 November 2026", WHY, "Mira"):
        assert words in counted


def test_the_student_hears_of_it_and_finds_a_line(heard, sign_in, ask, enrolled, ben):
    ask("PATCH", "learning-hours", hours=1)
    assert heard(enrolled)["analytics:updated"].facts["figures"]["hoursLearned"] == 1.5
    assert "notification:received" in heard(enrolled)
    assert "analytics:updated" not in heard(ben)
