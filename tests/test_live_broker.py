"""What every broker must do. Another adapter joins by joining the list."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from webapp.live import Broker, MemoryBroker, Message, RedisBroker
from webapp.live.broker import parse_position, place_of
from webapp.live.history import History


@dataclass
class Ear:
    """Hears, and can wait for it."""

    messages: list[Message] = field(default_factory=list)
    begun: str = ""
    lost: list[str] = field(default_factory=list)
    cuts: int = 0

    def begin(self, position: str) -> None:
        self.begun = position

    def receive(self, message: Message) -> None:
        self.messages.append(message)

    def lose(self, position: str) -> None:
        self.lost.append(position)

    def cut(self) -> None:
        self.cuts += 1

    def numbers(self, count: int) -> list[int]:
        """The numbers of the first `count` messages; waits for them."""
        until = time.monotonic() + 60
        while len(self.messages) < count:
            assert time.monotonic() < until, f"{len(self.messages)} of {count} came"
            time.sleep(0.005)
        return [message.facts["n"] for message in self.messages]


Make = Callable[[], Broker]


@pytest.fixture(params=["memory", "redis"])
def make(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """`make()` is a worker's own end of one and the same broker, which waits for a Redis on a slow machine."""
    monkeypatch.setattr("webapp.live.redis_broker.PUBLISH_TIMEOUT_SECONDS", 30.0)
    if request.param == "memory":
        one = MemoryBroker()
        yield lambda: one
    else:
        url = request.getfixturevalue("redis_url")
        key = f"test:{time.time_ns()}"
        yield lambda: RedisBroker(url, history=1000, key=key)


def say(broker: Broker, n: int, channel: str = "user:1") -> None:
    broker.publish([channel], "test:said", {"n": n})


def test_a_hearer_hears_everything_in_order(make):
    broker, ear = make(), Ear()
    broker.start(ear)
    for n in range(50):
        say(broker, n, f"user:{n % 3}")
    assert ear.numbers(50) == list(range(50))
    places = [parse_position(message.position) or (0, 0) for message in ear.messages]
    assert places == sorted(places)
    assert len(set(places)) == 50
    assert ear.messages[4].channels == ("user:1",)


def test_what_cannot_be_told_is_said_to_be_missed_by_every_worker(make):
    """In its place: whoever fetches anew then finds what came before it."""
    first, second = make(), make()
    ears = [Ear(), Ear()]
    first.start(ears[0])
    second.start(ears[1])
    say(first, 1)
    first.lose()
    say(first, 2)
    for ear in ears:
        assert ear.numbers(2) == [1, 2]
        before, after = (place_of(message.position) for message in ear.messages)
        assert [lost for lost in ear.lost if before < place_of(lost) < after], ear
        assert all(map(second.has_reached, ear.lost))


def test_every_worker_hears_the_same(make):
    first, second = make(), make()
    ears = [Ear(), Ear()]
    first.start(ears[0])
    second.start(ears[1])
    for n in range(40):
        say((first, second)[n % 2], n)
    heard = [ear.numbers(40) for ear in ears]
    assert sorted(heard[0]) == list(range(40))
    assert heard[0] == heard[1]


def test_many_writers_are_brought_in_one_order_and_none_is_lost(make):
    broker, ear = make(), Ear()
    broker.start(ear)

    def write(writer: int) -> None:
        for n in range(100):
            say(broker, writer * 1000 + n, f"user:{writer}")

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    heard = ear.numbers(800)
    for writer in range(8):
        assert [n for n in heard if n // 1000 == writer] == [writer * 1000 + n for n in range(100)]


def test_who_starts_later_is_told_where_its_memory_begins(make):
    broker = make()
    broker.start(Ear())
    for n in range(5):
        say(broker, n)
    late, ear = make(), Ear()
    late.start(ear)
    floor = parse_position(ear.begun)
    assert floor is not None
    say(late, 5)
    assert ear.numbers(len(ear.messages))[-1:] in ([], [4], [5])
    assert ear.numbers(6 if isinstance(late, RedisBroker) else 1)[-1] == 5
    assert all((parse_position(message.position) or (0, 0)) > floor for message in ear.messages)


def a_history(count: int, most: int) -> History:
    history = History(most=most)
    history.begin("7-0")
    for n in range(1, count + 1):
        history.add(Message(f"7-{n}", ("user:1",), "test:said", {"n": n}))
    return history


def numbers(messages: list[Message] | None) -> list[int] | None:
    return None if messages is None else [message.facts["n"] for message in messages]


@pytest.mark.parametrize(
    ("since", "missed"),
    [("7-0", [1, 2, 3]), ("7-1", [2, 3]), ("7-3", []), ("6-9", None), ("7-4", None), ("", None), ("x", None)],
)
def test_history_answers_exactly_what_came_after_a_position(since, missed):
    assert numbers(a_history(3, most=10).since(since)) == missed


def test_beyond_its_memory_it_says_so_instead_of_leaving_a_gap():
    history = a_history(15, most=10)
    assert numbers(history.since("7-5")) == list(range(6, 16))
    assert history.since("7-4") is None


def test_it_remembers_so_many_bytes_and_no_more():
    history = History(most=100, most_bytes=1_000)
    history.begin("7-0")
    for n in range(1, 11):
        history.add(Message(f"7-{n}", (), "test:said", {"n": n, "words": "x" * 200}))
    assert numbers(history.since("7-6")) == [7, 8, 9, 10]
    assert history.since("7-5") is None
    history.add(Message("7-11", (), "test:said", {"words": "x" * 2_000}))
    assert history.since("7-11") == []
    assert history.since("7-10") is None


def test_it_answers_for_some_channels_alone():
    history = History(most=10)
    history.begin("7-0")
    for n, channel in enumerate(("user:1", "user:2", "user:1"), start=1):
        history.add(Message(f"7-{n}", (channel, "role:admin"), "test:said", {"n": n}))
    assert numbers(history.since("7-0", frozenset({"user:1"}))) == [1, 3]
    assert numbers(history.since("7-0", frozenset({"user:9"}))) == []
    assert numbers(history.since("7-1", frozenset({"role:admin", "user:1"}))) == [2, 3]


def test_positions_are_compared_as_numbers_not_as_text():
    history = a_history(11, most=50)
    assert numbers(history.since("7-9")) == [10, 11]


def test_a_message_heard_twice_is_kept_once():
    history = a_history(3, most=10)
    assert history.add(Message("7-3", (), "test:said", {"n": 3})) is False
    assert numbers(history.since("7-2")) == [3]


@pytest.mark.parametrize("text", ["", "-", "1", "1-1-1", "-1-2", "１-２", "a-b", "1-" + "9" * 60, "1 -2"])
def test_what_is_no_position_is_not_taken_for_one(text):
    assert parse_position(text) is None
