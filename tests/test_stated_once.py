"""What the server states is in the log once for each thing that it speaks of, whenever the server dies in between.

A log on MongoDB is another store than the rows: what is written there stays, whatever becomes of the transaction. Here
the server dies at each of its commits, before it or after it, and whoever got no answer does the same again, later.
"""

import secrets
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask_sqlalchemy.session import Session
from pymongo import MongoClient

from tests.attending import opened
from tests.conftest import PASSWORD, Visitor, beacon
from tests.test_own_data import downloaded
from webapp import aims, attendance, courses, entries, tracking
from webapp.accounts import SignIn, User
from webapp.analytics.models import DayFigures
from webapp.attendance.models import AttendanceMark, MarkStatus
from webapp.core.errors import Conflict
from webapp.core.stores import db
from webapp.courses import Certificate, Course, Enrollment, Unit
from webapp.courses.models import QuizAttempt, Submission, UnitCompletion
from webapp.flow import commit
from webapp.flow.ticker import Tick, look_safely
from webapp.tracking import MongoActivityLog


class Death(BaseException):
    """The server is gone: nothing catches it, and what was not committed is lost."""


def log_at(app, where, request):
    """The product with its log among the rows, or on MongoDB in a database of its own."""
    if where == "mongodb":
        server = request.getfixturevalue("mongodb_uri").rpartition("/")[0]
        home = f"{server}/stated_{secrets.token_hex(4)}"
        store = app.extensions["activity_log"] = MongoActivityLog(home)
        store.prepare()

        def drop():
            store.close()
            with MongoClient[dict[str, object]](home) as client:
                client.drop_database(home.rpartition("/")[2])

        request.addfinalizer(drop)
    return app


@dataclass
class Stage:
    """Who and what there is, by ids: each deed reads it anew, as another life of the server does."""

    app: object
    visit: Callable[[], Visitor]
    student_id: int
    course_id: int
    units: dict[str, int]

    @property
    def ada(self) -> User:
        return db.session.get_one(User, self.student_id)

    def unit(self, title: str) -> Unit:
        return db.session.get_one(Unit, self.units[title])

    def enrol(self):
        courses.enroll(self.ada, db.session.get_one(Course, self.course_id))

    def enter(self):
        self.visit()

    def finish_lesson(self):
        courses.finish(self.unit("Loops"), by=self.ada)

    def finish_video(self):
        courses.finish(self.unit("A bowline in slow motion"), by=self.ada)

    def answer(self):
        quiz = self.unit("What holds?")
        courses.answer_quiz(quiz, by=self.ada, answers={quiz.questions[0].id: ["A bowline"]})

    def hand_in(self):
        courses.hand_in(self.unit("Tie three of them"), by=self.ada, text="Three of them.")

    def write(self):
        given = {"title": "Knots", "body": "I tied some.", "hours": 1, "key": ENTRY_KEY}
        entries.submit(entries.EntryInput.of(given), by=self.ada)

    def reach(self):
        goal = db.session.scalars(aims.goals_of(self.student_id)).first()
        aims.complete_goal(goal or aims.set_goal("Tie a bowline", None, by=self.ada))

    def learn(self):
        with suppress(Conflict):
            aims.add_skill("Knots", aims.SkillLevel.beginner, by=self.ada)

    def attend(self):
        attendance.state_what_is_owed()


ENTRY_KEY = str(uuid.uuid4())
DEEDS = (
    Stage.enrol,
    Stage.enter,
    Stage.finish_lesson,
    Stage.finish_video,
    Stage.answer,
    Stage.hand_in,
    Stage.write,
    Stage.reach,
    Stage.learn,
    Stage.attend,
)


MOMENTS = [
    (where, number, side)
    for where, commits in (("rows", 1), ("mongodb", 3))
    for number in range(1, commits + 1)
    for side in ("before", "after")
]


@pytest.fixture
def where():
    return "mongodb"


@pytest.fixture
def stage(app, where, request, ada, course, units):
    log_at(app, where, request)
    app.test_client_class = Visitor

    def visit():
        browser = app.test_client()
        browser.post("/sign-in", data={"email": "ada@example.org", "password": PASSWORD})
        return browser

    return Stage(app, visit, ada.id, course.id, {title: unit.id for title, unit in units.items()})


@pytest.mark.parametrize(("where", "number", "side"), MOMENTS)
def test_each_thing_is_one_line_of_the_log(stage, mira, time, monkeypatch, number, side):
    mira_id = mira.id
    for deed in DEEDS:
        if deed is Stage.attend:
            _hold_a_session(stage, mira_id)
        _through_a_death(stage, deed, time, monkeypatch, number, side)
    browser, known = stage.visit(), str(uuid.uuid4())
    last = {"activity_type": "lesson_complete", "unit_id": stage.units["Bends"], "event_id": known}
    _through_a_death(stage, lambda _: beacon(browser, **last), time, monkeypatch, number, side)
    _tick(stage)
    rows = _rows(stage)
    assert {kind for kind, _ in rows} == STATED
    assert _logged(stage) == rows
    assert _fed(stage) == {line: times for line, times in rows.items() if line[0] != "login"}
    assert _counted(stage) == rows.total()


