"""A school that a test file shares, for figures worked out by hand: every student has days of their own."""

import uuid
from dataclasses import dataclass
from datetime import date

import pytest

from tests.conftest import Clock, join, knots
from tests.histories import Ground, Player, a_student, ground_of
from tests.one_stage import a_stage
from webapp.accounts import Role
from webapp.core.stores import db
from webapp.courses.models import Enrollment
from webapp.flow import commit
from webapp.tracking.intake import take_all


@dataclass
class School:
    """Three courses of five units, and as many students as are asked for, each with nothing on their days yet."""

    time: Clock
    ground: Ground
    courses: list[int]
    loops: int
    bends: int
    video: int

    def student(self, zone: str = "UTC", *, courses: int = 1) -> Player:
        player = Player(a_student("Ada", zone, self.time()), self.ground, self.time)
        for course_id in self.courses[:courses]:
            db.session.add(
                Enrollment(
                    student_id=player.student_id, course_id=course_id, progress=0, enrolled_at=self.time()
                )
            )
        commit()
        return player

    def did(self, player: Player, kind: str, at: str, **more: object) -> None:
        """The student did this at that time; without another word it is about the video of the first course."""
        event = {
            "activity_type": kind,
            "course_id": self.courses[0],
            "unit_id": self.video,
            "end_time": at,
            "event_id": str(uuid.uuid4()),
        } | more
        (result,) = take_all(player.student, [event])
        assert result.status == "stored", result
        commit()

    def learned(self, player: Player, *days: date) -> None:
        for day in days:
            self.did(player, "unit_view", f"{day}T12:00:00Z")


@pytest.fixture(scope="module")
def school_of_a_file(tmp_path_factory, blank_database):
    with a_stage(tmp_path_factory.mktemp("figures"), blank_database) as (_, time):
        mira = join("Mira", Role.mentor, by=join("Otto", Role.admin))
        made = [knots(mira) for _ in range(3)]
        ground = ground_of(made)
        loops, bends, video, *_ = ground.units
        yield School(time, ground, [course.id for course in made], loops, bends, video)


@pytest.fixture
def school(school_of_a_file):
    school_of_a_file.time.set("2026-11-20T14:00:00Z")
    return school_of_a_file
