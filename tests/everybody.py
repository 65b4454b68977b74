"""A school with everybody in it who may hear of Ada, or must not.

Ada and Ben share Mira's cohort and course; Mira is Ada's mentor. Noor and Cleo have a cohort and a course of their own:
neither has anything to do with Ada. Otto is the admin. Each has something of everything.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Clock, Visitor, join, knots
from tests.journal import wrote
from tests.one_stage import a_stage, browser_of
from tests.planning import agreed
from webapp import accounts, aims, analytics, courses, create_app
from webapp.accounts import Role, User
from webapp.core.stores import db
from webapp.flow import commit
from webapp.settings import Settings

NAMES = ("otto", "mira", "noor", "ada", "ben", "cleo")
COOKIE = "tandem"
Furnished = tuple[Path, dict[str, int], dict[str, str]]
GIVEN: dict[str, Any] = {"throttle": "off", "redraw_seconds": 0.01, "heartbeat_seconds": 0.05}


@dataclass
class School:
    """Everybody's browser, the ids by which paths name things, and the clock."""

    app: Flask
    time: Clock
    folder: Path
    people: dict[str, User]
    browsers: dict[str, Visitor]
    ids: dict[str, int]

    def post(self, who: str, path: str, **data: Any) -> Any:
        """They send a form; names in the path and the fields stand for ids."""
        filled = {name: self._filled(value) for name, value in data.items()}
        answer = self.browsers[who].post(path.format(**self.ids), data=filled)
        assert answer.status_code < 400, answer.text
        return answer

    def call(self, who: str, method: str, path: str, **body: Any) -> Any:
        """Their program asks the API."""
        filled = {name: self._filled(value) for name, value in body.items()}
        answer = self.browsers[who].open(path.format(**self.ids), method=method, json=filled)
        assert answer.status_code < 400, answer.text
        return answer

    def look(self, who: str, path: str) -> str:
        answer = self.browsers[who].get(path.format(**self.ids))
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def ticks(self, *deeds: Callable[[], object]) -> None:
        """What the ticker does, each in a transaction of its own."""
        for deed in deeds:
            with self.app.test_request_context(method="POST"):
                deed()
                commit()

    def again(self, who: str) -> User:
        return db.session.get_one(User, self.ids[who])

    def _filled(self, value: Any) -> Any:
        return value.format(**self.ids) if isinstance(value, str) else value


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, blank_database: Path) -> Furnished:
    """The school's files, to copy, its ids, and everybody's cookie: it is furnished once for all tests."""
    folder = tmp_path_factory.mktemp("furnished")
    with a_stage(folder, blank_database, **GIVEN) as (app, _):
        ids = _furnish()
        cookies = {}
        for name in NAMES:
            cookie = browser_of(app, f"{name}@example.org").get_cookie(COOKIE)
            assert cookie
            cookies[name] = cookie.value
    return folder, ids, cookies


@pytest.fixture
def everybody(furnished: Furnished, tmp_path: Path, time: Clock) -> Iterator[School]:
    """The school on files of its own, with everybody signed in."""
    source, ids, cookies = furnished
    time.forward(minutes=11)  # no line folds into those of the furnishing
    folder = tmp_path / "school"
    shutil.copytree(source, folder)
    app = create_app(Settings(data_dir=folder, **GIVEN))
    app.config["TESTING"] = True
    app.test_client_class = Visitor
    with app.app_context():
        people = {name: db.session.get_one(User, ids[name]) for name in NAMES}
        browsers = {name: browser_of(app) for name in NAMES}
        for name, browser in browsers.items():
            browser.set_cookie(COOKIE, cookies[name])
        yield School(app, time, folder, people, browsers, dict(ids))
        db.session.remove()
        db.engine.dispose()


def _furnish() -> dict[str, int]:
    people = {"otto": join("Otto", Role.admin)}
    people |= {name: join(name.title(), Role.mentor, by=people["otto"]) for name in ("mira", "noor")}
    people |= {name: join(name.title()) for name in ("ada", "ben", "cleo")}
    ids = {name: person.id for name, person in people.items()}
    otto, mira, noor, ada, ben, cleo = (people[name] for name in NAMES)
    accounts.assign_mentor(ada, mira, by=otto)
    for name, members in (("sailors", (mira, ada, ben)), ("climbers", (noor, cleo))):
        cohort = accounts.create_cohort(name, by=otto)
        for person in members:
            accounts.join_cohort(person, cohort)
        commit()
        ids[name] = cohort.id
    for name, teacher, students in (("knots", mira, (ada, ben)), ("ropes", noor, (cleo,))):
        course = knots(teacher)
        ids |= {name: course.id} | {
            f"{name}_{unit.title.split()[0].strip('?').lower()}": unit.id
            for module in course.modules
            for unit in module.units
        }
        for student in students:
            courses.enroll(student, course)
        commit()
    for student in (ada, ben, cleo):
        analytics.take_part(student)
        aims.set_goal("Tie ten knots", None, by=student)
        aims.add_skill("Splicing", aims.SkillLevel.beginner, by=student)
        commit()
        ids[f"entry_of_{student.name.lower()}"] = wrote(student).id
    ids["goal"] = ids["skill"] = 1
    for name, whom, by, starts in (
        ("session", ada, mira, "2026-11-24T14:00"),
        ("group", accounts.cohort(ids["sailors"]), mira, "2026-11-25T14:00"),
        ("far", cleo, noor, "2026-11-26T14:00"),
    ):
        ids[name] = agreed(whom, by, starts).id
    return ids
