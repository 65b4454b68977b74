"""What happens in one session at the same moment, on every database: one lock lets one of them be first."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from tests.attending import DOOR, code_of, marks, opened
from tests.conftest import join, knots
from webapp import attendance, courses
from webapp.attendance.models import AttendanceMark, AttendanceSession, MarkChange, MarkSource, MarkStatus
from webapp.core.stores import db
from webapp.flow import commit
from webapp.settings import Settings

AGAIN = 3


@pytest.fixture
def settings(tmp_path, each_database_url):
    return Settings(data_dir=tmp_path, DATABASE_URL=each_database_url, throttle="off", absences_in_a_row=2)


@pytest.fixture
def at_once(app, sign_in):
    """`at_once((ada, path, data), …)` posts them together, each from a browser of its own; the answers' statuses."""

    def post(*deeds):
        together = threading.Barrier(len(deeds), timeout=60)
        statuses = [0] * len(deeds)

        def come(place, browser, path, data):
            with app.app_context():
                together.wait()
                statuses[place] = browser.post(path, data=data).status_code
                db.session.remove()

        ready = [(place, sign_in(person), path, data) for place, (person, path, data) in enumerate(deeds)]
        db.session.rollback()
        threads = [threading.Thread(target=come, args=deed) for deed in ready]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        db.session.rollback()
        db.session.expire_all()
        return statuses

    return post


def counted(session_id):
    session = db.session.get_one(AttendanceSession, session_id, populate_existing=True)
    return session.present_count, session.absent_count, session.total_count


def agree(session_id):
    """The final figures equal the marks."""
    found = list(marks(session_id).values())
    here = sum(mark in ("present", "late") for mark in found)
    assert counted(session_id) == (here, found.count("absent"), len(found))


def test_two_starts_are_one_session(at_once, crew, mira, course):
    for _ in range(AGAIN):
        start: tuple[Any, str, dict[str, str]] = (mira, f"{DOOR}/courses/{course.id}/sessions", {})
        assert at_once(start, start, start) == [303] * 3
        running = sa.select(AttendanceSession).where(AttendanceSession.ended_at.is_(None))
        (session,) = db.session.scalars(running).all()
        attendance.end(session, by=mira)
        commit()


def test_two_ends_are_one_end(at_once, crew, mira, otto, course):
    for _ in range(AGAIN):
        session = opened(course, mira)
        path = f"{DOOR}/{session.id}/end"
        assert sorted(at_once((mira, path, {}), (otto, path, {}))) == [303, 409]
        assert set(marks(session.id).values()) == {"absent"}
        agree(session.id)


def test_a_check_in_at_the_end_is_in_or_out_and_the_figures_say_which(at_once, crew, mira, course):
    ada, ben = crew
    for _ in range(AGAIN):
        session = opened(course, mira)
        code = {"code": code_of(session)}
        statuses = at_once(
            (mira, f"{DOOR}/{session.id}/end", {}),
            (ada, "/attendance/check-in", code),
            (ben, "/attendance/check-in", code),
        )
        assert statuses[0] == 303
        found = marks(session.id)
        for student, status in zip(crew, statuses[1:], strict=True):
            assert status in (303, 409)
            assert found[student.id] == ("present" if status == 303 else "absent")
        agree(session.id)


def test_two_check_ins_of_one_student_are_one(at_once, session, crew):
    ada, _ = crew
    code = code_of(session)
    typed = (ada, "/attendance/check-in", {"code": code})
    assert at_once(typed, (ada, f"/in/{code}", {}), typed) == [303] * 3
    assert marks(session.id) == {ada.id: "present"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AttendanceMark)) == 1


