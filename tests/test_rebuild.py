"""Figures are set, not added: however a history came in, live rows, rebuilt rows and plain arithmetic agree."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import current_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import plain_figures as plain
from tests.conftest import Clock, join, knots
from tests.histories import ZONES, Ground, Player, a_student, beats, claims, ground_of
from tests.one_stage import a_stage
from webapp.accounts import Role
from webapp.analytics.models import Achievement, DayFigures, StudentFigures
from webapp.analytics.rebuild import rebuild_student
from webapp.core.stores import db
from webapp.courses.models import Certificate, Enrollment, Unit, UnitCompletion
from webapp.flow import commit
from webapp.tracking.models import ActivityRow, ViewDay

PROJECTIONS = (DayFigures, StudentFigures, Achievement, UnitCompletion, Enrollment)
HONEST = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
MONDAY = datetime(2026, 11, 2, 6, tzinfo=UTC)


@contextmanager
def a_school(folder, blank_database=None, **given) -> Iterator[tuple[Ground, Clock]]:
    """Three courses, and nobody in them."""
    with a_stage(folder, blank_database, **given) as (_, time):
        otto = join("Otto", Role.admin)
        mira = join("Mira", Role.mentor, by=otto)
        yield ground_of([knots(mira) for _ in range(3)]), time


@pytest.fixture(scope="module")
def school(tmp_path_factory, blank_database):
    with a_school(tmp_path_factory.mktemp("rebuild"), blank_database) as found:
        yield found


def rows_of(student_id, *, but=()):
    """A student's projections as plain values."""
    db.session.expire_all()
    rows = {}
    for table in PROJECTIONS:
        names = [column.key for column in table.__table__.columns if column.key not in ("id", *but)]
        found = db.session.scalars(sa.select(table).where(table.student_id == student_id))
        rows[table.__tablename__] = sorted(
            [tuple(str(getattr(row, name)) for name in names) for row in found], key=str
        )
    db.session.rollback()
    return rows


def check_against_plain(student_id):
    """What the log holds of this student, added up in plain Python, is what the rows say."""
    logged = db.session.scalars(sa.select(ActivityRow).where(ActivityRow.student_id == student_id)).all()
    deeds = [
        plain.Deed(row.event_id, row.type.value, row.at, row.day, row.unit_id, row.is_finish)
        for row in logged
    ]
    viewed = db.session.scalars(sa.select(ViewDay).where(ViewDay.student_id == student_id)).all()
    samples = [
        plain.Sample(
            row.view_id, row.day, row.first_at, row.last_at, row.active_ms, row.seen_at, row.received_at
        )
        for row in viewed
    ]
    certificates = list(
        db.session.scalars(sa.select(Certificate.issued_on).where(Certificate.student_id == student_id))
    )
    check_rows(student_id, deeds, samples, certificates)


def check_rows(student_id, deeds, samples, certificates):
    days = plain.days_of(deeds, samples)
    kept = db.session.scalars(sa.select(DayFigures).where(DayFigures.student_id == student_id)).all()
    assert {
        row.day: {name: getattr(row, name) for name in days.get(row.day, {"events": 0})} for row in kept
    } == days

    totals, row = plain.totals_of(days), db.session.get(StudentFigures, student_id)
    assert ({name: getattr(row, name) for name in totals} if row else plain.totals_of({})) == totals

    unlocked = db.session.scalars(sa.select(Achievement).where(Achievement.student_id == student_id))
    assert {row.key: row.unlocked_on for row in unlocked} == plain.achievements_of(days, certificates)

    finished = plain.finished_units(deeds)
    completions = db.session.scalars(sa.select(UnitCompletion).where(UnitCompletion.student_id == student_id))
    assert {row.unit_id: row.completed_at for row in completions} == finished

    for held in db.session.scalars(sa.select(Enrollment).where(Enrollment.student_id == student_id)):
        units = set(db.session.scalars(sa.select(Unit.id).where(Unit.course_id == held.course_id)))
        done = units & finished.keys()
        assert held.progress == len(done) * 100 // len(units)
        assert (held.completed_at is not None) == (done == units)
        if done == units:
            assert held.completed_at == max(finished[unit] for unit in units)
    db.session.rollback()


EVENT_IDS = st.integers(0, 25).map(lambda number: f"00000000-0000-4000-8000-{number:012d}")
"""Few, so that repeats and conflicts are common."""


