"""What two do to a course at once, and a second import, on every database."""

import threading

import pytest

from tests.editing import fresh
from tests.olx_courses import page, problem
from tests.test_courses_import import CHOICE
from webapp.accounts import User
from webapp.core.errors import Problem
from webapp.core.stores import db
from webapp.courses.authoring import plan_actions
from webapp.courses.authoring.ordering import Direction
from webapp.courses.importing import import_course
from webapp.courses.models import Course, Question, Unit
from webapp.flow import commit
from webapp.settings import Settings


@pytest.fixture
def settings(tmp_path, each_database_url):
    return Settings(data_dir=tmp_path, DATABASE_URL=each_database_url, throttle="off")


def test_two_who_move_at_once_leave_one_clean_order(app, course, units, mira):
    ids, mentor_id = [units[title].id for title in ("Loops", "Bends")], mira.id
    db.session.rollback()
    faults = []

    def move(unit_id, direction):
        try:
            with app.app_context():
                for _ in range(10):
                    mover = db.session.get_one(User, mentor_id)
                    plan_actions.move_unit(db.session.get_one(Unit, unit_id), direction, by=mover)
                    commit()
        except Problem as fault:
            faults.append(fault)

    both = [threading.Thread(target=move, args=pair) for pair in zip(ids, Direction, strict=True)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert not faults
    found = fresh(course).modules[0].units
    assert [unit.position for unit in found] == [1, 2, 3]
    assert {unit.title for unit in found} == {"Loops", "Bends", "A bowline in slow motion"}


def test_a_second_import_keeps_every_row(app, mira, tmp_path):
    path = page(tmp_path, '<html url_name="h1"/>', problem(CHOICE))

    def bring():
        person = db.session.get_one(User, mira.id)
        import_course(path, by=person, file_name="c", tell=lambda *_: None, publish=True)
        commit()
        db.session.expire_all()
        kept = [db.session.query(kind.id, kind.position).order_by(kind.id) for kind in (Unit, Question)]
        return [tuple(row) for rows in kept for row in rows]

    assert bring() == bring()
    assert db.session.query(Course).count() == 1
