"""Deeds of one student at the same moment, from two tabs, on every database (v5.0.0-15.4.2)."""

import threading

import pytest
import sqlalchemy as sa

from tests.test_courses_progress import all_but, certificates, progress
from webapp import analytics
from webapp.core.stores import db
from webapp.courses.models import Enrollment
from webapp.settings import Settings


@pytest.fixture
def settings(tmp_path, each_database_url):
    return Settings(data_dir=tmp_path, DATABASE_URL=each_database_url, throttle="off")


@pytest.fixture
def at_once(app, sign_in):
    """`at_once(ada, paths)` posts to each of them from a tab of its own; the answers' statuses."""

    def post(student, paths):
        together = threading.Barrier(len(paths), timeout=60)
        statuses = []

        def come(tab, path):
            with app.app_context():
                together.wait()
                statuses.append(tab.post(path).status_code)
                db.session.remove()

        tabs = [sign_in(student) for _ in paths]
        db.session.rollback()
        threads = [threading.Thread(target=come, args=pair) for pair in zip(tabs, paths, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        db.session.rollback()
        return statuses

    return post


def test_the_two_last_units_give_one_certificate(at_once, sign_in, enrolled, units, course):
    all_but(sign_in(enrolled), units, "Loops", "Bends")
    paths = [f"/units/{units[title].id}/completion" for title in ("Loops", "Bends")]
    assert at_once(enrolled, paths) == [303, 303]
    assert len(certificates()) == 1
    assert progress(enrolled, course) == (100, "completed")
    assert analytics.figures(enrolled.id).certificates == 1


def test_the_last_unit_finished_twice_is_finished_once(at_once, sign_in, enrolled, units, course):
    all_but(sign_in(enrolled), units, "Loops")
    hours = analytics.figures(enrolled.id).hours_learned
    assert at_once(enrolled, [f"/units/{units['Loops'].id}/completion"] * 3) == [303] * 3
    assert len(certificates()) == 1
    assert analytics.figures(enrolled.id).hours_learned == hours + 0.5


def test_enrolling_from_two_tabs_is_enrolling_once(at_once, ada, course):
    assert at_once(ada, [f"/courses/{course.id}/enrolment"] * 2) == [303, 303]
    assert db.session.scalar(sa.select(sa.func.count(Enrollment.id))) == 1
    assert analytics.figures(ada.id).enrolled_courses == 1