def deeds(ground):
    """One thing that a student does, or that befalls them: a method of Player and its arguments."""
    course, unit = st.sampled_from(ground.courses), st.sampled_from(ground.trodden)
    batch = st.tuples(st.just("batch"), st.lists(claims(ground, EVENT_IDS), min_size=1, max_size=6))
    beat = st.tuples(st.just("beat"), beats(ground))
    press = st.tuples(st.just("finish"), unit, st.sampled_from([0, 0, 45, 60 * 30]), st.integers(0, 3))
    others = st.tuples(st.sampled_from(["enroll", "enroll", "enroll", "leave"]), course)
    away = st.tuples(st.just("move"), st.sampled_from(ZONES))
    wait = st.tuples(st.just("wait"), st.sampled_from([1, 9, 24, 70]))
    return st.one_of(batch, batch, batch, beat, press, press, others, away, wait)


def play(player, deed):
    name, *given = deed
    if name == "wait":
        player.time.forward(hours=given[0])
    elif name == "finish":
        player.finish(given[0], minutes_ago=given[1], number=given[2])
    else:
        getattr(player, name)(*given)


def live_equals_rebuilt_equals_plain(data, school):
    """Two students' histories, interleaved; then both are made again from the log."""
    ground, time = school
    time.at = MONDAY
    players = [
        Player(a_student(name, data.draw(st.sampled_from(ZONES)), MONDAY), ground, time) for name in "AB"
    ]
    for player in players:
        player.enroll(ground.courses[0])
    for whose, deed in data.draw(
        st.lists(st.tuples(st.integers(0, 1), deeds(ground)), min_size=3, max_size=25)
    ):
        play(players[whose], deed)
    for player in players:
        before = rows_of(player.student_id)
        check_against_plain(player.student_id)
        rebuild_student(player.student_id)
        commit()
        assert rows_of(player.student_id) == before


def order_does_not_matter(data, school):
    """The same facts in another order, in other batches and some twice, give the same rows.

    A unit is finished at one time: a second telling of another time would be another history.
    """
    ground, time = school
    time.at = MONDAY
    zone = data.draw(st.sampled_from(ZONES))
    said = data.draw(st.lists(claims(ground, st.just("")), min_size=2, max_size=25))
    facts: list[tuple[Any, ...]] = [
        ("batch", [claim | {"event_id": f"00000000-0000-4000-9000-{n:012d}"}]) for n, claim in enumerate(said)
    ]
    facts += [("beat", beat) for beat in data.draw(st.lists(beats(ground), max_size=6))]
    press = st.tuples(st.sampled_from(ground.units), st.integers(1, 9000), st.integers(0, 3))
    pressed = {unit: (unit, *how) for unit, *how in data.draw(st.lists(press, max_size=6))}
    if data.draw(st.booleans()):
        pressed |= {unit: (unit, data.draw(st.integers(1, 9000)), 3) for unit in ground.units[:5]}
    facts += [("finish", *how) for how in pressed.values()]
    orders = [
        facts,
        data.draw(st.permutations(facts + data.draw(st.lists(st.sampled_from(facts), max_size=5)))),
    ]
    rows = []
    for order in orders:
        player = Player(a_student("C", zone, MONDAY), ground, time)
        for course_id in ground.courses:
            player.enroll(course_id)
        for deed in order:
            play(player, deed)
        check_against_plain(player.student_id)
        rows.append(rows_of(player.student_id, but=("student_id",)))
    assert rows[0] == rows[1]


@settings(HONEST, max_examples=50)
@given(data=st.data())
def test_live_rows_are_rebuilt_rows_and_plain_arithmetic(data, school):
    live_equals_rebuilt_equals_plain(data, school)


@settings(HONEST, max_examples=30)
@given(data=st.data())
def test_the_order_of_arrival_does_not_matter(data, school):
    order_does_not_matter(data, school)


def test_all_of_them_at_once(school):
    """`flask rebuild` over everybody that the tests above have left behind."""
    students = list(db.session.scalars(sa.select(StudentFigures.student_id)))
    before = {student_id: rows_of(student_id) for student_id in students}
    said = current_app.test_cli_runner().invoke(args=["rebuild"])
    assert f"Figures of {len(students)} students are set from the log." in said.output
    assert {student_id: rows_of(student_id) for student_id in students} == before


def test_the_same_on_each_database(each_database_url, tmp_path):
    if each_database_url.startswith("sqlite"):
        return
    with a_school(tmp_path, DATABASE_URL=each_database_url) as school:
        few = settings(HONEST, max_examples=5)
        few(given(data=st.data())(lambda data: live_equals_rebuilt_equals_plain(data, school)))()
        few(given(data=st.data())(lambda data: order_does_not_matter(data, school)))()
