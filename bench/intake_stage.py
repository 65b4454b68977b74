"""The school that batches are sent to, and a log that is filled to a size: mostly by students who send nothing now."""

import http.client
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from argon2 import PasswordHasher

from bench.mongodb_peer import Peer
from tests.conftest import PASSWORD, join
from tests.serving import Served
from tests.staging import backstage
from webapp import accounts, courses, tracking
from webapp.accounts import Role, passwords
from webapp.analytics.projection import project_days
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import Course, Module, Unit, UnitKind
from webapp.flow import commit
from webapp.tracking import ActivityType
from webapp.tracking.activity import Activity, Snapshot

LESSONS = 40
OTHERS = 1_000
AT_ONCE = 2_000
PER_DAY = 60


@dataclass
class School:
    """A course, and students who are signed in."""

    course_id: int = 0
    lessons: list[int] = field(default_factory=list)
    film: int = 0
    students: list[int] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)
    filled: int = 0


def set_up(site: Served, senders: int) -> School:
    """One course of forty lessons and a film, a mentor, and so many students in it."""
    usual, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    try:
        with backstage(site):
            school = a_school(senders)
    finally:
        passwords._hasher = usual
    for number in range(senders):
        school.cookies.append(_sign_in(site, f"ada{number}@example.org"))
    return school


def a_school(senders: int) -> School:
    """The same on the database at hand, with nobody signed in."""
    school = School()
    otto = join("Otto", Role.admin)
    mira = join("Mira", Role.mentor, by=otto)
    now = clock.now()
    course = Course(title="Knots", is_published=True, created_at=now, updated_at=now, teachers=[mira])
    module = Module(title="All", position=1)
    course.modules = [module]
    db.session.add(course)
    db.session.flush()
    for place in range(LESSONS + 1):
        kind = UnitKind.video if place == LESSONS else UnitKind.lesson
        module.units.append(
            Unit(course_id=course.id, position=place, kind=kind, title=f"Part {place}", body=".")
        )
    commit()
    for number in range(senders):
        student = join(f"Ada{number}")
        accounts.assign_mentor(student, mira, by=otto)
        courses.enroll(student, course)
        commit()
        school.students.append(student.id)
    school.course_id = course.id
    *school.lessons, school.film = [unit.id for unit in module.units]
    return school


def fill(site: Served, school: School, number: int) -> None:
    """So many activities more, and a view for every tenth; sixty a day of each student, the last ones yesterday."""
    peer = Peer.at(site.environment.get("MONGODB_URI", ""))
    append = peer.load if peer else _append
    with backstage(site):
        per_student = number // (OTHERS + len(school.students))
        days: set[str] = set()
        for place, student_id in enumerate([*school.students, *range(10**6, 10**6 + OTHERS)]):
            rest = number - per_student * (OTHERS + len(school.students)) if place == 0 else 0
            for start in range(0, per_student + rest, AT_ONCE):
                size = min(AT_ONCE, per_student + rest - start)
                some = [_activity(school, student_id, school.filled + start + n) for n in range(size)]
                append(some, [_view(one) for one in some[::10]])
                if place < len(school.students):
                    days |= {one.day for one in some}
            if place % 50 == 0:
                commit()
        commit()
        for student_id in school.students:
            project_days(student_id, days)
        commit()
        school.filled += per_student + 1


def _append(activities: list[Activity], views: list[Snapshot]) -> None:
    tracking.log().append(activities, views)


def _activity(school: School, student_id: int, number: int) -> Activity:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    at = (
        midnight
        - timedelta(days=1 + number // PER_DAY)
        + timedelta(minutes=20 * (number % PER_DAY), seconds=1)
    )
    return Activity(
        student_id=student_id,
        event_id=str(uuid.uuid4()),
        type=ActivityType.course_view if number % 8 == 0 else ActivityType.unit_view,
        at=at,
        day=at.date().isoformat(),
        is_from_server=False,
        course_id=school.course_id,
        unit_id=school.lessons[number % len(school.lessons)],
        received_at=at,
        details={"unit_title": "Part 1", "course_title": "Knots", "scroll_depth": 75.5},
    )


def _view(activity: Activity) -> Snapshot:
    return Snapshot(
        student_id=activity.student_id,
        view_id=str(uuid.uuid4()),
        day=activity.day,
        began_at=activity.at,
        at=activity.at + timedelta(minutes=5),
        active_ms=250_000,
        seen_at=activity.at,
        received_at=activity.at + timedelta(minutes=5),
        unit_id=activity.unit_id,
    )


def _sign_in(site: Served, email: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", "/sign-in", urlencode({"email": email, "password": PASSWORD}), headers)
    answer = connection.getresponse()
    assert answer.status == http.HTTPStatus.SEE_OTHER, answer.read()
    connection.close()
    return str(answer.headers["Set-Cookie"]).partition(";")[0]
