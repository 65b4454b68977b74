"""Programs at the hub: each hears what its channels bring, once and in order, wherever it was before."""

import json
import threading

from tests.test_live_hub import Said, Stage, awaited, stage
from webapp.flow import own_channel, user_channel
from webapp.live import HeldListener, Region
from webapp.live.hub import CLOSE

__all__ = ["stage"]


def program(stage: Stage, user_id: int, since: str | None = None) -> HeldListener:
    listener = HeldListener([own_channel(user_id), user_channel(user_id)], None)
    stage.hub.join(listener, since=since or stage.hub.position())
    return listener


def events(listener: HeldListener) -> list[tuple[str, str, str]]:
    """What waits for it: (name, value, id) of each event."""
    told = []
    for block in (listener.take(0) or b"").decode().strip().split("\n\n"):
        lines = dict(line.split(":", 1) for line in block.split("\n") if line)
        if lines:
            told.append((lines["event"], lines["data"], lines.get("id", "")))
    return told


def words(listener: HeldListener) -> list[str]:
    return [json.loads(data)["words"] for name, data, _ in events(listener) if name == Said.name]


def test_a_program_that_comes_back_is_told_only_what_is_for_it(stage):
    left_at = stage.hub.position()
    stage.say(1, "for ada")
    stage.say(2, "for ben")
    stage.say(1, "for ada again")
    assert words(program(stage, 1, since=left_at)) == ["for ada", "for ada again"]


def test_a_heartbeat_never_takes_it_back_before_what_it_was_told(stage):
    ada = program(stage, 1)
    stage.say(1, "one")
    stage.hub.beat([ada])
    stage.say(1, "two")
    stage.hub.beat([ada])
    told = events(ada)
    ids = [id for *_, id in told]
    assert ids == sorted(ids)
    assert [name for name, *_ in told] == ["test:said", "heartbeat", "test:said", "heartbeat"]
    assert words(program(stage, 1, since=ids[-1])) == []


def test_a_heartbeat_to_a_page_says_no_position_while_something_is_being_drawn(stage):
    go_on = threading.Event()
    waiting = Region("board-1", "board.html", words=lambda: go_on.wait(30) and "hello")
    stage.hub._regions_of = lambda _message: {user_channel(1): [waiting]}
    ada = stage.look(1)
    stage.say(1, "hello")
    stage.hub.beat([ada])
    assert events(ada) == [("heartbeat", "still here", "")]
    go_on.set()
    awaited(ada, "hello")


def test_a_position_that_was_never_given_is_beyond_history_not_a_place_to_wait(stage):
    ada = HeldListener([user_channel(1)], None)
    assert stage.hub.join(ada, since="99999999999999-0") is False
    stage.say(1, "heard at once")
    assert words(ada) == ["heard at once"]


def test_who_comes_from_a_worker_that_is_ahead_hears_nothing_twice(stage, monkeypatch):
    """Two workers read one stream: this one is a message behind the one that a program comes from."""
    start, _ = map(int, stage.hub.position().split("-"))
    monkeypatch.setattr(stage.broker, "has_reached", lambda _position: True)
    ada = program(stage, 1, since=f"{start}-2")
    stage.say(1, "heard elsewhere")
    stage.hub.beat([ada])
    assert events(ada) == [("heartbeat", "still here", "")]
    stage.say(1, "heard elsewhere too")
    stage.say(1, "new")
    assert words(ada) == ["new"]


def test_rights_that_changed_between_the_request_and_the_stream_end_it(stage):
    read_at = stage.hub.position()
    stage.broker.publish([own_channel(1)], CLOSE, {})
    stage.say(1, "not with these rights")
    ada = HeldListener([own_channel(1), user_channel(1)], None)
    stage.hub.join(ada, since=read_at, rights_at=read_at)
    assert ada.take(0) is None
    ben = HeldListener([own_channel(2), user_channel(2)], None)
    stage.hub.join(ben, since=read_at, rights_at=read_at)
    assert ben.take(0) == b""


def test_what_was_closed_is_brought_nothing_more(stage):
    ada = program(stage, 1)
    stage.say(1, "before")
    stage.broker.publish([own_channel(1)], CLOSE, {})
    stage.say(1, "after")
    assert words(ada) == ["before"]
    assert ada.take(0) is None


def test_when_something_was_never_told_everybody_is_told_that_and_comes_back(stage):
    ada, page = program(stage, 1), stage.look(1)
    stage.say(1, "told")
    start, number = map(int, stage.hub.position().split("-"))
    stage.hub.lose(f"{start}-{number + 1}")
    assert [name for name, *_ in events(ada)] == ["test:said", "resync"]
    assert ada.is_closed
    assert page.is_closed
    assert program(stage, 1, since=f"{start}-{number}").take(0) == b""
    late = HeldListener([user_channel(1)], None)
    assert stage.hub.join(late, since=f"{start}-{number}") is False
    assert stage.hub.join(late, since=f"{start}-{number + 1}") is True


def test_a_page_whose_part_could_not_be_drawn_fetches_itself(stage):
    ada = HeldListener([user_channel(1)], ["board-1"])
    stage.hub.join(ada, since=stage.hub.position())
    stage.hub._regions_of = lambda _message: {user_channel(1): [broken_board()]}
    stage.say(1, "lost")
    assert "event:resync" in awaited(ada, "fetch it again")


def broken_board() -> Region:
    def broken() -> str:
        raise RuntimeError("a fault of ours")

    return Region("board-1", "board.html", words=broken)


def test_a_control_message_is_no_telling(stage):
    left_at = stage.hub.position()
    stage.broker.publish([user_channel(1)], CLOSE, {})
    assert program(stage, 1, since=left_at).take(0) == b""
