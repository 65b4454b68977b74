"""Notifications on every database: in as many statements, in one order, and right when two do something at once."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.counting import statements
from webapp import notifications
from webapp.core import clock
from webapp.core.paging import PageInput
from webapp.core.stores import db
from webapp.flow import Notice, NoticeKind, Several, Topic, commit
from webapp.notifications import queries
from webapp.notifications.models import Mute, Notification
from webapp.notifications.shows import Show
from webapp.settings import Settings

N = Notification


@pytest.fixture
def settings(tmp_path, each_database_url):
    return Settings(data_dir=tmp_path, DATABASE_URL=each_database_url, throttle="off")


@pytest.fixture(autouse=True)
def blank(ada, ben, mira):
    db.session.execute(sa.delete(N))
    commit()


def reviewed(to, entry, by=2):
    several = Several(title="Mira reviewed {n} of your entries", link="/entries")
    about = f"entry:{entry}"
    return Notice(
        to=to,
        kind=NoticeKind.social,
        topic=Topic.entries,
        title=f"Mira reviewed “{entry}”",
        by=by,
        about=about,
        several=several,
    )


def news(to, title):
    return Notice(to=to, title=title, kind=NoticeKind.system, topic=Topic.school, link="/courses")


def at_once(app, *deeds):
    """Each deed in a thread of its own, all beginning together; what went wrong."""
    db.session.rollback()
    together = threading.Barrier(len(deeds), timeout=60)
    faults = []

    def do(deed):
        with app.app_context():
            together.wait()
            try:
                deed()
            except Exception as fault:  # noqa: BLE001 - the test says what it was
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    db.session.expire_all()
    return faults


@pytest.mark.parametrize("number", [1, 300])
def test_any_number_of_readers_costs_as_many_statements(app, number):
    notifications.leave([reviewed(to, 7) for to in range(1000, 1000 + number, 2)])
    commit()
    with statements(db.engine) as sent:
        notifications.leave([reviewed(to, 8) for to in range(1000, 1000 + number)])
        commit()
    assert len(sent) <= 5, sent
    folded = sa.select(sa.func.count(N.id)).where(N.title == "Mira reviewed 2 of your entries")
    assert db.session.scalar(folded) == (number + 1) // 2


def test_two_devices_clear_at_once_and_each_brings_back_its_own(app, sign_in, ada):
    for number in range(30):
        notifications.leave([news(ada.id, f"News {number}")])
    commit()
    tabs = [sign_in(ada), sign_in(ada)]
    paths = ["/notifications/clearings", "/notifications/readings"]
    answers = []

    def press(tab, path):
        answers.append(tab.post(path).status_code)

    deeds = [lambda tab=tab, path=path: press(tab, path) for tab in tabs for path in paths]
    assert at_once(app, *deeds) == []
    assert answers == [303] * 4
    assert queries.counts(ada.id)[0][Show.all] == 0
    clearings = queries.clearings_of(ada.id)
    assert sum(clearing.number for clearing in clearings) == 30
    back = [notifications.bring_back(ada, clearing.key) for clearing in clearings for _ in range(2)]
    commit()
    assert sum(back) == 30
    assert queries.counts(ada.id)[0][Show.all] == 30


def test_repeats_at_once_are_all_counted(app, ada):
    reader = ada.id

    def review(first):
        for entry in range(first, first + 8):
            notifications.leave([reviewed(reader, entry)])
            commit()

    assert at_once(app, lambda: review(0), lambda: review(100)) == []
    lines = db.session.scalars(sa.select(N).where(N.user_id == reader)).all()
    assert sum(line.times for line in lines) == 16
    assert {one for line in lines for one in line.objects} == {
        f"entry:{n}" for first in (0, 100) for n in range(first, first + 8)
    }


def test_two_cohorts_are_told_at_once(app):
    everybody = list(range(1000, 1150))

    def tell(readers, first):
        for entry in range(first, first + 3):
            notifications.leave([reviewed(to, entry) for to in readers])
            commit()

    assert at_once(app, lambda: tell(everybody, 0), lambda: tell(everybody[::-1], 10)) == []
    assert db.session.scalar(sa.select(sa.func.sum(N.times))) == 150 * 6


def test_muting_from_two_devices_at_once_is_muting_once(app, sign_in, ada):
    notifications.leave([news(ada.id, "News")])
    commit()
    (line,) = notifications.lines_of(ada.id, limit=1)
    path, tabs = f"/notifications/{line.id}/muting", [sign_in(ada), sign_in(ada)]
    assert at_once(app, *[lambda tab=tab: tab.post(path) for tab in tabs]) == []
    assert len(db.session.scalars(sa.select(Mute).where(Mute.user_id == ada.id)).all()) == 1


def test_pieces_follow_one_another_where_many_came_at_one_instant(app, ada, time):
    for number in range(25):
        notifications.leave([news(ada.id, f"News {number}")])
        time.forward(microseconds=number % 3)
    commit()
    found: list[str] = []
    cursor = None
    while cursor or not found:
        piece = notifications.list_of(ada.id, Show.all, PageInput(limit=4, cursor=cursor))
        found += [line.title for line in piece.items]
        cursor = piece.next_cursor
    assert found == [f"News {number}" for number in range(24, -1, -1)]


def test_what_is_over_goes_in_bounded_pieces_and_what_was_cleared_after_a_day(
    app, ada, ben, time, monkeypatch
):
    monkeypatch.setattr("webapp.notifications.expiry.AT_ONCE", 7)
    over = clock.now() + timedelta(minutes=1)
    for number in range(10):
        notice = Notice(
            to=ada.id, title=f"Soon {number}", kind=NoticeKind.reminder, topic=Topic.schedule, expires_at=over
        )
        notifications.leave([notice])
    notifications.leave([news(ben.id, "Cleared")])
    commit()
    notifications.clear_all(ben)
    commit()
    time.forward(minutes=1)
    assert [notifications.let_go(), notifications.let_go(), notifications.let_go()] == [7, 3, 0]
    commit()
    time.forward(hours=24)
    assert notifications.let_go() == 1
    commit()
    assert db.session.scalar(sa.select(sa.func.count(N.id))) == 0
