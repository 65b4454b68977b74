"""Who hears what of a deed: the programs that are told it, and the pages that draw something anew."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask

from tests.conftest import Visitor
from tests.hearing import Ear
from tests.listening import Program, listening
from webapp import accounts, courses, notifications
from webapp.accounts import User
from webapp.core.stores import db
from webapp.flow import Event, Notice, record, regions_of
from webapp.flow.event import known_events
from webapp.live import Message


@dataclass
class Heard:
    """What came of a deed: the events that were recorded or told, and by person what their programs and pages got."""

    recorded: list[str] = field(default_factory=list)
    told: dict[str, set[str]] = field(default_factory=dict)
    drawn: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    notices: dict[str, list[Notice]] = field(default_factory=dict)

    def hearers(self, name: str) -> set[str]:
        """Whose programs are told that event."""
        return {person for person, names in self.told.items() if name in names}

    def lookers(self, name: str) -> set[str]:
        """Whose pages draw something because of it."""
        return {person for person, drawn in self.drawn.items() if drawn.get(name)}

    def readers(self, name: str) -> set[int]:
        """Who is left a line by that event: not who did it."""
        return {notice.to for notice in self.notices.get(name, []) if notice.to != notice.by}

    def regions(self, person: str) -> set[str]:
        """All that is drawn anew on somebody's pages."""
        return set().union(*self.drawn[person].values())


Hearing = Callable[[Mapping[str, User], Mapping[str, Visitor]], AbstractContextManager[Heard]]


@pytest.fixture
def hearing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Hearing:
    """`with hearing({"ada": ada, …}, {"ada": her browser, …}) as heard:` and then the deed. Their streams are open
    before it, with the rights they have then; afterwards `heard` says what came.
    """
    recorded: list[str] = []
    messages: list[Message] = []
    app.extensions["broker"].start(Ear(messages))

    def completed(event: Event) -> Event:
        recorded.append(event.name)
        return complete(event)

    notices: dict[str, list[Notice]] = {}

    def posted(event: Event) -> None:
        notices.setdefault(event.name, []).extend(event.notices())
        notifications.post(event)

    reactions = app.extensions["reactions"]
    wrapped = {
        kind: [posted if reaction is notifications.post else reaction for reaction in kinds]
        for kind, kinds in reactions.items()
    }
    monkeypatch.setitem(app.extensions, "reactions", wrapped)
    complete: Callable[[Event], Event] = record.__globals__["_completed"]
    monkeypatch.setitem(record.__globals__, "_completed", completed)

    @contextmanager
    def hear(people: Mapping[str, User], browsers: Mapping[str, Visitor]) -> Iterator[Heard]:
        heard = Heard()
        channels = {name: _channels(person.id) for name, person in people.items()}
        with ExitStack() as streams:
            programs: dict[str, Program] = {
                name: streams.enter_context(listening(browser)) for name, browser in browsers.items()
            }
            for program in programs.values():
                program.hear()
            recorded.clear()
            messages.clear()
            notices.clear()
            yield heard
            heard.notices = notices
            came = [message for message in messages if message.name in known_events()]
            heard.recorded = [*recorded, *(message.name for message in came)]
            heard.told = {name: {one.name for one in program.hear()} for name, program in programs.items()}
            heard.drawn = {name: _drawn(came, theirs) for name, theirs in channels.items()}

    return hear


def _channels(user_id: int) -> set[str]:
    person = db.session.get_one(User, user_id)
    return {*accounts.channels_of(person), *courses.channels_of(person)}


def _drawn(messages: list[Message], channels: set[str]) -> dict[str, set[str]]:
    """By event, what is drawn on the pages of somebody who is on these channels."""
    drawn: dict[str, set[str]] = {}
    for message in messages:
        for channel, regions in regions_of(message).items():
            if channel in channels:
                drawn.setdefault(message.name, set()).update(region.id for region in regions)
    return drawn
