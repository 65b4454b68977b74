"""What could not be told through Redis, or was lost there, is said to everybody, whatever happens meanwhile."""

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from gevent import GreenletExit
from redis.exceptions import RedisError

from tests.processes import wait_until
from tests.test_live_broker import say
from tests.test_live_redis import broken_off, client, hearing, key, make
from webapp.live import RedisBroker
from webapp.live.broker import Place, place_of
from webapp.live.redis_broker import LOST
from webapp.live.roll import Roll

__all__ = ["client", "key", "make"]


def fail_to_say(broker: RedisBroker, n: int) -> None:
    """As while Redis is away."""
    broker._not_before = time.monotonic() + 3600
    with pytest.raises(RedisError):
        say(broker, n)


def test_what_is_missed_while_the_roll_is_asked_is_said(make, monkeypatch):
    """The reader asks it, and meanwhile a request fails to tell."""
    broker, other = make(), make()
    ear = hearing(other)
    stay: Callable[[], bool] = broker._roll.stay

    def failing() -> bool:
        if not failed:
            failed.append(1)
            fail_to_say(broker, 1)
        return stay()

    failed: list[int] = []
    monkeypatch.setattr(broker._roll, "stay", failing)
    hearing(broker)
    wait_until(lambda: bool(ear.lost), "what was missed is said")


def test_what_is_missed_while_another_loss_is_being_told_is_told_after_it(make, monkeypatch):
    """It may have become true only after the first was heard, and the pages had been fetched."""
    broker, ear = make(), hearing(make())
    fail_to_say(broker, 1)
    add: Callable[..., Place] = broker._add
    heard_by_then: list[str] = []

    def failing(channels: tuple[str, ...], name: str, facts: dict[str, Any]) -> Place:
        place = add(channels, name, facts)
        if name == LOST and not heard_by_then:
            wait_until(lambda: bool(ear.lost), "the first is heard")
            heard_by_then.extend(ear.lost)
            fail_to_say(broker, 2)
        return place

    monkeypatch.setattr(broker, "_add", failing)
    broker._not_before = 0.0
    broker.stop()
    broker._not_before = 0.0
    broker.stop()
    wait_until(lambda: len(ear.lost) > len(heard_by_then), "the second is told too")


def test_a_loss_is_told_as_soon_as_redis_answers_however_shortly_before_a_change_was_refused(make):
    broker, ear = make(), hearing(make())
    broker._not_before = time.monotonic() + 3600
    with pytest.raises(RedisError, match="a moment ago"):
        say(broker, 1)
    broker.stop()
    wait_until(lambda: bool(ear.lost), "the loss is told")
    say(broker, 2)
    assert ear.numbers(1) == [2], "and from then on it is tried again"


def test_a_change_whose_request_is_cut_off_while_it_is_told_is_said_to_everybody(make, monkeypatch):
    """A server that ends does that to what takes too long; then it says goodbye."""
    broker, ear = make(), hearing(make())

    def cut_off(*_: object, **__: object) -> bytes:
        raise GreenletExit

    with monkeypatch.context() as patched:
        patched.setattr(broker._publisher, "xadd", cut_off)
        with pytest.raises(GreenletExit):
            say(broker, 1)
    broker.stop()
    wait_until(lambda: bool(ear.lost), "what was missed is said")


def test_what_redis_took_and_lost_before_anybody_heard_it_is_noticed_with_the_next(make, monkeypatch):
    """As after a crash with its last second not on the disk, when no connection breaks that this worker would see."""
    broker, other = make(), make()
    hearing(broker)
    ear = hearing(other)
    say(broker, 1)
    ear.numbers(1)
    milliseconds, number = place_of(ear.messages[0].position)
    gone = f"{milliseconds}-{number + 1}".encode()
    with monkeypatch.context() as patched:
        patched.setattr(broker._publisher, "xadd", lambda *_, **__: gone)
        say(broker, 2)
    say(other, 3)
    wait_until(lambda: bool(ear.lost), "what was missed is said")


def test_what_redis_took_and_lost_is_noticed_when_it_is_back(make, client, monkeypatch):
    broker, other = make(), make()
    ears = [hearing(broker), hearing(other)]
    say(broker, 1)
    for ear in ears:
        ear.numbers(1)
    milliseconds, number = place_of(ears[0].messages[0].position)
    with monkeypatch.context() as patched:
        patched.setattr(broker._publisher, "xadd", lambda *_, **__: f"{milliseconds}-{number + 1}".encode())
        say(broker, 2)
    broken_off(client)
    wait_until(lambda: all(ear.lost for ear in ears), "what was missed is said")


@pytest.mark.parametrize("answered", ["zrem", "time"])
def test_who_is_gone_stays_found_when_redis_goes_away_in_between(client, key, monkeypatch, answered):
    """The line was taken off the list, but the finder did not get as far as telling."""
    roll = Roll(client, f"{key}:workers")
    client.zadd(f"{key}:workers", {f"{socket.gethostname()}|999999999|1": time.time()})
    does = getattr(client, answered)
    calls: list[str] = []

    def breaks_off(*arguments: Any) -> Any:
        calls.append(answered)
        answer = does(*arguments)
        if answered == "zrem" or len(calls) == 2:
            raise RedisError("Connection closed by server.")
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(client, answered, breaks_off)
        with pytest.raises(RedisError):
            roll.enter()
    assert len(client.zrange(f"{key}:workers", 0, -1)) == 1
    assert roll.enter() is True
    assert roll.enter() is False
