"""What every broker must do. Another adapter joins by joining the list."""

import threading
from collections.abc import Callable

import pytest

from webapp.live import Broker, MemoryBroker, Message
from webapp.live.broker import parse_position

BROKERS: dict[str, Callable[[int], Broker]] = {"memory": lambda history: MemoryBroker(history=history)}


@pytest.fixture(params=BROKERS)
def make(request: pytest.FixtureRequest) -> Callable[[int], Broker]:
    return BROKERS[request.param]


def numbers(messages: list[Message] | None) -> list[int]:
    assert messages is not None
    return [message.facts["n"] for message in messages]


def test_a_listener_hears_everything_in_order(make):
    broker = make(100)
    heard: list[Message] = []
    broker.listen(heard.append)
    for n in range(50):
        broker.publish([f"user:{n % 3}"], "test:said", {"n": n})
    assert numbers(heard) == list(range(50))
    places = [parse_position(message.position) or (0, 0) for message in heard]
    assert places == sorted(places)
    assert len(set(places)) == 50


def test_history_answers_exactly_what_came_after_a_position(make):
    broker = make(100)
    broker.publish(["user:1"], "test:said", {"n": 0})
    noted = broker.position()
    assert numbers(broker.since(noted)) == []
    for n in (1, 2, 3):
        broker.publish(["user:1"], "test:said", {"n": n})
    assert numbers(broker.since(noted)) == [1, 2, 3]


def test_beyond_its_history_it_says_so_instead_of_leaving_a_gap(make):
    broker = make(100)
    noted = broker.position()
    for n in range(100):
        broker.publish(["user:1"], "test:said", {"n": n})
    assert numbers(broker.since(noted)) == list(range(100))
    broker.publish(["user:1"], "test:said", {"n": 100})
    assert broker.since(noted) is None


@pytest.mark.parametrize(
    "position", ["", "-", "1", "0-0", "99999999999999-0", "1-1-1", "-1-2", "１-２", "a-b", "1-" + "9" * 60]
)
def test_a_position_of_another_start_or_of_nobody_is_out_of_reach(make, position):
    broker = make(100)
    broker.publish(["user:1"], "test:said", {"n": 0})
    assert broker.since(position) is None


def test_a_position_of_the_future_is_out_of_reach(make):
    broker = make(100)
    start = broker.position().partition("-")[0]
    assert broker.since(f"{start}-7") is None


def test_many_writers_are_brought_in_one_order_and_none_is_lost(make):
    broker = make(5000)
    heard: list[Message] = []
    broker.listen(heard.append)
    noted = broker.position()

    def write(writer: int) -> None:
        for n in range(200):
            broker.publish([f"user:{writer}"], "test:said", {"n": writer * 1000 + n})

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    assert numbers(broker.since(noted)) == numbers(heard)
    for writer in range(8):
        own = [n for n in numbers(heard) if n // 1000 == writer]
        assert own == [writer * 1000 + n for n in range(200)]
