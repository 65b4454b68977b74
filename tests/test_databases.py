"""One model set on three databases: the same answers on each (SQLite, MariaDB, PostgreSQL)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import IntegrityError

from tests.conftest import PASSWORD, join, knots
from tests.histories import a_student
from tests.one_stage import browser_of
from webapp import accounts, analytics, courses
from webapp.accounts import Role, User
from webapp.analytics.models import DayFigures
from webapp.core.errors import Invalid
from webapp.core.stores import Base, db
from webapp.courses.models import Course, CourseFile, Enrollment, EnrollmentStatus, Unit
from webapp.flow import commit
from webapp.tracking.intake import take_all
from webapp.tracking.models import ActivityRow, ViewDay

FOUR_BYTES = "Knoten 🪢 结 é e\u0301 \U0010ffff"


@pytest.fixture(scope="module")
def course_id(store):
    """Mira's course, in which students are enrolled one by one."""
    with store.app.app_context():
        course = knots(join("Mira", Role.mentor, by=join("Otto", Role.admin)))
        return course.id


@pytest.fixture
def ada(store, course_id):
    """A student of the course, new for each test."""
    student = db.session.get_one(User, a_student("Ada", "Africa/Lagos", store.time()))
    courses.enroll(student, db.session.get_one(Course, course_id))
    commit()
    yield student
    db.session.rollback()


def differences():
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": False}
        return compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)


def test_migrations_end_in_the_models(store):
    assert differences() == []


def test_an_instant_is_kept_to_the_microsecond(store, ada):
    for instant in (datetime(1999, 12, 31, 23, 59, 59, 999_999, UTC), datetime(2100, 1, 1, 0, 0, 0, 1, UTC)):
        ada.created_at = instant
        db.session.commit()
        db.session.expire_all()
        assert db.session.get_one(User, ada.id).created_at == instant


def test_a_text_of_a_megabyte_and_every_character_come_back(store, course_id):
    text = (FOUR_BYTES * 100_000)[:1_000_000]
    course = db.session.get_one(Course, course_id)
    course.summary, course.title = text, FOUR_BYTES
    db.session.commit()
    db.session.expire_all()
    course = db.session.get_one(Course, course_id)
    assert course.summary == text
    assert course.title == FOUR_BYTES
    course.summary, course.title = "", "Knots"
    db.session.commit()


def test_json_comes_back_as_it_was(store, ada):
    details = {"score": 1, "share": 33.3, "none": None, "is": True, FOUR_BYTES: [FOUR_BYTES, {"deep": []}]}
    values = {
        "event_id": "a" * 36,
        "type": "unit_view",
        "fingerprint": "",
        "sort_key": "",
        "at": store.time(),
    }
    values |= {
        "day": "2026-11-20",
        "is_from_server": False,
        "is_on_feed": False,
        "is_finish": False,
        "counts": True,
    }
    values |= {"received_at": store.time(), "clock": "ok", "details": details, "student_id": ada.id}
    db.session.execute(sa.insert(ActivityRow), [values])
    kept = db.session.scalars(sa.select(ActivityRow).where(ActivityRow.event_id == "a" * 36)).one()
    assert kept.details == details


def test_an_enumeration_is_kept_by_its_word(store, ada):
    raw = db.session.execute(sa.text("SELECT status FROM enrollments WHERE student_id = :id"), {"id": ada.id})
    assert raw.scalar() == "active"
    held = db.session.scalars(sa.select(Enrollment).where(Enrollment.student_id == ada.id)).one()
    assert held.status is EnrollmentStatus.active


@pytest.mark.parametrize(
    "other", ["ANN@example.org", "änn@example.org", "ann@example.org ", "ann@example.orɡ"]
)
def test_addresses_are_compared_letter_by_letter(store, course_id, other):
    find_or_make("ann@example.org")
    assert accounts.by_email(other) is None
    find_or_make(other)
    assert getattr(accounts.by_email("ann@example.org"), "email", None) == "ann@example.org"
    assert getattr(accounts.by_email(other), "email", None) == other


def find_or_make(email):
    if accounts.by_email(email) is None:
        db.session.add(
            User(name="Ann", email=email, password_hash="", time_zone="UTC", created_at=datetime.now(UTC))
        )
        db.session.commit()


def test_what_must_be_unique_is(store, ada):
    again = User(name="Ann", email=ada.email, password_hash="", time_zone="UTC", created_at=store.time())
    db.session.add(again)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_files_and_sources_are_told_apart_by_case(store, course_id):
    for name in ("A.png", "a.png", "ä.png", "a.png "):
        facts = {"key": "k", "media_type": "image/png", "size": 1}
        db.session.add(CourseFile(course_id=course_id, name=name, **facts))
    now = store.time()
    for key in ("course-v1:Knots+A", "course-v1:knots+a"):
        db.session.add(Course(title="Knots", source_key=key, created_at=now, updated_at=now))
    db.session.flush()
    found = db.session.scalars(sa.select(Course).where(Course.source_key == "course-v1:Knots+A")).all()
    assert len(found) == 1
    db.session.rollback()


