"""What somebody hears of a change, and what their open page draws anew."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask

from tests.processes import wait_until
from webapp import accounts, courses
from webapp.accounts import User
from webapp.core.stores import db
from webapp.live import HeldListener, Message

PART = re.compile(r'<hx-partial hx-target="#([^"]+)".*?</hx-partial>', re.DOTALL)
"""A region as a stream brings it."""


@dataclass
class Heard:
    """What somebody heard: messages by event name, the last of each, with the regions they redraw."""

    messages: list[Message] = field(default_factory=list)

    def __getitem__(self, name: str) -> Message:
        return [message for message in self.messages if message.name == name][-1]

    def __contains__(self, name: str) -> bool:
        return any(message.name == name for message in self.messages)


@dataclass
class Ear:
    """Hears everything that the broker brings."""

    messages: list[Message]

    def begin(self, position: str) -> None:
        self.messages.clear()

    def receive(self, message: Message) -> None:
        self.messages.append(message)

    def lose(self, position: str) -> None:
        raise AssertionError("messages were lost")

    def cut(self) -> None:
        raise AssertionError("the broker is out of reach")


@pytest.fixture
def heard(app: Flask) -> Callable[[User], Heard]:
    """`heard(ada)` is what Ada could hear since the test began."""
    messages: list[Message] = []
    app.extensions["broker"].start(Ear(messages))

    def hears(user: User) -> Heard:
        person = db.session.get_one(User, user.id)
        channels = {*accounts.channels_of(person), *courses.channels_of(person)}
        return Heard([message for message in messages if channels & set(message.channels)])

    return hears


def _latest(frames: str) -> str:
    """Without what was drawn over: several drawings of one change may be one or not."""
    last = {part[1]: part.start() for part in PART.finditer(frames)}
    return PART.sub(lambda part: part[0] if last[part[1]] == part.start() else "", frames)


@pytest.fixture
def looking(app: Flask) -> Iterator[Callable[..., Callable[[], str]]]:
    """`see = looking(ada, "ledger-1")` opens a page that shows these regions; `see()` is what was drawn there since it
    was last asked, each region as it was drawn last, as soon as nothing is left to draw. With `since` it comes back,
    having seen all until then.
    """
    opened: list[HeldListener] = []

    def look(user: User, *regions: str, since: str = "") -> Callable[[], str]:
        hub = app.extensions["hub"]
        person = db.session.get_one(User, user.id)
        listener = HeldListener([*accounts.channels_of(person), *courses.channels_of(person)], regions)
        hub.join(listener, since=since or hub.position())
        opened.append(listener)

        def see() -> str:
            wait_until(lambda: hub._drawing.is_idle, "all is drawn that was asked for")
            frames = listener.take(0)
            assert frames, "nothing was drawn"
            return _latest(frames.decode())

        return see

    yield look
    for listener in opened:
        app.extensions["hub"].leave(listener)
