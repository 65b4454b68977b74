"""Workers and Redis are killed under open streams. Whoever listens hears each number of a series once and in order, or
is told that something was missed; what is done meanwhile is done.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import pytest

from tests.calling import Caller
from tests.following import Follower, Series, following
from tests.needs import need
from tests.own_redis import OwnRedis, own_redis
from tests.processes import free_port, wait_until
from tests.servers import redis_program
from tests.serving import Served, serving
from tests.staging import Stage, caller, stage

AWAY = "Redis is out of reach"
USUAL = {"TANDEM_HEARTBEAT_SECONDS": "1", "TANDEM_THROTTLE": "off"}


@dataclass
class Ground:
    """A served site, its Redis if it has one, and Ada, whose activities are the series that Mira follows too."""

    site: Served
    redis: OwnRedis
    cast: Stage
    ada: Caller
    mira: Caller
    series: Series

    @classmethod
    def of(cls, site: Served, redis: OwnRedis) -> "Ground":
        cast = stage(site)
        ada = caller(site, "Ada")
        return cls(site, redis, cast, ada, caller(site, "Mira"), Series(caller(site, "Ada"), cast.course_id))

    def end(self, followers: list[Follower]) -> None:
        """A few more numbers, and everybody has heard all they should: the last one, after word of what was missed."""
        wait_until(lambda: all(follower.is_connected for follower in followers), "everybody is back")
        self.series.tell(3)
        for follower in followers:
            wait_until(partial(self._has_caught_up, follower), f"it catches up: {follower.seen}")
            follower.check(self.series)

    def going_on(self, count: int) -> None:
        """Return when so many more numbers have been begun meanwhile: all of them but the last are taken in."""
        enough = self.series.last + count
        wait_until(lambda: self.series.last >= enough, "the series goes on")

    def kill_redis(self) -> None:
        """Return when every worker has noticed."""
        known = self.site.log.count(AWAY)
        self.redis.kill()
        wait_until(lambda: self.site.log.count(AWAY) == known + 2, "every worker says that Redis is away")

    def _has_caught_up(self, follower: Follower) -> bool:
        """Whether a number that is told now arrives."""
        last = self.series.tell(1)
        until = time.monotonic() + 2
        while last not in follower.seen and time.monotonic() < until:
            time.sleep(0.02)
        return last in follower.seen


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    """Two workers on Redis."""
    need(redis_program(), "redis-server is not installed")
    with own_redis() as redis, serving(REDIS_URL=redis.url, WEB_CONCURRENCY="2", **USUAL) as site:
        yield Ground.of(site, redis)


@contextmanager
def stopped(worker: int) -> Iterator[None]:
    """Meanwhile this one does nothing, as on a machine that is busy with other things."""
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


def replaced(site: Served, killed: list[int]) -> bool:
    return not set(killed) & set(site.workers) and len(site.workers) == 2


def test_workers_that_are_killed(ground):
    """One in the middle of what it does, then both at once."""
    with following(ground.ada, ground.ada, ground.mira, ground.mira) as followers:
        with ground.series.going_on():
            for number in (1, 2):
                ground.going_on(5)
                killed = ground.site.workers[:number]
                for worker in killed:
                    os.kill(worker, signal.SIGKILL)
                wait_until(partial(replaced, ground.site, killed), "others in their place")
        ground.end(followers)
        assert all(follower.connects > 1 for follower in followers)


def test_a_redis_that_comes_back_as_it_was(ground):
    with following(ground.ada, ground.mira) as followers:
        with ground.series.going_on():
            ground.going_on(5)
            ground.redis.kill()
            ground.going_on(2)
            ground.redis.start()
            ground.going_on(5)
        ground.end(followers)
        assert all(follower.resyncs for follower in followers), "one number at least could not be told"


def test_a_worker_that_could_not_tell_and_is_slow_to_say_so(ground):
    """Meanwhile the other one goes on telling what follows."""
    with following(ground.ada, ground.mira) as followers:
        ground.series.tell(3)
        quick, slow = ground.site.workers
        with stopped(quick):
            ground.redis.kill()
            untold = ground.series.tell(1)
            with stopped(slow):
                ground.redis.start()
                os.kill(quick, signal.SIGCONT)
                later = ground.series.tell(3)
                for one in followers:
                    wait_until(partial(one.seen.__contains__, later), "the other tells what follows")
        ground.end(followers)
        assert all(untold not in one.seen and one.resyncs for one in followers)


def test_a_redis_that_has_forgotten_everything(ground):
    with following(ground.ada, ground.mira) as followers:
        ground.series.tell(5)
        ground.redis.kill()
        ground.redis.forget()
        ground.redis.start()
        ground.end(followers)
        assert all(follower.resyncs for follower in followers)


def test_while_redis_is_away_work_goes_on_and_says_what_is_missing(ground):
    ada, site = ground.ada, ground.site
    with following(ada, ground.mira) as followers:
        ground.series.tell(3)
        ground.kill_redis()
        assert ada.get("/readyz").status == 503
        assert ada.get("/readyz").json["live"] == "unreachable"
        assert ada.get("/api/health").json["activeUsers"] is None
        assert ada.get("/healthz").status == 200
        wait_until(lambda: not any(one.is_connected for one in followers), "streams end")
        wait_until(lambda: all(one.refusals for one in followers), "new ones are refused")
        assert ada.get("/live?since=1-1").status == 503

        unit = ground.cast.units["Loops"]
        assert ada.post(f"/units/{unit}/completion").status == 303
        assert ada.get("/").status == 200
        ground.series.tell(5)
        assert "Traceback" not in site.log.rpartition(AWAY)[2].partition("Could not tell")[0]

        ground.redis.start()
        wait_until(lambda: ada.get("/readyz").status == 200, "it recovers by itself")
        ground.end(followers)
        assert all(follower.resyncs for follower in followers)


def test_a_worker_that_begins_while_redis_is_away(ground):
    ada, site = ground.ada, ground.site
    with following(ada, ground.mira) as followers:
        ground.series.tell(2)
        ground.redis.kill()
        killed = site.workers
        for worker in killed:
            os.kill(worker, signal.SIGKILL)
        wait_until(partial(replaced, site, killed), "others in their place")
        wait_until(site.answers, "they answer")
        assert ada.get("/").status == 200
        assert ada.get("/readyz").status == 503
        ground.series.tell(2)
        ground.redis.start()
        wait_until(lambda: ada.get("/readyz").status == 200, "it recovers by itself")
        ground.end(followers)
        assert all(follower.resyncs for follower in followers)


def test_everything_at_once_and_a_new_start(ground):
    with following(ground.ada, ground.mira) as followers:
        with ground.series.going_on():
            ground.going_on(3)
            ground.site.kill9()
            ground.site.start()
        ground.end(followers)


def test_a_redis_that_is_not_there_stops_the_start_in_plain_words():
    url = f"redis://127.0.0.1:{free_port()}/0"
    with (
        pytest.raises(RuntimeError, match="REDIS_URL is set, but Redis does not answer there"),
        serving(REDIS_URL=url),
    ):
        pass


def test_one_worker_without_redis_that_is_killed():
    """Positions end with it: everybody is told, and hears all that comes after."""
    with serving(**USUAL) as site:
        cast = stage(site)
        ada, series = caller(site, "Ada"), Series(caller(site, "Ada"), cast.course_id)
        with following(ada, caller(site, "Mira")) as followers:
            series.tell(10)
            (killed,) = site.workers
            os.kill(killed, signal.SIGKILL)
            series.tell(2)
            wait_until(lambda: all(one.is_connected for one in followers), "everybody is back")
            last = series.tell(5)
            for follower in followers:
                wait_until(partial(follower.seen.__contains__, last), "the last one comes")
                follower.check(series)
                assert follower.numbers[:10] == list(range(1, 11))
                assert follower.resyncs
