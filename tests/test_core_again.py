"""A change that the database undid because of another one is done once more, as a whole."""

import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from tests.conftest import join
from tests.one_stage import browser_of
from webapp.accounts import Role, User
from webapp.core.again import is_clash
from webapp.core.stores import db
from webapp.flow import commit


class Undone(Exception):
    """As the driver of PostgreSQL says it."""

    sqlstate = "40P01"


CLASH = OperationalError("UPDATE", {}, Undone())
AWAY = OperationalError("UPDATE", {}, Exception(2006, "gone away"))


@pytest.fixture
def door(app, sign_in, ada):
    """`door(faults)`: how often a view ran that fails in these ways, one after another, and how it was answered."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    tries: list[int] = []
    left: list[Exception] = []

    def attempt(*, is_committed=False):
        tries.append(1)
        person = db.session.scalar(sa.select(User).where(User.name == "Ada"))
        if is_committed and person:
            person.daily_goal_minutes = 7
            commit()
        if left:
            raise left.pop(0)
        return {"name": person.name if person else ""}

    methods = ["GET", "POST"]
    app.add_url_rule("/api/attempts", "attempt", attempt, methods=methods)
    app.add_url_rule("/api/settled", "settled", attempt, methods=methods, defaults={"is_committed": True})
    browser = sign_in(ada)

    def ask(*faults, path="/api/attempts", method="POST"):
        tries.clear()
        left[:] = faults
        answer = browser.open(path, method=method)
        return len(tries), answer

    return ask


def test_a_clash_is_tried_again_once(door):
    number, answer = door(CLASH)
    assert (number, answer.status_code, answer.json) == (2, 200, {"name": "Ada"})


def test_who_clashes_twice_is_told_to_come_back(door):
    number, answer = door(CLASH, CLASH)
    assert (number, answer.status_code, answer.headers["Retry-After"]) == (2, 503, "1")
    assert answer.json["error"]["code"] == "unavailable"


@pytest.mark.parametrize(
    ("fault", "asked"),
    [(AWAY, {}), (CLASH, {"method": "GET"}), (CLASH, {"path": "/api/settled"})],
    ids=["another fault", "a read", "something is durable already"],
)
def test_nothing_else_is_tried_again(door, fault, asked):
    number, answer = door(fault, **asked)
    assert (number, answer.status_code) == (1, 503)
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.fixture(scope="module")
def pair(store):
    """Two people, and a door that changes first one and then the other, when somebody came from the other side."""
    with store.app.app_context():
        join("Otto", Role.admin)
        ids = [join(name).id for name in ("Ada", "Ben")]
    met, tries, clashes = threading.Barrier(2, timeout=60), [], []
    is_through = threading.Event()

    def cross(first, second):
        tries.append(first)
        if len(tries) > 2:
            is_through.wait(60)
        _change(first)
        if len(tries) <= 2 and store.kind != "sqlite":  # where one transaction writes at a time, nobody meets
            met.wait()
        try:
            _change(second)
        except OperationalError as error:
            clashes.append(is_clash(error))
            raise
        commit()
        is_through.set()
        return {}

    store.app.add_url_rule("/api/cross/<int:first>/<int:second>", "cross", cross, methods=["POST"])
    return ids, tries, clashes


def _change(user_id):
    goal = sa.update(User).where(User.id == user_id).values(daily_goal_minutes=User.id)
    db.session.execute(goal, execution_options={"synchronize_session": False})


def test_two_that_wait_for_each_other_both_get_through(store, pair):
    (ada, ben), tries, clashes = pair
    statuses = []

    def come(browser, path):
        with store.app.app_context():
            statuses.append(browser.post(path).status_code)

    with store.app.app_context():
        ways = [
            (browser_of(store.app), f"/api/cross/{one}/{other}") for one, other in [(ada, ben), (ben, ada)]
        ]
    threads = [threading.Thread(target=come, args=way) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert statuses == [200, 200]
    assert (len(tries), clashes) == ((2, []) if store.kind == "sqlite" else (3, [True]))
    db.session.rollback()
    goals = sa.select(User.daily_goal_minutes).where(User.id.in_([ada, ben])).order_by(User.id)
    assert list(db.session.scalars(goals)) == [ada, ben]
