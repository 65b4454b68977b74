"""What every `ActivityLog` promises, as a suite: a class of tests that is given a log.

A subclass has a fixture `log` (one store for all its tests) and `kept` (makes what was written durable). Students are
only numbers to a log, so each test has new ones.
"""

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from webapp.core import clock
from webapp.tracking.activity import Activity, DayTally, Snapshot, UnitFinish
from webapp.tracking.kinds import ActivityType

START = datetime(2026, 11, 16, 8, 0, 0, 123_456, tzinfo=UTC)
_students = itertools.count(1000)


def an_activity(student: int, kind: str = "unit_view", *, hours: float = 0, **more: Any) -> Activity:
    at = START + timedelta(hours=hours)
    usual: dict[str, Any] = {
        "student_id": student,
        "event_id": str(uuid.uuid4()),
        "type": ActivityType(kind),
        "at": at,
        "day": clock.local_day(at, "Africa/Lagos").isoformat(),
        "is_from_server": False,
        "is_finish": kind == "lesson_complete",
        "received_at": at + timedelta(seconds=1),
    }
    return Activity(**usual | more)


def a_snapshot(student: int, view: str, seconds: int, *, hours: float = 0, **more: Any) -> Snapshot:
    at = START + timedelta(hours=hours)
    usual: dict[str, Any] = {
        "student_id": student,
        "view_id": view,
        "day": clock.local_day(at, "Africa/Lagos").isoformat(),
        "began_at": at - timedelta(seconds=seconds),
        "at": at,
        "active_ms": seconds * 1000,
    }
    return Snapshot(**usual | more)


