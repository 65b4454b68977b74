"""The cast and the stage. Ada and Ben are students, Mira is their mentor, Noor a mentor who has nothing to do with
them, Otto the admin. They come in through the product's own doors.
"""

from collections.abc import Callable, Iterator
from contextvars import Context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event as sa_event

from webapp import accounts, courses, create_app
from webapp.accounts import Role, User, passwords
from webapp.core import clock, stores
from webapp.core.stores import db
from webapp.courses.models import Course, Module, Question, QuestionKind, Unit, UnitKind
from webapp.flow import commit
from webapp.settings import Settings

pytest_plugins = [
    "tests.attending",
    "tests.described",
    "tests.editing",
    "tests.hearing",
    "tests.nothing_skipped",
    "tests.servers_plugin",
    "tests.serving",
    "tests.browsing",
    "tests.school",
    "tests.journal",
    "tests.meanwhile",
    "tests.each_database",
    "tests.hearers",
    "tests.everybody",
]

PASSWORD = "four quiet words here"


class Clock:
    """A clock that tests set. It stands still in between."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def set(self, text: str) -> None:
        self.at = datetime.fromisoformat(text).astimezone(UTC)

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Friday 20 November 2026, 14:00 UTC, until a test says otherwise."""
    own = Clock()
    monkeypatch.setattr(clock, "source", own)
    return own


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hash with less work, since nobody attacks the cast."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(autouse=True)
def patient_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite writers wait for one another as long as a slow machine takes; who gives up is a test of its own."""
    monkeypatch.setattr(stores, "LOCK_WAIT_SECONDS", 120.0)


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: migrations run once for the whole suite."""
    folder = tmp_path_factory.mktemp("blank")
    app = create_app(Settings(data_dir=folder))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return folder / "tandem.db"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, throttle="off", redraw_seconds=0.01, heartbeat_seconds=0.2)


@pytest.fixture
def app(settings: Settings, blank_database: Path, time: Clock) -> Iterator[Flask]:
    """The product on a database of its own, inside an application context."""
    if not settings.database_url:
        (settings.data_dir / "tandem.db").write_bytes(blank_database.read_bytes())
    app = create_app(settings)
    app.config["TESTING"] = True
    with app.app_context():
        if settings.database_url:
            upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


class Visitor(FlaskClient):
    """A browser without scripts. It says where its requests come from, and each is a world of its own."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        headers = dict(kwargs.pop("headers", None) or {})
        headers.setdefault("Sec-Fetch-Site", "same-origin")
        db.session.rollback()  # what the test has read; its transaction must not stand in the way
        return Context().run(super().open, *args, headers=headers, **kwargs)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    app.test_client_class = Visitor
    client = app.test_client()
    assert isinstance(client, Visitor)
    return client


@pytest.fixture
def sign_in(app: Flask) -> Callable[[User], Visitor]:
    """`sign_in(ada)` is Ada's browser."""
    app.test_client_class = Visitor

    def enter(user: User) -> Visitor:
        client = app.test_client()
        assert isinstance(client, Visitor)
        response = client.post("/sign-in", data={"email": _email(user), "password": PASSWORD})
        assert response.status_code == 303, response.text
        return client

    return enter


def _email(user: User) -> str:
    return db.session.get_one(User, user.id).email


def join(name: str, role: Role = Role.student, *, zone: str = "UTC", by: User | None = None) -> User:
    """Somebody of that name gets an account, by the door of their role."""
    given = {"name": name, "email": f"{name.lower()}@example.org", "password": PASSWORD, "time_zone": zone}
    if role is Role.student:
        user = accounts.register(**given)
    elif by is None:
        user = accounts.open_first_account(**given)
    else:
        _, token = accounts.invite(by=by, role=role)
        commit()
        user = accounts.register_invited(accounts.invite_by_token(token), **given)
    commit()
    return user


@pytest.fixture
def otto(app: Flask) -> User:
    return join("Otto", Role.admin)


@pytest.fixture
def mira(otto: User) -> User:
    return join("Mira", Role.mentor, by=otto)


@pytest.fixture
def noor(otto: User) -> User:
    return join("Noor", Role.mentor, by=otto)


@pytest.fixture
def ada(mira: User, otto: User) -> User:
    student = join("Ada", zone="Africa/Lagos")
    accounts.assign_mentor(student, mira, by=otto)
    commit()
    return student


@pytest.fixture
def ben(mira: User, otto: User) -> User:
    student = join("Ben", zone="America/New_York")
    accounts.assign_mentor(student, mira, by=otto)
    commit()
    return student


@pytest.fixture
def course(mira: User) -> Course:
    """Mira's course: two lessons and a video in its first module, a quiz and an assignment in its second."""
    return knots(mira)


def knots(teacher: User) -> Course:
    """A small published course of that teacher."""
    at = clock.now()
    made = Course(title="Knots", is_published=True, created_at=at, updated_at=at, teachers=[teacher])
    first = Module(title="Begin", position=1)
    second = Module(title="Go on", position=2)
    made.modules = [first, second]
    db.session.add(made)
    db.session.flush()
    kinds = [
        (first, UnitKind.lesson, "Loops"),
        (first, UnitKind.lesson, "Bends"),
        (first, UnitKind.video, "A bowline in slow motion"),
        (second, UnitKind.quiz, "What holds?"),
        (second, UnitKind.assignment, "Tie three of them"),
    ]
    for position, (module, kind, title) in enumerate(kinds):
        unit = Unit(course_id=made.id, module=module, position=position, kind=kind, title=title, body="Text.")
        if kind is UnitKind.quiz:
            choices: list[dict[str, object]] = [
                {"text": "A bowline", "is_correct": True, "feedback": ""},
                {"text": "A granny", "is_correct": False, "feedback": "It slips."},
            ]
            unit.questions = [
                Question(position=1, kind=QuestionKind.single, prompt="Which knot holds?", choices=choices)
            ]
        db.session.add(unit)
    commit()
    return made


@pytest.fixture
def units(course: Course) -> dict[str, Unit]:
    """Mira's units by title."""
    return {unit.title: unit for module in course.modules for unit in module.units}


@pytest.fixture
def enrolled(ada: User, course: Course) -> User:
    """Ada, enrolled in Mira's course."""
    courses.enroll(ada, course)
    commit()
    return ada


def beacon(student: Visitor, **event: Any) -> Any:
    """Send one activity as a course page does."""
    return student.post("/api/courses/activity/track", json=event)


@pytest.fixture
def asking(app: Flask) -> Iterator[Callable[[Visitor, str], int]]:
    """`asking(browser, "/courses")` is how many statements that page takes."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    sa_event.listen(db.engine, "before_cursor_execute", note)

    def count(browser: Visitor, path: str) -> int:
        browser.get(path)
        statements.clear()
        assert browser.get(path).status_code == 200
        return len(statements)

    yield count
    sa_event.remove(db.engine, "before_cursor_execute", note)
