"""A lesson finished moves everything that follows from it."""

import uuid

from tests.conftest import beacon
from webapp import analytics, courses
from webapp.analytics.weeks import week
from webapp.core.stores import db


def test_a_lesson_finished_counts_half_an_hour_and_raises_progress(sign_in, enrolled, units, course):
    unit = units["Loops"]
    event = {"activity_type": "lesson_complete", "course_id": course.id, "unit_id": unit.id}
    assert beacon(sign_in(enrolled), event_id=str(uuid.uuid4()), **event).status_code == 201

    figures = analytics.figures(enrolled.id)
    assert figures.hours_learned == 0.5
    assert figures.learning_streak == 1
    enrollment = courses.enrollment_of(enrolled.id, course.id)
    assert enrollment is not None
    assert enrollment.progress == 20


def test_the_same_event_again_is_a_success_that_changes_nothing(sign_in, enrolled, units, course):
    event = {"activity_type": "video_watch", "unit_id": units["A bowline in slow motion"].id}
    browser, event_id = sign_in(enrolled), str(uuid.uuid4())
    answers = [beacon(browser, event_id=event_id, **event) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert [answer.json["status"] for answer in answers] == ["stored", "duplicate", "duplicate"]
    assert analytics.figures(enrolled.id).learned_minutes == 15


def test_a_lesson_counts_once_however_many_ids_claim_it(sign_in, enrolled, units):
    event = {"activity_type": "lesson_complete", "unit_id": units["Loops"].id}
    browser = sign_in(enrolled)
    for _ in range(3):
        assert beacon(browser, event_id=str(uuid.uuid4()), **event).status_code == 201
    assert analytics.figures(enrolled.id).learned_minutes == 30


def test_an_earlier_claim_that_arrives_late_moves_the_lesson_to_its_day(sign_in, enrolled, units):
    event = {"activity_type": "lesson_complete", "unit_id": units["Loops"].id}
    browser = sign_in(enrolled)
    beacon(browser, event_id=str(uuid.uuid4()), end_time="2026-11-20T10:00:00Z", **event)
    beacon(browser, event_id=str(uuid.uuid4()), end_time="2026-11-18T10:00:00Z", **event)
    minutes = {day.day.isoformat(): day.minutes for day in week(enrolled.id).days}
    assert minutes["2026-11-18"] == 30
    assert minutes["2026-11-20"] == 0


def test_what_is_looked_at_is_redrawn(sign_in, enrolled, units, looking):
    browser = sign_in(enrolled)
    see = looking(enrolled, f"ledger-{enrolled.id}", f"feed-{enrolled.id}")
    beacon(browser, activity_type="lesson_complete", unit_id=units["Loops"].id)
    drawn = see()
    while "<b>Loops</b>" not in drawn or f'hx-target="#ledger-{enrolled.id}"' not in drawn:
        drawn += see()  # which fails when nothing more comes


def test_a_rebuild_ends_in_the_same_rows(sign_in, enrolled, units):
    browser = sign_in(enrolled)
    for unit in units.values():
        beacon(browser, activity_type="lesson_complete", unit_id=unit.id, event_id=str(uuid.uuid4()))
    before = analytics.figures(enrolled.id)
    analytics.rebuild()
    db.session.expire_all()
    assert analytics.figures(enrolled.id) == before
