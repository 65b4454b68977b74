"""How often the rules of `analytics/concerns.py` are right on a real class, and what its dashboard costs.

    python -m bench.at_risk CLICKS.csv.gz RESULTS.csv [--day 60] [--all]

The class is OULAD AAA 2013J. What is known on the day goes in; then the rules are asked, and their answers are held
against how each student ended: a student who failed or withdrew needed a hand. With --all the rest of the year goes in
too, and the dashboard of a mentor with the whole class is compared with that of a mentor with five.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask_migrate import upgrade

from bench.clicks import (
    PASSWORD,
    Show,
    clicks_in,
    enrol_class,
    make_figures,
    noon_of,
    record_clicks,
    results_in,
)
from tests.counting import statements
from webapp import accounts, courses, create_app
from webapp.accounts import Role, User, passwords
from webapp.analytics.concern_queries import concerns_of
from webapp.analytics.concerns import Level
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import Course
from webapp.flow import commit
from webapp.settings import Settings

NEEDED_A_HAND = ("Fail", "Withdrawn")
FEW = 5


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("clicks", type=Path)
    words.add_argument("results", type=Path)
    words.add_argument("--day", type=int, default=60)
    words.add_argument("--all", action="store_true")
    given = words.parse_args()
    now = noon_of(-30)
    clock.source = lambda: now
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # nobody attacks them
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder), throttle="off"))
        with app.app_context():
            upgrade()
            results = results_in(given.results)
            clicks = list(clicks_in(given.clicks))
            otto = _join("Otto", None)
            mentor, other = _join("Mira", otto), _join("Noor", otto)
            course, cohort_id = _course(mentor, otto)
            course_id, other_id = course.id, other.id
            ids = enrol_class(list(results), course, cohort_id, mentor, _show("students"))
            now = noon_of(given.day).replace(hour=23)
            clock.source = lambda: now
            past = [click for click in clicks if click.day <= given.day]
            record_clicks(past, ids, db.session.get_one(Course, course_id), _show("clicks"))
            make_figures(_show("figures"))
            _judge(ids, results, given.day, len(past))
            if given.all:
                later = [click for click in clicks if click.day > given.day]
                record_clicks(later, ids, db.session.get_one(Course, course_id), _show("clicks"))
                make_figures(_show("figures"))
                now = noon_of(max(click.day for click in clicks)).replace(hour=23)
                clock.source = lambda: now
                _compare_dashboards(app, other_id, list(ids.values())[:FEW], len(clicks))


def _join(name: str, by: User | None) -> User:
    given = {"name": name, "email": f"{name.lower()}@example.org", "password": PASSWORD, "time_zone": "UTC"}
    if by is None:
        user = accounts.open_first_account(**given)
    else:
        _, token = accounts.invite(by=by, role=Role.mentor)
        commit()
        user = accounts.register_invited(accounts.invite_by_token(token), **given)
    commit()
    return user


def _course(mentor: User, otto: User) -> tuple[Course, int]:
    at: datetime = clock.now()
    course = Course(title="AAA 2013J", is_published=True, created_at=at, updated_at=at, teachers=[mentor])
    db.session.add(course)
    cohort = accounts.create_cohort("AAA 2013J", by=otto)
    commit()
    return course, cohort.id


def _judge(ids: dict[str, int], results: dict[str, str], day: int, number: int) -> None:
    """Precision and recall of both levels, and of both together."""
    db.session.rollback()
    found = concerns_of(sa.select(User.id).where(User.role == Role.student))
    level_of = {name: found[id][0].level for name, id in ids.items() if id in found}
    needed = {name for name, result in results.items() if result in NEEDED_A_HAND}
    print(f"\nday {day}: {len(ids)} students, {number:,} clicks; {len(needed)} failed or withdrew in the end")
    for words, levels in (
        ("red", (Level.red,)),
        ("amber", (Level.amber,)),
        ("red or amber", (Level.red, Level.amber)),
        ("any reason", tuple(Level)),
    ):
        named = {name for name, level in level_of.items() if level in levels}
        right = len(named & needed)
        precision = right / len(named) if named else 0.0
        print(
            f"  {words:13} {len(named):4} named   precision {precision:.2f}   recall {right / len(needed):.2f}"
        )


def _compare_dashboards(app: Flask, other_id: int, few: Sequence[int], number: int) -> None:
    """The same page of two mentors: one with five students, one with all of them."""
    for student in db.session.scalars(sa.select(User).where(User.id.in_(few))):
        student.mentor_id = other_id
    commit()
    print(f"\nthe dashboard, {number:,} activities")
    for name in ("noor", "mira"):
        browser = app.test_client()
        own = {"Sec-Fetch-Site": "same-origin"}
        sign_in = {"email": f"{name}@example.org", "password": PASSWORD}
        assert browser.post("/sign-in", data=sign_in, headers=own).status_code == 303
        db.session.rollback()
        viewer = db.session.scalars(sa.select(User).where(User.email == f"{name}@example.org")).one()
        students = len(db.session.scalars(courses.students_of(viewer)).all())
        db.session.rollback()
        browser.get("/mentor", headers=own)
        took = []
        for _ in range(5):
            began = time.perf_counter()
            with statements(db.engine) as sent:
                assert browser.get("/mentor", headers=own).status_code == 200
            took.append(1000 * (time.perf_counter() - began))
        print(f"  {students:4} students   {len(sent)} statements   {sorted(took)[2]:.0f} ms")


def _show(what: str) -> Show:
    def show(done: int, total: int) -> None:
        if done == total or done % 5000 == 0 or total < 1000:
            print(f"\r{what} {done} of {total}", end="" if done < total else "\n", file=sys.stderr)

    return show


if __name__ == "__main__":
    main()
