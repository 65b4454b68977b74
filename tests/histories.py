"""Random histories of students, and how they are played: through the intake and the actions, as requests do it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.conftest import Clock
from webapp import courses
from webapp.accounts import User
from webapp.core.stores import db
from webapp.courses import AssignmentSubmitted, LessonFinished, QuizMarked
from webapp.courses.models import Course, Unit, UnitKind
from webapp.flow import commit, record
from webapp.tracking.intake import take_all, take_heartbeat
from webapp.tracking.kinds import SERVER_ONLY, ActivityType

ZONES = [
    "UTC",
    "Africa/Lagos",
    "America/New_York",
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Australia/Lord_Howe",
]
TYPES = sorted(kind.value for kind in ActivityType if kind not in SERVER_ONLY)
LIKELY_TYPES = ["lesson_complete", "lesson_complete", "video_watch", "course_view", "unit_view", *TYPES]


@dataclass(frozen=True)
class Ground:
    """The courses there are, all published."""

    courses: list[int]
    units: list[int]

    @property
    def trodden(self) -> list[int]:
        """All units, the first ones more often: so that deeds meet."""
        return [*self.units[:2] * 6, *self.units[:5] * 2, *self.units]


def ground_of(made: Sequence[Course]) -> Ground:
    units = [unit.id for course in made for module in course.modules for unit in module.units]
    return Ground([course.id for course in made], units)


def claims(ground: Ground, ids: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """What a course page may say: over the last twelve days, mostly in whole half hours, to meet and to collide."""
    minutes_ago = st.integers(0, 24) | st.integers(0, 12 * 48).map(lambda halves: halves * 30)
    return st.fixed_dictionaries(
        {
            "activity_type": st.sampled_from(LIKELY_TYPES),
            "unit_id": st.sampled_from(ground.trodden),
            "event_id": ids,
            "minutes_ago": minutes_ago,
        },
        optional={
            "duration_seconds": st.integers(1, 7200),
            "has_start": st.booleans(),
            "view": st.integers(0, 3),
            "active_ms": st.integers(0, 7200).map(lambda seconds: seconds * 1000),
            "watched": st.integers(0, 100),
            "skew_minutes": st.sampled_from([0, 3, 60, -90, 60 * 24]),
        },
    )


def beats(ground: Ground) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "unit_id": st.sampled_from(ground.trodden),
            "minutes_ago": st.integers(-5, 60 * 48),
            "is_active": st.booleans(),
        },
        optional={
            "view": st.integers(0, 3),
            "active_ms": st.integers(0, 7200).map(lambda seconds: seconds * 1000),
        },
    )


@dataclass
class Player:
    """Plays what one student does."""

    student_id: int
    ground: Ground
    time: Clock

    @property
    def student(self) -> User:
        return db.session.get_one(User, self.student_id)

    def batch(self, said: Sequence[dict[str, Any]]) -> list[str]:
        answers = take_all(self.student, [self._event(claim) for claim in said])
        commit()
        assert not [answer for answer in answers if answer.code == "invalid"], answers
        return [answer.status for answer in answers]

    def beat(self, said: dict[str, Any]) -> None:
        course_id = db.session.get_one(Unit, said["unit_id"]).course_id
        beat = {"course_id": course_id, "unit_id": said["unit_id"], "is_active": said["is_active"]}
        beat["timestamp"] = self._before(said["minutes_ago"])
        if "view" in said:
            beat["view_id"] = self._view(said["view"])
        if "active_ms" in said:
            beat["active_ms"] = said["active_ms"]
        take_heartbeat(self.student, beat)
        commit()

    def finish(self, unit_id: int, *, minutes_ago: int = 0, number: int = 0) -> None:
        """Press Mark as done, pass a quiz or hand in work, whichever finishes that unit; if it is open to them."""
        unit = db.session.get_one(Unit, unit_id)
        at = self.time() - timedelta(minutes=minutes_ago)
        held = courses.enrollment_of(self.student_id, unit.course_id)
        if held is None or not held.is_open:
            return
        done: dict[str, Any] = {"student_id": self.student_id, "course_id": unit.course_id, "at": at}
        done |= {"module_id": unit.module_id, "unit_id": unit.id, "unit_kind": unit.kind.value}
        if unit.kind is UnitKind.quiz:
            record(
                QuizMarked(**done, attempt_id=number, score=number % 2, total=1, is_passed=number % 2 == 1)
            )
        elif unit.kind is UnitKind.assignment:
            record(AssignmentSubmitted(**done, submission_id=number))
        elif minutes_ago:
            record(LessonFinished(**done))
        else:
            courses.finish(unit, by=self.student)
        commit()

    def enroll(self, course_id: int) -> None:
        courses.enroll(self.student, db.session.get_one(Course, course_id))
        commit()

    def leave(self, course_id: int) -> None:
        held = courses.enrollment_of(self.student_id, course_id)
        if held is not None and held.is_open:
            courses.leave(self.student, db.session.get_one(Course, course_id))
            commit()

    def move(self, zone: str) -> None:
        self.student.time_zone = zone
        commit()

    def _event(self, claim: dict[str, Any]) -> dict[str, Any]:
        as_they_are = ("activity_type", "event_id", "unit_id", "duration_seconds", "active_ms")
        event = {name: claim[name] for name in as_they_are if name in claim}
        event["course_id"] = db.session.get_one(Unit, claim["unit_id"]).course_id
        event["end_time"] = self._before(claim["minutes_ago"])
        if "duration_seconds" in claim and claim.get("has_start"):
            event["start_time"] = self._before(claim["minutes_ago"] + claim["duration_seconds"] / 60)
        if "view" in claim:
            event["view_id"] = self._view(claim["view"])
        if "watched" in claim:
            event["engagement_metrics"] = {"video_watch_percentage": claim["watched"]}
        if "skew_minutes" in claim:
            event["sent_at"] = self._before(claim["skew_minutes"])
        return event

    def _before(self, minutes: float) -> str:
        return (self.time() - timedelta(minutes=minutes)).isoformat()

    def _view(self, number: int) -> str:
        return str(uuid.UUID(int=number, version=4))


def a_student(name: str, zone: str, at: datetime) -> int:
    """Somebody who never signs in."""
    user = User(
        name=name, email=f"{uuid.uuid4()}@example.org", password_hash="", time_zone=zone, created_at=at
    )
    db.session.add(user)
    commit()
    return user.id