def test_a_join_code_is_itself_alone(store, course_id):
    otto = db.session.scalars(sa.select(User).where(User.email == "otto@example.org")).one()
    made = accounts.create_cohort("Sailors", by=otto)
    made.join_code = "ABCDEFGH"
    db.session.commit()
    assert accounts.cohort_by_code("abcd-efgh") == made
    assert accounts.cohort_by_code("ÀBCDEFGH") is None
    with pytest.raises(Invalid):
        accounts.register(
            name="Ann", email="x@example.org", password=PASSWORD, time_zone="UTC", join_code="ÀBCDEFGH"
        )
    db.session.rollback()


@pytest.mark.parametrize(
    "path",
    [
        "/certificates/%00",
        "/join/%00",
        "/invitation/%00",
        "/reset/%00",
        "/courses/1/files/%00",
        "/courses/1/units/%00",
        "/activity?before=%00",
        "/admin/people?find=%00",
        "/admin/people?after=%00&role=%00",
        "/admin/people?after=99999999999999999999",
        "/sign-in?next=%00",
        "/join/%F0%9F%AA%A2",
        "/units/2147483647",
        "/units/2147483648",
        "/live?since=%00&see=%00",
    ],
)
def test_no_address_is_a_fault_of_ours(store, course_id, path):
    browser = browser_of(store.app, "otto@example.org")
    with browser.get(path) as answer:
        assert answer.status_code < 500


@pytest.mark.parametrize("id", [2**31 - 1, 2**31, 2**53 - 1])
def test_ids_that_no_row_can_have_are_not_open(store, ada, id):
    for place in ({"course_id": id}, {"module_id": id}, {"unit_id": id}):
        (result,) = take_all(ada, [{"activity_type": "unit_view", "unit_id": 1} | place])
        assert result.code == "forbidden"


def test_eight_at_once_lose_nothing_and_count_nothing_twice(store, ada, course_id):
    ben_id = a_student("Ben", "America/New_York", store.time())
    courses.enroll(db.session.get_one(User, ben_id), db.session.get_one(Course, course_id))
    commit()
    ada_id = ada.id
    units = list(db.session.scalars(sa.select(Unit.id).where(Unit.course_id == course_id)))
    db.session.remove()

    def send(hand):
        """Each sends every third event of a hundred, so that each event is sent by several; Ben's by two."""
        statuses = []
        with store.app.app_context():
            for start in range(0, 100, 10):
                numbers = [n for n in range(start, start + 10) if hand < 6 or n % 2]
                student = db.session.get_one(User, ada_id if hand < 6 else ben_id)
                answers = take_all(
                    student, [an_event(n, units) for n in numbers if (n + hand) % 3 or hand > 5]
                )
                commit()
                statuses += [answer.status for answer in answers]
                db.session.remove()
        return statuses

    with ThreadPoolExecutor(8) as hands:
        said = list(hands.map(send, range(8)))
    stored = [sum(status == "stored" for status in statuses) for statuses in said]
    assert (sum(stored[:6]), sum(stored[6:])) == (100, 50)
    assert all(set(statuses) <= {"stored", "duplicate"} for statuses in said)
    for student_id, videos, lessons in ((ada_id, 80, 2), (ben_id, 40, 1)):
        figures = analytics.figures(student_id)
        assert figures.learned_minutes == videos * 15 + lessons * 30
        assert figures.average_progress == (lessons + 1) * 20
        assert figures.active_seconds == 60 * (100 if student_id == ada_id else 50)
        days = db.session.scalars(sa.select(DayFigures).where(DayFigures.student_id == student_id)).all()
        assert sum(day.events for day in days) == videos + lessons + 1
    assert db.session.scalar(sa.select(sa.func.count()).where(ViewDay.student_id == ada_id)) == 100


def an_event(number, units):
    """Four videos to one of twenty claims that a lesson is finished; each measured a minute of its own."""
    hour, minute = divmod(number * 2, 60)
    said = {"event_id": f"00000000-0000-4000-8000-{number:012d}", "duration_seconds": 60}
    said["end_time"] = f"2026-11-20T{8 + hour:02}:{minute:02}:00Z"
    if number % 5:
        return said | {"activity_type": "video_watch", "unit_id": units[2]}
    return said | {"activity_type": "lesson_complete", "unit_id": units[number // 5 % 2]}


def test_down_and_up_again(store):
    """Last, since it empties the database."""
    db.session.remove()
    downgrade(revision="base")
    left = set(sa.inspect(db.engine).get_table_names())
    assert left <= {"alembic_version"}
    upgrade()
    assert differences() == []
