"""What a broker on Redis does when Redis, or a process that writes to it, fails."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.processes import free_port, wait_until
from tests.test_live_broker import Ear, say
from webapp.live import RedisBroker
from webapp.live.redis_broker import AGAIN_SECONDS, PUBLISH_TIMEOUT_SECONDS
from webapp.live.roll import Roll

Make = Callable[[], RedisBroker]


@pytest.fixture
def key() -> str:
    return f"test:{time.time_ns()}"


@pytest.fixture
def make(redis_url: str, key: str, monkeypatch: pytest.MonkeyPatch) -> Make:
    """`make()` is a worker's own end of one and the same broker, which waits for a Redis on a slow machine."""
    monkeypatch.setattr("webapp.live.redis_broker.PUBLISH_TIMEOUT_SECONDS", 30.0)
    return lambda: RedisBroker(redis_url, history=200, key=key)


@pytest.fixture
def client(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


def hearing(broker: RedisBroker) -> Ear:
    ear = Ear()
    broker.start(ear)
    return ear


def broken_off(client: Redis) -> None:
    """Every connection to Redis breaks, and comes back at once."""
    client.client_kill_filter(_type="normal", skipme=True)


def test_a_connection_that_breaks_loses_nothing(make, client):
    broker, other = make(), make()
    ear = hearing(broker)
    for n in range(5):
        say(broker, n)
    ear.numbers(5)
    broken_off(client)
    wait_until(lambda: _said(other, 5), "a publisher connects again")
    assert ear.numbers(6) == list(range(6))
    assert not ear.lost
    wait_until(lambda: broker.is_reachable, "the reader is back")


def _said(broker: RedisBroker, n: int) -> bool:
    try:
        say(broker, n)
    except RedisError:
        broker._said = broker._untold  # nothing was lost: this is said again
        return False
    return True


def test_when_the_data_is_gone_it_says_so(make, client, key):
    ear = hearing(broker := make())
    say(broker, 1)
    ear.numbers(1)
    client.delete(key, f"{key}:run")
    broken_off(client)
    wait_until(lambda: bool(ear.lost), "the loss is told")
    say(broker, 2)
    assert ear.numbers(2) == [1, 2]


def test_when_only_the_end_is_gone_everybody_is_told(make, client, key):
    """As after a crash of Redis with its last second not on the disk: one worker had heard it, another had not."""
    ears = [hearing(broker := make()), hearing(make())]
    say(broker, 1)
    for ear in ears:
        ear.numbers(1)
    client.xdel(key, ears[0].messages[-1].position)
    broken_off(client)
    wait_until(lambda: all(ear.lost for ear in ears), "the loss is told")


def test_more_than_is_kept_is_a_loss_and_never_a_silent_gap(make, client, key):
    """A worker that was busy for long comes back to a stream that has moved on."""
    ear = hearing(broker := make())
    say(broker, 0)
    ear.numbers(1)
    with client.pipeline() as pipe:
        for n in range(1, 600):
            pipe.xadd(key, {"m": f'{{"c":["user:1"],"n":"test:said","f":{{"n":{n}}}}}'})
        pipe.xtrim(key, maxlen=200, approximate=False)
        pipe.execute()
    wait_until(lambda: bool(ear.lost) or len(ear.messages) >= 600, "it is all heard, or a loss")
    assert ear.lost or ear.numbers(600) == list(range(600))


def test_what_could_not_be_told_is_said_to_everybody_later(make, client):
    broker, other = make(), make()
    ears = [hearing(broker), hearing(other)]
    broker._not_before = time.monotonic() + 3600  # as after a timeout
    with pytest.raises(RedisError):
        say(broker, 1)
    broker._not_before = 0.0
    wait_until(lambda: all(ear.lost for ear in ears), "what was missed is said")
    say(broker, 2)
    assert ears[1].numbers(1) == [2]


def test_a_process_that_died_in_the_middle_is_noticed_by_the_next_that_starts(make, client, key):
    ear = hearing(make())
    client.zadd(f"{key}:workers", {f"{socket.gethostname()}|999999999|1": time.time()})
    hearing(make())
    wait_until(lambda: bool(ear.lost), "its last change may be untold")
    late = hearing(make())
    say(make(), 1)
    late.numbers(1)
    assert late.lost == ear.lost or not late.lost


def test_the_roll_knows_who_is_gone(client, key):
    roll = Roll(client, f"{key}:workers")
    assert roll.enter() is False
    assert roll.enter() is False
    client.zadd(f"{key}:workers", {"another.machine|1|1": time.time()})
    assert Roll(client, f"{key}:workers").enter() is False
    roll.leave()
    assert client.zrange(f"{key}:workers", 0, -1) == [b"another.machine|1|1"]


def test_a_machine_that_is_silent_for_long_is_noticed_by_those_who_stay(client, key):
    roll = Roll(client, f"{key}:workers")
    roll.enter()
    client.zadd(f"{key}:workers", {"another.machine|1|1": time.time() - 61})
    assert roll.stay() is True
    assert roll.stay() is False
    assert len(client.zrange(f"{key}:workers", 0, -1)) == 1


@dataclass
class StandingClock:
    """Moves only when it is told to."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    clock = StandingClock()
    monkeypatch.setattr("webapp.live.redis_broker.time", clock)
    return clock


def attempts(broker: RedisBroker, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows with each time that Redis is spoken to."""
    made: list[str] = []
    execute = broker._publisher.execute_command

    def counted(*arguments: Any, **options: Any) -> Any:
        made.append(arguments[0])
        return execute(*arguments, **options)

    monkeypatch.setattr(broker._publisher, "execute_command", counted)
    return made


def test_a_redis_that_is_away_is_tried_now_and_then_not_by_every_change(key, standing, monkeypatch):
    broker = RedisBroker(f"redis://127.0.0.1:{free_port()}/0", history=200, key=key)
    with pytest.raises(ValueError, match="REDIS_URL is set, but Redis does not answer there"):
        broker.check()
    made = attempts(broker, monkeypatch)
    for tried in (1, 2):
        for _ in range(50):
            with pytest.raises(RedisError):
                say(broker, 1)
        assert len(made) == tried
        standing.now += AGAIN_SECONDS


def test_a_redis_that_is_silent_costs_one_change_a_second_and_the_next_ones_nothing(
    key, standing, monkeypatch
):
    """It takes the connection, and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker = RedisBroker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", history=200, key=key)
        made = attempts(broker, monkeypatch)
        for _ in range(20):
            with pytest.raises(RedisError):
                say(broker, 1)
        assert len(made) == 1
    assert broker._publisher.get_connection_kwargs()["socket_timeout"] == PUBLISH_TIMEOUT_SECONDS == 1
