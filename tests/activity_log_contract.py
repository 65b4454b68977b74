"""What every `ActivityLog` promises, as a suite: a class of tests that is given a log.

A subclass has fixtures `log` (one store for all its tests), `kept` (makes what was written durable) and `known` (gives
these students an account, where the log asks for one). Students are only numbers to a log, so each test has new ones.
"""

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from webapp.core import clock
from webapp.tracking.activity import Activity, DayTally, Snapshot, UnitFinish, sort_key_at
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
        assert log.append([told]).answers == ["stored"]
        kept()
        assert log.page(ada) == [told]

    def test_a_repeat_is_a_duplicate_and_another_deed_a_conflict(self, log, kept, ada):
        told = an_activity(ada, unit_id=3)
        other = an_activity(ada, "video_watch", unit_id=3, event_id=told.event_id)
        later = an_activity(ada, hours=30, unit_id=3, event_id=told.event_id)
        assert log.append([told, told, other]).answers == ["stored", "duplicate", "conflict"]
        kept()
        assert log.append([later, other]).answers == ["duplicate", "conflict"]
        kept()
        assert log.tallies(ada, log.all_days(ada)) == {"2026-11-16": DayTally(events=1, learning=1)}

    def test_ids_are_the_students_own(self, log, kept, ada, ben):
        theirs = an_activity(ada)
        assert log.append([theirs]).answers == ["stored"]
        assert log.append([an_activity(ben, "video_watch", event_id=theirs.event_id)]).answers == ["stored"]
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
            log.append([], [a_snapshot(ada, view, seconds, hours=seconds / 3600)])
            kept()
        assert log.tallies(ada, ["2026-11-16"])["2026-11-16"].active_ms == 90_000

    def test_a_view_adds_to_a_later_day_only_what_is_new(self, log, kept, ada):
        view = str(uuid.uuid4())
        log.append([], [a_snapshot(ada, view, 60), a_snapshot(ada, view, 100, hours=24)])
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
        told = [first, second, claim, an_activity(ben, "lesson_complete", hours=96, unit_id=3)]
        assert log.append(told[:3]).days == {"2026-11-16", "2026-11-17", "2026-11-18"}
        log.append(told[3:])
        log.append([], [a_snapshot(ben, view, 60, hours=120)])
        assert log.append([], [a_snapshot(ada, view, 60, hours=72)]).days == {"2026-11-19"}
        kept()
        later = an_activity(ada, "lesson_complete", hours=144, unit_id=3)
        assert log.append([later]).days == {
            "2026-11-18",
            "2026-11-22",
        }  # the claim that counts is of another day
        other = an_activity(ada, "video_watch", event_id=first.event_id, hours=240)
        assert log.append([an_activity(ada, event_id=second.event_id, hours=240), other]).days == {
            "2026-11-17"
        }
        again = a_snapshot(ada, view, 90, hours=96)
        assert log.append([], [again]).days == {"2026-11-19", "2026-11-20"}
        kept()
        measured = an_activity(ada, event_id=first.event_id, measured=again)
        assert log.append([measured]).days == {"2026-11-16", "2026-11-19", "2026-11-20"}
        assert log.all_days(ada) == [f"2026-11-{day}" for day in (16, 17, 18, 19, 20, 22)]

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

    def test_what_is_measured_of_a_view_is_its_greatest(self, log, kept, ada):
        view = str(uuid.uuid4())
        some: dict[str, Any] = {
            "scroll_depth": 40.5,
            "interactions": 3,
            "played": "0-9",
            "video_seconds": 60.0,
            "unit_id": 3,
        }
        more: dict[str, Any] = {
            "scroll_depth": 20.0,
            "interactions": 7,
            "played": "5-14,30-39",
            "video_seconds": 60.5,
            "unit_id": 3,
        }
        heard: dict[str, Any] = {
            "seen_at": START - timedelta(hours=1),
            "received_at": START + timedelta(hours=1),
        }
        log.append([], [a_snapshot(ada, view, 30, **some, **heard)])
        kept()
        log.append([], [a_snapshot(ada, view, 20, **more), a_snapshot(ada, view, 20)])
        kept()
        (found,) = log.views_on(ada, ["2026-11-16"])
        assert found == a_snapshot(
            ada,
            view,
            30,
            **more | {"scroll_depth": 40.5, "played": "0-14,30-39"} | heard,
        )
        assert log.views_on(ada, ["2026-11-17"]) == []

    def test_a_video_is_what_was_played_of_it_in_all_views(self, log, kept, ada, ben):
        for student, played in ((ada, "0-29"), (ada, "20-49"), (ben, "50-59")):
            said: dict[str, Any] = {"played": played, "video_seconds": 59.5, "unit_id": 3}
            log.append([], [a_snapshot(student, str(uuid.uuid4()), 30, **said)])
        log.append([], [a_snapshot(ada, str(uuid.uuid4()), 30, unit_id=4)])
        kept()
        watched = log.watched(ada, [3, 4, 5])
        assert {unit: (video.played, video.percent) for unit, video in watched.items()} == {3: ("0-49", 83)}

    def test_nobody_is_active_for_longer_than_a_view_is_known(self, log, kept, ada):
        first, second = str(uuid.uuid4()), str(uuid.uuid4())
        known: dict[str, Any] = {"seen_at": START, "received_at": START + timedelta(minutes=3)}
        log.append([], [a_snapshot(ada, first, 7200, **known)])
        kept()
        assert log.tallies(ada, ["2026-11-16"])["2026-11-16"].active_ms == 5 * 60_000
        log.append(
            [], [a_snapshot(ada, first, 7200, seen_at=START - timedelta(minutes=10), received_at=START)]
        )
        kept()
        assert log.tallies(ada, ["2026-11-16"])["2026-11-16"].active_ms == 15 * 60_000
        log.append([], [a_snapshot(ada, second, 600, hours=1)])
        kept()
        assert log.tallies(ada, ["2026-11-16"])["2026-11-16"].active_ms == 25 * 60_000

    def test_what_counts_of_some_types(self, log, kept, ada, ben):
        told = [an_activity(ada, "lesson_complete", hours=n, unit_id=n % 3 + 1) for n in range(6)]
        views = [an_activity(ada, "unit_view", hours=n) for n in range(3)]
        log.append([*told, *views, an_activity(ben, "lesson_complete", unit_id=1)])
        kept()
        lessons = [ActivityType.lesson_complete]
        assert log.counted(ada, lessons) == told[2::-1]
        (newest, *_) = log.counted(ada, lessons, limit=1)
        assert log.counted(ada, lessons, before=newest.sort_key, limit=1) == [told[1]]
        assert log.counted(ada, [ActivityType.unit_view, *lessons]) == sorted(
            [*told[:3], *views], key=lambda one: one.sort_key, reverse=True
        )
        assert log.counted(ada, []) == []

    def test_old_days_can_be_retired(self, log, kept, ada, ben):
        for student in (ada, ben):
            log.append([an_activity(student, hours=24 * n) for n in range(4)])
            log.append([], [a_snapshot(student, str(uuid.uuid4()), 60, hours=24 * n) for n in range(4)])
        kept()
        left = 10**6
        while gone := log.retire("2026-11-18", 3):
            kept()
            assert gone <= 3
            left -= gone
        assert left <= 10**6 - 8
        for student in (ada, ben):
            assert log.all_days(student) == ["2026-11-18", "2026-11-19"]
            assert log.sizes_of(student) == (2, 2)

    def test_pages_of_many_go_back_without_a_gap(self, log, kept, known, ada, ben):
        cleo = next(_students)
        known(ada, ben, cleo)
        told = [an_activity(who, "video_watch", hours=n % 7) for n in range(12) for who in (ada, ben)]
        log.append([*told, an_activity(ada, "login"), an_activity(cleo, "course_view", hours=99)])
        kept()
        newest_first = sorted(told, key=lambda one: one.sort_key, reverse=True)
        paged, before = [], ""
        while page := log.page_of([ada, ben], before=before, limit=5):
            paged += page
            before = page[-1].sort_key
        assert paged == newest_first
        recent = [one for one in newest_first if one.at >= START + timedelta(hours=5)]
        assert log.page_of([ada, ben], since=sort_key_at(START + timedelta(hours=5)), limit=50) == recent
        assert log.page_of([ada, cleo], types={ActivityType.course_view})[0].student_id == cleo
        assert log.page_of([ada], types={ActivityType.course_view}) == []
        assert log.page_of([]) == []

    def test_how_much_was_done_in_each_minute(self, log, kept, known, ada, ben):
        known(ada, ben)
        log.append([an_activity(who, hours=n / 2) for n in range(4) for who in (ada, ben)])
        log.append([an_activity(ada, "login"), an_activity(next(_students)), an_activity(ada, hours=-2)])
        kept()
        first = int(START.timestamp()) // 60
        minutes = dict(log.per_minute([ada, ben], since=START - timedelta(hours=1)))
        assert sum(minutes.values()) == 9
        assert minutes == {first: 3, first + 30: 2, first + 60: 2, first + 90: 2}
        assert log.per_minute([], since=START) == {}

    def test_what_must_not_count_twice_outlives_retention(self, log, kept, ada):
        claim = an_activity(ada, "lesson_complete", unit_id=3)
        later = an_activity(ada, "lesson_complete", unit_id=3, hours=1)
        enrolment = an_activity(ada, "course_enroll", course_id=1)
        log.append([claim, later, enrolment, an_activity(ada, "video_watch", unit_id=4)])
        kept()
        while log.retire("2026-11-20", 100):
            kept()
        assert log.sizes_of(ada) == (2, 0)
        assert log.append([claim, enrolment]).answers == ["duplicate", "duplicate"]
        again = an_activity(ada, "lesson_complete", unit_id=3, hours=24 * 90)
        log.append([again])
        kept()
        assert log.tallies(ada, [again.day]) == {}

    def test_everybody_who_has_anything(self, log, kept, ada, ben):
        log.append([an_activity(ada)])
        log.append([], [a_snapshot(ben, str(uuid.uuid4()), 30)])
        kept()
        assert {ada, ben} <= set(log.students())
        assert next(_students) not in set(log.students())

    def test_who_is_forgotten_leaves_nothing_and_others_stay(self, log, kept, ada, ben):
        for student in (ada, ben):
            log.append([an_activity(student, "video_watch")])
            log.append([], [a_snapshot(student, str(uuid.uuid4()), 30)])
        kept()
        log.forget(ada)
        kept()
        assert (log.sizes_of(ada), log.sizes_of(ben)) == ((0, 0), (1, 1))
        assert log.all_days(ada) == []
        assert ada not in set(log.students())

    def test_nothing_is_nothing(self, log, ada):
        assert log.append([]).answers == []
        log.append([], [])
        assert log.page(ada) == []
        assert log.all_days(ada) == []
        assert log.tallies(ada, ["2026-11-16"]) == {}
        assert log.tallies(ada, []) == {}
        assert log.finishes(ada) == []
