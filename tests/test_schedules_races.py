"""Somebody changes a session while the ticker, attendance or another browser is at it: one of them waits for its turn,
and goes by what the other did; on every database server.
"""

import threading

import pytest
import sqlalchemy as sa

from tests.attending import opened
from tests.conftest import PASSWORD
from tests.planning import a_series, agreed, cohort_of, sessions, the_session, typed
from tests.processes import wait_until
from tests.servers_plugin import empty_database
from webapp import accounts, attendance, schedules
from webapp.accounts import User
from webapp.core.stores import db
from webapp.flow import commit
from webapp.flow.ticker import Tick, look_safely
from webapp.notifications.models import Notification
from webapp.schedules import ScheduleStatus, actions, deleting, moving
from webapp.settings import Settings

WAITING = {
    "postgresql": "SELECT COUNT(*) FROM pg_locks WHERE NOT granted",
    "mysql": "SELECT variable_value + 0 FROM information_schema.global_status "
    "WHERE variable_name = 'innodb_row_lock_current_waits'",
}


@pytest.fixture(params=["mariadb_url", "postgresql_url"])
def settings(tmp_path, request):
    """SQLite is not among them: there a change waits as a whole, before it has asked anything."""
    with empty_database(request.getfixturevalue(request.param)) as url:
        yield Settings(data_dir=tmp_path, DATABASE_URL=url, throttle="off")


@pytest.fixture
def amid(app, monkeypatch):
    """`ended = amid(moving, deed)` has the deed begun by somebody else as soon as the next move holds what it changes:
    it is done by the time the move goes on, or waits for its turn. `ended()` waits until it is done.
    """
    others: list[threading.Thread] = []

    def somebody_waits():
        with db.engine.connect() as connection:
            return connection.scalar(sa.text(WAITING[connection.dialect.name])) > 0

    def arrange(room, deed):
        def run():
            with app.app_context():
                deed()
                db.session.remove()

        def held(*args, **how):
            hold(*args, **how)
            monkeypatch.setattr(room, "hold", hold)
            others.append(threading.Thread(target=run))
            others[-1].start()
            wait_until(lambda: not others[-1].is_alive() or somebody_waits(), "it is done, or waits")

        hold = room.hold
        monkeypatch.setattr(room, "hold", held)
        return lambda: others[-1].join(60)

    return arrange


@pytest.fixture
def before_its_turn(monkeypatch):
    """`before_its_turn(deed)` has the deed done, whole, the next time somebody asks to hold several people."""
    hold_all = accounts.hold_all

    def arrange(deed):
        def waiting(*args, **how):
            monkeypatch.setattr(accounts, "hold_all", hold_all)
            other = threading.Thread(target=deed)
            other.start()
            other.join(60)
            return hold_all(*args, **how)

        monkeypatch.setattr(accounts, "hold_all", waiting)

    return arrange


def ticked(app, time, deed):
    return look_safely(app, Tick(f"test {deed.__name__} {time()}"[:64], 1, deed))


def titles(name):
    """The beginnings of the lines that were left for somebody."""
    db.session.rollback()
    theirs = (
        sa.select(Notification.title).join(User, User.id == Notification.user_id).where(User.name == name)
    )
    return [title.partition(":")[0] for title in db.session.scalars(theirs.order_by(Notification.id))]


def test_who_is_moved_while_they_are_reminded_is_reminded_of_the_new_time(
    app, time, sign_in, amid, ada, mira
):
    schedule, browser = agreed(ada, mira, "2026-11-20T14:20"), sign_in(mira)
    ended = amid(moving, lambda: ticked(app, time, schedules.remind))
    assert browser.post(f"/mentor/schedules/{schedule.id}/move", data={"days": "1"}).status_code == 303
    ended()
    assert "Soon" not in titles("Ada")
    time.set("2026-11-21T14:00:00Z")
    ticked(app, time, schedules.remind)
    assert titles("Ada").count("Soon") == 1


