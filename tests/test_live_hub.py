"""A region is drawn for those who look at it, once for all of them, and never for nobody."""

import threading
import time as real_time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from jinja2 import DictLoader

from webapp.flow import Audience, Event, user_channel
from webapp.flow.event import _known
from webapp.live import Drawing, HeldListener, Hub, MemoryBroker, Region
from webapp.live.hub import CLOSE, REFETCH

DRAWN: list[str] = []


@dataclass(frozen=True, kw_only=True)
class Said(Event):
    """Somebody said something; their board shows it."""

    name = "test:said"

    user_id: int
    words: str

    def audience(self) -> Audience:
        return {user_channel(self.user_id): [board(self.user_id, self.words)]}


_known.pop(Said.name)


def board(user_id: int, words: str) -> Region:
    def drawn() -> str:
        DRAWN.append(words)
        return words

    return Region(f"board-{user_id}", "board.html", words=drawn)


@pytest.fixture
def stage(app: Flask) -> Iterator["Stage"]:
    DRAWN.clear()
    app.jinja_env.loader = DictLoader({"board.html": "<p>{{ words }}</p>"})
    broker = MemoryBroker()
    hub = Hub(
        broker,
        Drawing(app, redraw_seconds=0.05),
        regions_of=lambda message: Said.from_facts(message.facts).audience(),
        tellings_of=lambda message: [(message.name, message.facts)],
        history=100,
    )
    yield Stage(hub, broker)
    hub.drain()


@dataclass
class Stage:
    hub: Hub
    broker: MemoryBroker

    def look(self, user_id: int, *sees: str, since: str | None = None) -> HeldListener:
        listener = HeldListener([user_channel(user_id)], sees or [f"board-{user_id}"])
        self.hub.join(listener, since=since or self.hub.position())
        return listener

    def say(self, user_id: int, words: str) -> None:
        event = Said(user_id=user_id, words=words)
        self.broker.publish(tuple(event.audience()), event.name, event.facts())


def awaited(listener: HeldListener, words: str) -> str:
    """What the listener is sent, until these words are in it."""
    seen = ""
    until = real_time.monotonic() + 30
    while words not in seen:
        assert real_time.monotonic() < until, seen
        frames = listener.take(1)
        assert frames is not None, "the stream is over"
        seen += frames.decode()
    return seen


def test_a_region_lands_where_it_is_shown(stage):
    ada = stage.look(1)
    stage.say(1, "hello")
    assert '<hx-partial hx-target="#board-1" hx-swap="innerMorph"><p>hello</p></hx-partial>' in awaited(
        ada, "hello"
    )


def test_nobody_looking_means_nothing_is_drawn(stage):
    elsewhere = stage.look(1, "another-region")
    stage.say(1, "to nobody")
    stage.say(2, "to nobody at all")
    ada = stage.look(1)
    stage.say(1, "to ada")
    awaited(ada, "to ada")
    assert DRAWN == ["to ada"]
    assert elsewhere.take(0) == b""


def test_one_drawing_serves_all_who_look(stage):
    pages = [stage.look(1) for _ in range(20)]
    stage.say(1, "once")
    for page in pages:
        awaited(page, "once")
    assert DRAWN == ["once"]


def test_a_burst_is_merged_and_its_last_word_is_drawn(stage):
    is_drawing, go_on = threading.Event(), threading.Event()

    def slow_board(words: str) -> Region:
        def drawn() -> str:
            is_drawing.set()
            assert go_on.wait(30)
            DRAWN.append(words)
            return words

        return Region("board-1", "board.html", words=drawn)

    stage.hub._regions_of = lambda message: {user_channel(1): [slow_board(message.facts["words"])]}
    ada = stage.look(1)
    stage.say(1, "word 0.")
    assert is_drawing.wait(30)
    for n in range(1, 200):
        stage.say(1, f"word {n}.")
    go_on.set()
    awaited(ada, "word 199.")
    assert DRAWN == ["word 0.", "word 199."]


