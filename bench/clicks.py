"""A real class in the product: the OULAD course AAA, 2013J, student by student and click by click, as activities.

A click is a visit to a page of the course and nothing more: it is never turned into hours. Day 0 is the first day of
the course. The clicks are written by the log's own interface, and the figures are made from the log by the rebuild.
"""

import csv
import gzip
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC as ZONE
from datetime import date, datetime, time, timedelta
from pathlib import Path

from webapp import accounts, analytics, courses, tracking
from webapp.accounts import User
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import Course
from webapp.flow import commit
from webapp.tracking.activity import Activity
from webapp.tracking.kinds import ActivityType

START = date(2013, 10, 1)
"""Day 0."""
AT_ONCE = 5000
PASSWORD = "four quiet words here"

Show = Callable[[int, int], None]


@dataclass(frozen=True)
class Click:
    """One row of the file: a student on a page of the course, on a day."""

    number: int
    student: str
    site: str
    day: int


def results_in(path: Path) -> dict[str, str]:
    """How each student of the class ended: Distinction, Pass, Fail or Withdrawn."""
    with path.open(newline="") as file:
        return {row["student"]: row["result"] for row in csv.DictReader(file)}


def clicks_in(path: Path) -> Iterator[Click]:
    with gzip.open(path, "rt", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            yield Click(number, row["student"], row["site"], int(row["day"]))


def noon_of(day: int) -> datetime:
    return datetime.combine(START + timedelta(days=day), time(12), ZONE)


def enrol_class(
    names: Sequence[str], course: Course, cohort_id: int, mentor: User, show: Show
) -> dict[str, int]:
    """An account for each of them, in the course and the cohort, assigned to the mentor. Answers ids by name."""
    ids, course_id, mentor_id = {}, course.id, mentor.id
    for number, name in enumerate(names, 1):
        student = accounts.register(
            name=f"Student {name}", email=f"{name}@example.org", password=PASSWORD, time_zone="UTC"
        )
        commit()
        accounts.join_cohort(student, db.session.get_one(accounts.Cohort, cohort_id))
        student.mentor_id = mentor_id
        courses.enroll(student, db.session.get_one(Course, course_id))
        commit()
        ids[name] = student.id
        show(number, len(names))
    return ids


def record_clicks(clicks: Sequence[Click], ids: dict[str, int], course: Course, show: Show) -> None:
    """Write them to the log."""
    course_id, title = course.id, course.title
    for start in range(0, len(clicks), AT_ONCE):
        some = [
            _activity(click, ids[click.student], course_id, title)
            for click in clicks[start : start + AT_ONCE]
        ]
        tracking.log().append(some)
        commit()
        db.session.expunge_all()
        show(start + len(some), len(clicks))


def make_figures(show: Show) -> None:
    """From the log, as `flask rebuild` does it."""
    analytics.rebuild(show)


def _activity(click: Click, student_id: int, course_id: int, title: str) -> Activity:
    at = noon_of(click.day) + timedelta(seconds=click.number % 36_000)
    return Activity(
        student_id=student_id,
        event_id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"oulad {click.number}")),
        type=ActivityType.course_view,
        at=at,
        day=clock.local_day(at, "UTC").isoformat(),
        is_from_server=False,
        course_id=course_id,
        received_at=at,
        details={"course_title": title},
    )
