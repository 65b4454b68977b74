"""A stage that a whole test file shares: for tests that change nothing, or each with people of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade

from tests.conftest import PASSWORD, Clock, Visitor
from webapp import create_app
from webapp.accounts import User, passwords
from webapp.core import clock
from webapp.core.stores import Base, db
from webapp.courses.models import Course, Module, Unit, UnitKind
from webapp.flow import commit
from webapp.settings import Settings


@contextmanager
def a_stage(folder: Path, blank_database: Path | None = None, **given: Any) -> Iterator[tuple[Flask, Clock]]:
    """The product on a database of its own, with a clock that stands at Friday 20 November 2026, 14:00 UTC."""
    usual: dict[str, Any] = {"throttle": "off", "redraw_seconds": 0.01}
    settings = Settings(data_dir=folder, **usual | given)
    if blank_database and not settings.database_url:
        (folder / "tandem.db").write_bytes(blank_database.read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        time = Clock()
        patch.setattr(clock, "source", time)
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        app = create_app(settings)
        app.config["TESTING"] = True
        app.test_client_class = Visitor
        with app.app_context():
            if settings.database_url or not blank_database:
                upgrade()
            yield app, time
            db.session.remove()
            db.engine.dispose()


def browser_of(app: Flask, email: str = "") -> Visitor:
    """Somebody's browser, signed in; nobody's without an address."""
    client = app.test_client()
    assert isinstance(client, Visitor)
    if email:
        response = client.post("/sign-in", data={"email": email, "password": PASSWORD})
        assert response.status_code == 303, response.text
    return client


def everything(*, but: Sequence[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables as they are now but those named, to compare before with after."""
    db.session.rollback()
    db.session.expire_all()
    rows = {
        name: sorted(tuple(map(repr, row)) for row in db.session.execute(sa.select(table)))
        for name, table in Base.metadata.tables.items()
        if name not in but
    }
    db.session.rollback()
    return rows


def a_course(title: str, teacher: User, at: datetime) -> Course:
    """A published course of two modules with a lesson in each."""
    course = Course(title=title, is_published=True, created_at=at, updated_at=at, teachers=[teacher])
    course.modules = [Module(title="One", position=1), Module(title="Two", position=2)]
    db.session.add(course)
    db.session.flush()
    for module in course.modules:
        lesson = Unit(course_id=course.id, position=1, kind=UnitKind.lesson, title="A lesson", body="Text.")
        module.units = [lesson]
    commit()
    return course


def ids_of(course: Course) -> dict[str, int]:
    """The course, its first module and the first unit of it."""
    module = course.modules[0]
    return {"course_id": course.id, "module_id": module.id, "unit_id": module.units[0].id}