@pytest.mark.parametrize("side", ["before", "after"])
def test_nobody_has_to_come_back_for_it(stage, monkeypatch, side):
    """Ada enrols, the server dies, and she is not seen again: there is a row and its line, or neither."""
    _die(stage, Stage.enrol, monkeypatch, 1, side)
    _tick(stage)
    assert _rows(stage).total() == (side == "after")
    assert _logged(stage) == _rows(stage)
    assert _counted(stage) == _rows(stage).total()
    assert tracking.owed_count() == 0


def test_while_the_log_is_away_lines_are_owed(stage, monkeypatch):
    with _away(stage.app):
        stage.visit()
        stage.enrol()
        commit()
        assert tracking.owed_count() == 2
        _tick(stage)
        assert tracking.owed_count() == 2
    _tick(stage)
    assert tracking.owed_count() == 0
    assert _logged(stage) == _rows(stage)
    assert _counted(stage) == _rows(stage).total() == 2


def test_while_the_log_is_away_a_mark_that_only_it_would_keep_is_refused(stage):
    stage.enrol()
    commit()
    browser = stage.visit()
    with _away(stage.app):
        pressed = browser.post(f"/units/{stage.units['Loops']}/completion")
        assert pressed.status_code == 503
        assert tracking.owed_count() == 0


def test_who_leaves_takes_what_is_owed_along(stage):
    with _away(stage.app):
        browser = stage.visit()
    assert tracking.owed_count() == 1
    assert "owed_activities.json" in downloaded(browser).namelist()
    assert browser.post("/settings/leaving", data={"password": PASSWORD}).status_code == 303
    _tick(stage)
    assert tracking.owed_count() == 0
    assert tracking.log().sizes_of(stage.student_id) == (0, 0)


STATED = {
    "login",
    "course_enroll",
    "lesson_complete",
    "video_watch",
    "quiz_complete",
    "assignment_submit",
    "certificate_earned",
    "entry_create",
    "goal_complete",
    "skill_add",
    "session_attend",
}


@contextmanager
def _away(app):
    """Inside, nobody answers where the log is."""
    home = app.extensions["activity_log"]
    away = MongoActivityLog("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50")
    app.extensions["activity_log"] = away
    yield
    away.close()
    app.extensions["activity_log"] = home


def _hold_a_session(stage, mira_id):
    """A session that Ada was at; her line is owed."""
    mira = db.session.get_one(User, mira_id)
    session = opened(db.session.get_one(Course, stage.course_id), mira)
    attendance.set_mark(session, stage.student_id, MarkStatus.present, by=mira)
    attendance.end(session, by=mira)
    commit()


def _through_a_death(stage, deed, time, monkeypatch, number, side):
    """The deed, while the server dies at that commit of it; then, eleven hours later, the same again."""
    _die(stage, deed, monkeypatch, number, side)
    time.forward(hours=11)
    deed(stage)
    commit()
    db.session.remove()


def _die(stage, deed, monkeypatch, number, side):
    usual, commits = Session.commit, []

    def dies(session):
        commits.append(session)
        if len(commits) == number and side == "before":
            raise Death
        usual(session)
        if len(commits) == number:
            raise Death

    with monkeypatch.context() as doomed, suppress(Death):
        doomed.setattr(Session, "commit", dies)
        deed(stage)
        commit()
    db.session.remove()


def _tick(stage):
    """What is owed is written, as the ticker does it whenever it looks."""
    db.session.remove()
    for deed in (attendance.state_what_is_owed, tracking.write_what_is_owed):
        look_safely(stage.app, Tick(f"{deed.__name__} {uuid.uuid4()}"[-64:], 1, deed))
    db.session.remove()


def _rows(stage):
    """What there is among the rows: its kind, and when it was."""
    of_units = (
        sa.select(Unit.kind, UnitCompletion.completed_at)
        .join(Unit, Unit.id == UnitCompletion.unit_id)
        .where(UnitCompletion.student_id == stage.student_id)
    )
    kinds = {"lesson": "lesson_complete", "video": "video_watch"}
    finished = [(kinds[kind], at) for kind, at in db.session.execute(of_units) if kind in kinds]
    columns = {
        "login": (SignIn.created_at, SignIn.user_id),
        "course_enroll": (Enrollment.enrolled_at, Enrollment.student_id),
        "certificate_earned": (Certificate.issued_at, Certificate.student_id),
        "quiz_complete": (QuizAttempt.marked_at, QuizAttempt.student_id),
        "assignment_submit": (Submission.submitted_at, Submission.student_id),
        "entry_create": (entries.Entry.submitted_at, entries.Entry.student_id),
        "goal_complete": (aims.Goal.done_at, aims.Goal.student_id),
        "skill_add": (aims.Skill.created_at, aims.Skill.student_id),
        "session_attend": (AttendanceMark.arrived_at, AttendanceMark.student_id),
    }
    rows = [
        (kind, at)
        for kind, (column, owner) in columns.items()
        for at in db.session.scalars(sa.select(column).where(owner == stage.student_id))
    ]
    return Counter([*finished, *rows])


def _logged(stage):
    kept = tracking.log().activities_of(stage.student_id)
    return Counter((one.type.value, one.at) for one in kept)


def _counted(stage):
    """The events of all days of the figures."""
    of_days = sa.select(sa.func.sum(DayFigures.events)).where(DayFigures.student_id == stage.student_id)
    return db.session.scalar(of_days) or 0


def _fed(stage):
    return Counter((one.type.value, one.at) for one in tracking.log().page(stage.student_id, limit=100))
