"""The ticker as it really runs: in the default worker, and in processes of its own beside workers without one."""

import signal
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.needs import need
from tests.own_redis import own_redis
from tests.planning import agreed
from tests.processes import end, wait_until
from tests.servers import redis_program
from tests.serving import serving
from tests.staging import backstage, caller, stage
from webapp.accounts import User
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow.ticker import TickRun
from webapp.notifications.models import Notification

REMINDERS = "reminders of sessions"
BEGINS = "What is due is done here"


def soon(site, cast):
    """Mira has a session with Ada in twenty minutes, of which they are to be reminded half an hour before."""
    with backstage(site):
        ada, mira = (db.session.get_one(User, cast.people[name]) for name in ("Ada", "Mira"))
        agreed(ada, mira, f"{clock.now() + timedelta(minutes=20):%Y-%m-%dT%H:%M}")


def reminders(site):
    with backstage(site):
        return db.session.scalar(
            sa.select(sa.func.count(Notification.id)).where(Notification.title.startswith("Soon"))
        )


def has_ticked(site):
    """Whether the worker has done something that was due, by its own count."""
    return (
        f'tandem_ticker_runs_total{{deed="{REMINDERS}",outcome="done"}}'
        in caller(site, "Ada").get("/metrics").text
    )


def let_them_be_due(site):
    with backstage(site):
        db.session.execute(sa.update(TickRun).where(TickRun.name == REMINDERS).values(done_at=None))
        db.session.commit()


def are_looked_for(site):
    with backstage(site):
        return db.session.get_one(TickRun, REMINDERS).done_at is not None


def test_the_default_worker_reminds():
    with serving(TANDEM_THROTTLE="off") as site:
        soon(site, stage(site))
        wait_until(lambda: reminders(site) == 2, "both are reminded")
        assert has_ticked(site)


@pytest.mark.parametrize("number", [2])
def test_processes_of_their_own_remind_once_and_end_when_told(number):
    """Neither the two that begin together nor one that comes later, to whom reminders are due, remind again. Who is
    told to end ends what it is at, so all have done all there was when they are over; and the worker has done nothing.
    """
    need(redis_program(), "redis-server is not installed")
    with own_redis() as redis, serving(REDIS_URL=redis.url, TANDEM_TICKER="off") as site:
        soon(site, stage(site))

        def a_ticker():
            return site._python("-m", "flask", "--app", "wsgi", "tick")

        tickers = [a_ticker() for _ in range(number)]
        wait_until(lambda: site.log.count(BEGINS) == number, "all of them have begun")
        wait_until(lambda: reminders(site) == 2, "both are reminded")
        let_them_be_due(site)
        tickers.append(a_ticker())
        wait_until(lambda: are_looked_for(site), "reminders are looked for again")
        wait_until(lambda: site.log.count(BEGINS) == number + 1, "that one has begun")
        assert caller(site, "Ada").get("/api/health").json["components"]["ticker"] == "ok"
        for ticker in tickers:
            end(ticker, signal.SIGTERM)
            assert ticker.returncode == 0
        assert reminders(site) == 2
        assert not has_ticked(site)