def test_what_belongs_to_another_is_never_sent(stage):
    ben = HeldListener([user_channel(2)], ["board-1", "board-2"])
    stage.hub.join(ben, since=stage.hub.position())
    ada = stage.look(1)
    stage.say(1, "for ada")
    awaited(ada, "for ada")
    stage.say(2, "for ben")
    assert "for ada" not in awaited(ben, "for ben")


def test_two_hundred_channels_do_not_mix(stage):
    pages = {user_id: stage.look(user_id) for user_id in range(1, 201)}
    for user_id in pages:
        stage.say(user_id, f"only for {user_id}.")
    for user_id, page in pages.items():
        seen = awaited(page, f"only for {user_id}.")
        assert seen.count("only for") == 1


def test_what_happened_between_the_page_and_its_stream_is_caught_up(stage):
    noted = stage.hub.position()
    stage.say(1, "in between")
    ada = stage.look(1, since=noted)
    awaited(ada, "in between")


def test_beyond_history_the_page_is_told(stage):
    noted = stage.hub.position()
    for n in range(101):
        stage.say(1, str(n))
    ada = HeldListener([user_channel(1)], ["board-1"])
    assert stage.hub.join(ada, since=noted) is False


def test_a_slow_reader_is_closed_at_its_bound_and_delays_nobody(stage):
    slow = HeldListener([user_channel(1)], ["board-1"], bound=4_000)
    stage.hub.join(slow, since=stage.hub.position())
    quick = stage.look(1)
    for n in range(3):
        stage.say(1, f"{n}" + "x" * 3_000)
        awaited(quick, f"{n}xxx")
    assert slow.is_closed
    assert slow.take(0) is None
    assert not quick.is_closed


def test_a_control_message_ends_the_streams_of_its_channel_only(stage):
    ada, ben = stage.look(1), stage.look(2)
    stage.broker.publish([user_channel(1)], CLOSE, {})
    assert ada.take(1) is None
    assert ben.take(0) == b""


def test_pages_that_are_to_be_fetched_anew_hear_that_now_or_when_they_come_back(stage):
    ada, ben = stage.look(1), stage.look(2)
    program = HeldListener([user_channel(1)], None)
    stage.hub.join(program, since=stage.hub.position())
    since = stage.hub.position()
    stage.broker.publish([user_channel(1)], REFETCH, {})
    assert b"event:resync" in (ada.take(1) or b"")
    assert not ada.is_closed
    assert ben.take(0) == b""
    assert b"resync" not in (program.take(0) or b"")
    away = HeldListener([user_channel(1)], ["board-1"])
    assert not stage.hub.join(away, since=since)
    again = HeldListener([user_channel(1)], ["board-1"])
    assert stage.hub.join(again, since=stage.hub.position())


def test_who_leaves_is_forgotten(stage):
    ada = stage.look(1)
    stage.hub.leave(ada)
    assert stage.hub.listening(user_channel(1)) == []
    stage.say(1, "gone")
    assert ada.take(0) == b""
    assert DRAWN == []


def test_a_partial_that_fails_does_not_stop_the_others(stage, caplog):
    def broken() -> str:
        raise RuntimeError("a fault of ours")

    ada = HeldListener([user_channel(1)], ["board-1", "broken"])
    stage.hub.join(ada, since=stage.hub.position())
    touched: Callable[[Any], Any] = lambda message: {  # noqa: E731
        user_channel(1): [Region("broken", "board.html", words=broken), board(1, message.facts["words"])]
    }
    stage.hub._regions_of = touched
    stage.say(1, "still here")
    awaited(ada, "still here")
    assert "Could not draw broken" in caplog.text


def test_a_draining_worker_ends_every_stream(stage):
    pages = [stage.look(user_id) for user_id in (1, 2, 3)]
    waiting: list[bytes | None] = []
    threads = [threading.Thread(target=lambda page=page: waiting.append(page.take(60))) for page in pages]
    for thread in threads:
        thread.start()
    stage.hub.drain()
    for thread in threads:
        thread.join(60)
    assert waiting == [None, None, None]