class ActivityLogContract:
    """Append-only, idempotent, and the same whatever the order of arrival."""

    @pytest.fixture
    def ada(self):
        return next(_students)

    @pytest.fixture
    def ben(self):
        return next(_students)

    def test_what_is_appended_is_kept_as_it_was(self, log, kept, ada):
        details = {"unit_title": "Knoten 🪢", "scroll_depth": 33.3, "total": 4}
        place = {"course_id": 1, "module_id": 2, "unit_id": 3}
        told = an_activity(
            ada, "video_watch", duration_seconds=12.5, details=details, clock="shifted", **place
        )
        assert log.append([told]) == ["stored"]
        kept()
        assert log.page(ada) == [told]

    def test_a_repeat_is_a_duplicate_and_another_deed_a_conflict(self, log, kept, ada):
        told = an_activity(ada, unit_id=3)
        other = an_activity(ada, "video_watch", unit_id=3, event_id=told.event_id)
        later = an_activity(ada, hours=30, unit_id=3, event_id=told.event_id)
        assert log.append([told, told, other]) == ["stored", "duplicate", "conflict"]
        kept()
        assert log.append([later, other]) == ["duplicate", "conflict"]
        kept()
        assert log.tallies(ada, log.all_days(ada)) == {"2026-11-16": DayTally(events=1, learning=1)}

    def test_ids_are_the_students_own(self, log, kept, ada, ben):
        theirs = an_activity(ada)
        assert log.append([theirs]) == ["stored"]
        assert log.append([an_activity(ben, "video_watch", event_id=theirs.event_id)]) == ["stored"]
        kept()
        assert log.tallies(ben, ["2026-11-16"])["2026-11-16"].videos == 1
        assert log.tallies(ada, ["2026-11-16"])["2026-11-16"].videos == 0

    @pytest.mark.parametrize("order", list(itertools.permutations([0, 24, 48])))
    def test_a_lesson_counts_at_its_earliest(self, log, kept, ada, order):
        for hours in order:
            log.append([an_activity(ada, "lesson_complete", hours=hours, unit_id=3)])
            kept()
        tallies = log.tallies(ada, log.all_days(ada))
        assert {day: tally.lessons for day, tally in tallies.items() if tally.events} == {"2026-11-16": 1}
        assert [activity.at for activity in log.page(ada)] == [START]
        assert log.finishes(ada) == [UnitFinish(unit_id=3, at=START)]

    def test_at_the_same_instant_the_id_decides(self, log, kept, ada):
        claims = [an_activity(ada, "lesson_complete", unit_id=3) for _ in range(3)]
        for claim in claims:
            log.append([claim])
        kept()
        assert [activity.event_id for activity in log.page(ada)] == [min(claim.event_id for claim in claims)]

    def test_what_a_rejected_or_repeated_activity_measured_is_not_kept(self, log, kept, ada):
        view = str(uuid.uuid4())
        told = an_activity(ada, measured=a_snapshot(ada, view, 60))
        again = an_activity(ada, event_id=told.event_id, measured=a_snapshot(ada, view, 600))
        other = an_activity(ada, "video_watch", event_id=told.event_id, measured=a_snapshot(ada, view, 900))
        log.append([told, again, other])
        kept()
        assert log.tallies(ada, ["2026-11-16"])["2026-11-16"].active_ms == 60_000

    @pytest.mark.parametrize("order", list(itertools.permutations([30, 60, 90])))
    def test_a_view_is_where_it_was_furthest(self, log, kept, ada, order):
        view = str(uuid.uuid4())
        for seconds in order:
            log.merge_views([a_snapshot(ada, view, seconds, hours=seconds / 3600)])
            kept()
        assert log.tallies(ada, ["2026-11-16"])["2026-11-16"].active_ms == 90_000

    def test_a_view_adds_to_a_later_day_only_what_is_new(self, log, kept, ada):
        view = str(uuid.uuid4())
        log.merge_views([a_snapshot(ada, view, 60), a_snapshot(ada, view, 100, hours=24)])
        kept()
        tallies = log.tallies(ada, ["2026-11-16", "2026-11-17"])
        assert {day: tally.active_ms for day, tally in tallies.items()} == {
            "2026-11-16": 60_000,
            "2026-11-17": 40_000,
        }

    def test_which_days_an_intake_touches(self, log, kept, ada, ben):
        view = str(uuid.uuid4())
        first, second = an_activity(ada), an_activity(ada, hours=24)
        claim = an_activity(ada, "lesson_complete", hours=48, unit_id=3)
        log.append([first, second, claim, an_activity(ben, "lesson_complete", hours=96, unit_id=3)])
        log.merge_views([a_snapshot(ada, view, 60, hours=72), a_snapshot(ben, view, 60, hours=120)])
        kept()
        assert log.days_of(ada, [first.event_id], [], []) == {"2026-11-16"}
        assert log.days_of(ada, [second.event_id], [3], []) == {"2026-11-17", "2026-11-18"}
        assert log.days_of(ada, [], [4], [view]) == {"2026-11-19"}
        assert log.days_of(ada, [], [], []) == set()
        assert log.all_days(ada) == ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"]

    def test_finishes_are_the_earliest_of_each_unit(self, log, kept, ada):
        log.append(
            [
                an_activity(ada, "video_watch", hours=2, unit_id=5, is_finish=True),
                an_activity(ada, "lesson_complete", hours=1, unit_id=5),
                an_activity(ada, "unit_view", unit_id=5),
                an_activity(ada, "quiz_complete", hours=3, unit_id=4, is_finish=True),
            ]
        )
        kept()
        four = UnitFinish(unit_id=4, at=START + timedelta(hours=3))
        five = UnitFinish(unit_id=5, at=START + timedelta(hours=1))
        assert log.finishes(ada) == [four, five]
        assert log.finishes(ada, [5, 6]) == [five]
        assert log.finishes(ada, []) == []

    def test_pages_go_back_without_a_gap_even_at_one_instant(self, log, kept, ada, ben):
        told = [an_activity(ada, "video_watch", hours=n // 4) for n in range(23)]
        log.append([*told, an_activity(ada, "login", hours=9), an_activity(ben, "video_watch", hours=1)])
        kept()
        seen, before = [], ""
        while page := log.page(ada, before=before, limit=5):
            seen += page
            before = page[-1].sort_key
        assert seen == sorted(told, key=lambda activity: activity.sort_key, reverse=True)

    def test_everybody_who_has_anything(self, log, kept, ada, ben):
        log.append([an_activity(ada)])
        log.merge_views([a_snapshot(ben, str(uuid.uuid4()), 30)])
        kept()
        assert {ada, ben} <= set(log.students())
        assert next(_students) not in set(log.students())

    def test_nothing_is_nothing(self, log, ada):
        assert log.append([]) == []
        log.merge_views([])
        assert log.page(ada) == []
        assert log.all_days(ada) == []
        assert log.tallies(ada, ["2026-11-16"]) == {}
        assert log.tallies(ada, []) == {}
        assert log.finishes(ada) == []
