"""What is due is done once, however many tickers there are, on every database; and nothing stops the rest of it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from tests.one_stage import browser_of
from webapp.accounts import Cohort
from webapp.core import clock
from webapp.core.errors import Unavailable
from webapp.core.stores import db
from webapp.flow import commit, ticker
from webapp.flow.ticker import Tick, TickRun, last_runs, look_safely, run_forever


@pytest.fixture
def tick(store, request):
    """A deed due every minute that gives one more cohort its name; `done(tick)` is how often that was seen to last."""
    name = f"test {request.node.name}"[-64:]
    db.session.rollback()
    return Tick(name, 60, lambda: _add_a_cohort(name))


def _add_a_cohort(name):
    number = db.session.scalar(_cohorts(name))
    db.session.add(
        Cohort(name=f"{name}|{number}", join_code=_code(f"{name}|{number}"), created_at=clock.now())
    )


def _code(text):
    return f"{abs(hash(text)) % 10**12:012}"


def _cohorts(name):
    return sa.select(sa.func.count(Cohort.id)).where(Cohort.name.startswith(f"{name}|"))


def done(tick):
    db.session.rollback()
    return db.session.scalar(_cohorts(tick.name))


def at_once(app, deed, number=2):
    """Run it in so many threads that begin together, as tickers of several processes do."""
    together = threading.Barrier(number, timeout=60)

    def run():
        together.wait()
        deed()

    db.session.rollback()
    with ThreadPoolExecutor(number) as pool:
        for running in [pool.submit(run) for _ in range(number)]:
            running.result(60)


def test_two_tickers_do_it_once(store, tick):
    for expected in (1, 2, 3):
        at_once(store.app, lambda: look_safely(store.app, tick), number=4)
        assert done(tick) == expected
        store.time.forward(seconds=60)


def test_while_one_is_at_it_another_passes_by(store, tick):
    begun, may_end = threading.Event(), threading.Event()

    def slow():
        _add_a_cohort(tick.name)
        db.session.flush()
        begun.set()
        may_end.wait(60)

    db.session.rollback()
    one = threading.Thread(target=look_safely, args=(store.app, Tick(tick.name, 60, slow)))
    one.start()
    assert begun.wait(60)
    if store.kind != "sqlite":  # where all writers stand in one queue anyway
        assert look_safely(store.app, tick) == ticker.PAUSE_SECONDS
    may_end.set()
    one.join(60)
    assert look_safely(store.app, tick) == pytest.approx(60)
    assert done(tick) == 1


def test_it_is_not_due_before_its_time(store, tick):
    assert look_safely(store.app, tick) == 60
    store.time.forward(seconds=59)
    assert look_safely(store.app, tick) == 1
    assert done(tick) == 1
    store.time.forward(seconds=1)
    look_safely(store.app, tick)
    assert done(tick) == 2


def test_a_deed_that_fails_leaves_nothing_and_is_tried_again(store, tick, caplog):
    def stumble():
        _add_a_cohort(tick.name)
        db.session.flush()
        raise RuntimeError("no luck")

    assert look_safely(store.app, Tick(tick.name, 86_400, stumble)) == ticker.AGAIN_SECONDS
    assert "no luck" in caplog.text
    assert done(tick) == 0
    row = db.session.get_one(TickRun, tick.name)
    assert (row.done_at, row.failed_at) == (None, store.time())
    look_safely(store.app, tick)
    assert done(tick) == 1
    db.session.expire_all()
    assert db.session.get_one(TickRun, tick.name).failed_at is None


def test_a_store_that_is_away_is_waited_for_in_one_line(store, tick, caplog):
    def away():
        raise Unavailable("The database is busy.")

    look_safely(store.app, Tick(tick.name, 60, away))
    assert "waits: The database is busy." in caplog.text
    assert "Traceback" not in caplog.text


def test_a_deed_that_commits_itself_is_done_once_too(store, tick):
    def own():
        _add_a_cohort(tick.name)
        commit()

    at_once(store.app, lambda: look_safely(store.app, Tick(tick.name, 60, own)))
    assert done(tick) == 1


def test_a_ticker_that_dies_in_the_middle_has_done_nothing(store, tick):
    class PowerCut(BaseException):
        pass

    def die():
        _add_a_cohort(tick.name)
        db.session.flush()
        raise PowerCut

    with pytest.raises(PowerCut):
        look_safely(store.app, Tick(tick.name, 60, die))
    assert done(tick) == 0
    look_safely(store.app, tick)
    assert done(tick) == 1


def test_what_a_wrong_clock_did_far_in_the_future_does_not_stop_it(store, tick):
    store.time.forward(days=400)
    look_safely(store.app, tick)
    store.time.forward(days=-400)
    look_safely(store.app, tick)
    assert done(tick) == 2


def test_one_that_fails_does_not_stop_the_others(store, tick, monkeypatch):
    def fail():
        raise RuntimeError

    runs = iter([False, True])
    monkeypatch.setattr(ticker, "PAUSE_SECONDS", 0.01)
    monkeypatch.setitem(store.app.extensions, "ticks", (Tick(f"{tick.name}!"[-64:], 60, fail), tick))
    run_forever(store.app, is_over=lambda: next(runs))
    assert done(tick) == 1


def test_how_each_stands_is_known(store, tick, monkeypatch):
    monkeypatch.setitem(store.app.extensions, "ticks", (tick,))
    [before] = last_runs()
    assert (before.done_at, before.is_late) == (None, False)
    look_safely(store.app, tick)
    [run] = last_runs()
    assert (run.name, run.done_at, run.failed_at, run.is_late) == (tick.name, store.time(), None, False)
    store.time.forward(seconds=60 + 5 * 60 + 1)
    assert [run.is_late for run in last_runs()] == [True]


def test_links_can_be_made_in_a_deed(store, tick):
    made = []
    look_safely(store.app, Tick(tick.name, 60, lambda: made.append(store.app.url_for("accounts.sign_in"))))
    assert made == ["/sign-in"]


def test_health_says_when_something_due_waits(store, tick, monkeypatch):
    monkeypatch.setitem(store.app.extensions, "ticks", (tick,))
    look_safely(store.app, tick)
    store.time.forward(hours=1)
    answer = browser_of(store.app).get("/api/health")
    assert answer.status_code == 503
    assert '"ticker":"late"' in answer.text.replace(" ", "")


def test_a_process_of_its_own_needs_a_way_to_tell_the_pages(store):
    printed = store.app.test_cli_runner().invoke(args=["tick"])
    assert printed.exit_code == 1
    assert "Without REDIS_URL open pages would not hear of it" in printed.output