def test_what_is_put_back_while_its_deletion_is_told_stays_untold(app, time, sign_in, amid, ada, mira):
    schedule, browser = agreed(ada, mira), sign_in(mira)
    path = f"/mentor/schedules/{schedule.id}"
    browser.post(f"{path}/deletion")
    time.forward(seconds=15)
    ended = amid(deleting, lambda: ticked(app, time, schedules.tell_deletions))
    assert browser.post(f"{path}/restoration").status_code == 303
    ended()
    assert (the_session().is_deleted, the_session().told_deleted_at) == (False, None)
    assert "Called off" not in titles("Ada")
    browser.post(f"{path}/deletion")
    time.forward(seconds=15)
    ticked(app, time, schedules.tell_deletions)
    assert titles("Ada").count("Called off") == 1


def test_the_others_of_its_series_are_held_as_well(app, time, sign_in, amid, ada, mira):
    second = a_series(sign_in(mira), ada)[1]
    time.set("2026-11-24T13:45:00Z")
    browser = sign_in(mira)
    ended = amid(moving, lambda: ticked(app, time, schedules.remind))
    moved = browser.post(f"/mentor/schedules/{second.id}/move", data={"days": "1", "scope": "all"})
    assert moved.status_code == 303
    ended()
    assert "Soon" not in titles("Ada")
    time.set("2026-11-25T13:45:00Z")
    ticked(app, time, schedules.remind)
    assert titles("Ada").count("Soon") == 1


def test_what_is_called_off_while_attendance_of_it_ends_is_not_completed(
    app, sign_in, amid, enrolled, mira, course
):
    schedule, browser = agreed(enrolled, mira), sign_in(mira)
    session_id = opened(course, mira, schedule_id=schedule.id).id

    def end():
        attendance.end(attendance.queries.get(session_id), by=None)
        commit()

    ended = amid(actions, end)
    path = f"/mentor/schedules/{schedule.id}/status"
    assert browser.post(path, data={"status": "canceled"}).status_code == 303
    ended()
    assert the_session().status is ScheduleStatus.canceled
    assert (titles("Ada").count("Called off"), titles("Ada").count("Completed")) == (1, 0)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"title": "Splices"}, ("Splices", "2026-11-25T14:00", "Room 4", "UTC")),
        ({"place": "Room 5"}, ("Loops by hand", "2026-11-25T14:00", "Room 5", "UTC")),
        ({"timeZone": "Africa/Lagos"}, ("Loops by hand", "2026-11-25T15:00", "Room 4", "Africa/Lagos")),
    ],
)
def test_what_a_program_does_not_send_stays_as_somebody_else_has_just_changed_it(
    app, sign_in, before_its_turn, ada, mira, sent, kept
):
    schedule_id = agreed(ada, mira).id
    program, browser = sign_in(mira), sign_in(mira)
    form = typed(ada, starts="2026-11-25T14:00", place="Room 4")
    answers = []

    def save():
        with app.app_context():
            answers.append(browser.post(f"/mentor/schedules/{schedule_id}", data=form).status_code)
            db.session.remove()

    before_its_turn(save)
    answers.append(program.patch(f"/api/schedules/{schedule_id}", json=sent).status_code)
    assert answers == [303, 200]
    now = the_session()
    assert (now.title, now.starts_wall, now.place, now.time_zone) == kept


@pytest.mark.parametrize("is_cohort", [False, True], ids=["a student", "a cohort"])
def test_nothing_is_planned_with_who_leaves_for_good_meanwhile(
    app, sign_in, before_its_turn, ada, ben, mira, otto, is_cohort
):
    form = typed(cohort_of(ada, ben, mira, by=otto) if is_cohort else ada)
    mentor, student = sign_in(mira), sign_in(ada)
    ada_id = ada.id
    answers = []

    def leave():
        with app.app_context():
            answers.append(student.post("/settings/leaving", data={"password": PASSWORD}).status_code)
            db.session.remove()

    before_its_turn(leave)
    answers.append(mentor.post("/mentor/schedules", data=form).status_code)
    assert answers == [303, 303 if is_cohort else 404]
    assert len(sessions()) == is_cohort
    theirs = sa.select(sa.func.count()).where(Notification.user_id == ada_id)
    assert db.session.scalar(theirs) == 0
