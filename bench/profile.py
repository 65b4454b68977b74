"""Does the profile grow slower with a student's history?  python -m bench.profile [--events 100000] [--rounds 60]

Two students of one school, one with 100 activities and one with many. Their profiles are asked for in turn, so that
whatever else the machine does meets both. Runs in this process, on a throw-away SQLite database.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from bench.long_history import give_history
from webapp import accounts, courses, create_app
from webapp.accounts import Role
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import Course, Module, Unit, UnitKind
from webapp.flow import commit
from webapp.settings import Settings

PASSWORD = "four quiet words here"
FEW = 100


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--events", type=int, default=100_000)
    words.add_argument("--rounds", type=int, default=60)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder), throttle="off"))
        with app.app_context():
            upgrade()
            set_up(given.events)
        report(given.events, measure(app, given.rounds))


def set_up(number: int) -> None:
    """A course, a student with few activities and a student with many."""
    names = {"password": PASSWORD, "time_zone": "UTC"}
    teacher = accounts.open_first_account(name="Otto", email="otto@example.org", **names)
    now = clock.now()
    course = Course(title="Knots", is_published=True, created_at=now, updated_at=now, teachers=[teacher])
    course.modules = [Module(title="One", position=1)]
    db.session.add(course)
    db.session.flush()
    course.modules[0].units = [
        Unit(course_id=course.id, position=n, kind=UnitKind.lesson, title=f"Lesson {n}") for n in range(20)
    ]
    commit()
    for name, size in (("few", FEW), ("many", number)):
        student = accounts.register(name=name, email=f"{name}@example.org", **names)
        assert student.role is Role.student
        courses.enroll(student, db.session.get_one(Course, course.id))
        commit()
        units = db.session.scalars(sa.select(Unit)).all()
        give_history(student.id, size, units, clock.now(), _show)


def measure(app: Flask, rounds: int) -> dict[str, list[float]]:
    """Milliseconds by student, one request of each in turn; the first of each warms up and is not counted."""
    browsers = {name: _browser(app, name) for name in ("few", "many")}
    took: dict[str, list[float]] = {name: [] for name in browsers}
    for turn in range(rounds + 1):
        order = list(browsers) if turn % 2 else list(reversed(browsers))
        for name in order:
            began = time.perf_counter()
            answer = browsers[name].get("/")
            elapsed = (time.perf_counter() - began) * 1000
            assert answer.status_code == 200
            if turn:
                took[name].append(elapsed)
    return took


def report(number: int, took: dict[str, list[float]]) -> None:
    sizes = {"few": FEW, "many": number}
    for name, times in took.items():
        quarters = statistics.quantiles(times, n=4)
        print(
            f"{sizes[name]:>8,} activities: median {quarters[1]:6.1f} ms, half of them {quarters[0]:.1f} to "
            f"{quarters[2]:.1f} ms, {len(times)} requests"
        )
    ratio = statistics.median(took["many"]) / statistics.median(took["few"])
    print(f"Time ratio of the medians: {ratio:.2f}")


def _browser(app: Flask, name: str) -> FlaskClient:
    browser = app.test_client()
    form = {"email": f"{name}@example.org", "password": PASSWORD}
    answer = browser.post("/sign-in", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303, answer.text
    return browser


def _show(done: int, size: int) -> None:
    print(f"\r{done:,} of {size:,} activities", end="\n" if done == size else "", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