def test_a_correction_and_a_check_in_leave_one_mark_and_its_trail(at_once, crew, mira, course):
    ada, _ = crew
    for _ in range(AGAIN):
        session = opened(course, mira)
        checked, marked = at_once(
            (ada, "/attendance/check-in", {"code": code_of(session)}),
            (mira, f"{DOOR}/{session.id}/marks/{ada.id}", {"status": "absent"}),
        )
        assert marked == 303
        assert checked in (303, 409)
        assert marks(session.id) == {ada.id: "absent"}
        changes = db.session.scalars(sa.select(MarkChange).where(MarkChange.session_id == session.id)).all()
        assert [(change.before, change.after) for change in changes] == [
            ("present" if checked == 303 else None, "absent")
        ]
        attendance.end(session, by=mira)
        commit()
        agree(session.id)


def test_two_teachers_at_one_mark_follow_one_another(at_once, session, crew, mira, otto):
    ada, _ = crew
    path = f"{DOOR}/{session.id}/marks/{ada.id}"
    assert at_once((mira, path, {"status": "late"}), (otto, path, {"status": "excused"})) == [303, 303]
    changes = db.session.scalars(sa.select(MarkChange).order_by(MarkChange.id)).all()
    assert all(first.after == second.before for first, second in pairwise(changes))
    assert marks(session.id)[ada.id] == changes[-1].after


def test_many_at_once_are_all_in(at_once, session, course, mira):
    people = [join(f"Student{number}") for number in range(6)]
    for person in people:
        courses.enroll(person, course)
    commit()
    code = {"code": code_of(session)}
    assert at_once(*((person, "/attendance/check-in", code) for person in people)) == [303] * 6
    attendance.end(session, by=mira)
    commit()
    assert counted(session.id) == (6, 2, 8)
    agree(session.id)


def test_an_end_and_what_is_owed_to_the_log_never_wait_for_each_other(app, crew, mira, course):
    """The end writes of Ben, then of Ada, who has missed two; the ticker takes Ada's attendance of another course,
    then Ben's.
    """
    ada, _ = crew
    other = knots(mira)
    for student in crew:
        courses.enroll(student, other)
    for _ in range(AGAIN):
        attendance.end(opened(course, mira), by=mira)
        session, elsewhere = opened(course, mira), opened(other, mira)
        for student in crew:
            attendance.check_in(elsewhere, by=student, code=code_of(elsewhere), source=MarkSource.code)
        attendance.set_mark(session, ada.id, MarkStatus.absent, by=mira)
        commit()
        meet_in_the_middle(app, session.id)
        assert db.session.scalar(sa.select(sa.func.count(AttendanceMark.owed_at))) == 0
        agree(session.id)
        attendance.set_mark(session, ada.id, MarkStatus.present, by=mira, reason="Was here")
        attendance.end(elsewhere, by=mira)
        commit()


def meet_in_the_middle(app, session_id):
    """The end of a session and the ticker, both of whom have begun to write when they go on."""
    has_marked, has_begun = threading.Event(), threading.Event()

    def watch(_connection, _cursor, statement, *_rest):
        place = threading.current_thread().name.partition("_")[0]
        if place == "end" and "INTO attendance_absence_runs" in statement:
            has_marked.set()
            has_begun.wait(60)
        if place == "ticker" and "FROM users" in statement:
            has_begun.set()

    def end():
        attendance.end(db.session.get_one(AttendanceSession, session_id), by=None)

    def tick():
        has_marked.wait(60)
        attendance.state_what_is_owed()

    def do(deed):
        with app.test_request_context(method="POST"):
            deed()
            commit()

    db.session.rollback()
    if db.engine.dialect.name == "sqlite":  # where the first to write keeps the other out
        has_begun.set()
    sa.event.listen(db.engine, "before_cursor_execute", watch)
    with ThreadPoolExecutor(1, "end") as one, ThreadPoolExecutor(1, "ticker") as two:
        deeds = [one.submit(do, end), two.submit(do, tick)]
    sa.event.remove(db.engine, "before_cursor_execute", watch)
    for deed in deeds:
        deed.result()
    db.session.expire_all()
