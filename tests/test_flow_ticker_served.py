"""The ticker as it really runs: in the default worker, and in processes of its own beside workers without one."""

import signal
import time
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
from webapp.notifications.models import Notification


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


def test_the_default_worker_reminds():
    with serving(TANDEM_THROTTLE="off") as site:
        soon(site, stage(site))
        wait_until(lambda: reminders(site) == 2, "both are reminded")


@pytest.mark.parametrize("number", [2])
def test_processes_of_their_own_remind_once_and_end_when_told(number):
    need(redis_program(), "redis-server is not installed")
    with own_redis() as redis, serving(REDIS_URL=redis.url, TANDEM_TICKER="off") as site:
        cast = stage(site)
        soon(site, cast)
        ada = caller(site, "Ada")
        time.sleep(3)
        assert reminders(site) == 0
        tickers = [site._python("-m", "flask", "--app", "wsgi", "tick") for _ in range(number)]
        wait_until(lambda: reminders(site) == 2, "both are reminded")
        time.sleep(3)
        assert reminders(site) == 2
        assert ada.get("/api/health").json["components"]["ticker"] == "ok"
        for ticker in tickers:
            end(ticker, signal.SIGTERM)
            assert ticker.returncode == 0
