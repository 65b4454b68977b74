"""Recording a change and making it durable. Reactions run inside the transaction; facts are told after it, and what
must wait until it is durable follows in transactions of its own.
"""

import logging
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from flask import Flask, current_app
from sqlalchemy import event as sa_event
from sqlalchemy.orm import Session

from webapp.core import metrics
from webapp.core.errors import Unavailable
from webapp.core.stores import db
from webapp.flow.event import Audience, Event, known_events
from webapp.live import Broker, Message

log = logging.getLogger("tandem.flow")
T = TypeVar("T")

Reactions = Mapping[type[Event], Sequence[Callable[[Any], object]]]
Afterwards = Mapping[type[Event], Callable[[Sequence[Any]], object]]
"""What follows the commit of events of a kind: given all of them at once, it commits by itself."""

_RECORDED = "recorded events"
_BEGAN = "when the first was recorded"
_SETTLED = "what is settled"


def record(event: Event) -> None:
    """Say that this happened. What follows from it happens now, in the same transaction."""
    info = db.session().info
    info.setdefault(_RECORDED, []).append(event)
    info.setdefault(_BEGAN, time.perf_counter())
    reactions: Reactions = current_app.extensions["reactions"]
    for reaction in reactions.get(type(event), ()):
        reaction(event)


def commit() -> None:
    """Make everything durable, then tell those who listen, then do what follows. Neither a lost broker nor what follows
    fails the change.
    """
    session = db.session()
    recorded: list[Event] = session.info.pop(_RECORDED, [])
    session.info[_SETTLED] = {}
    events = [_completed(event) for event in _without_repeats(recorded)]
    session.info.pop(_SETTLED)
    session.commit()
    if recorded:
        metrics.lag.observe(time.perf_counter() - session.info.pop(_BEGAN))
    for event in events:
        tell(event)
    _follow(events)


def settled(key: Hashable, ask: Callable[[], T]) -> T:
    """What several events ask when they are completed is asked once: nothing changes any more by then."""
    known: dict[Hashable, Any] | None = db.session().info.get(_SETTLED)
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    answer: T = known[key]
    return answer


def _completed(event: Event) -> Event:
    """With what only its telling needs. Where that fails it is told as it is: the change itself goes on."""
    try:
        return event.completed()
    except Exception:
        log.exception("Could not complete %s", event.name)
        return event


def tell(event: Event) -> None:
    """Tell those who listen of something that is true already. Where that cannot be done they hear that they missed
    something, now or when the broker is back, and fetch it.
    """
    broker: Broker = current_app.extensions["broker"]
    try:
        channels = tuple(event.audience())
        facts = event.facts() if channels else {}
    except Exception:
        log.exception("Could not tell of %s", event.name)
        _lose(broker)
        return
    if channels:
        try:
            broker.publish(channels, event.name, facts)
        except Exception:
            log.exception("Could not tell of %s", event.name)


def _lose(broker: Broker) -> None:
    try:
        broker.lose()
    except Exception:
        log.exception("Could not tell that something was missed")


def tellings_of(message: Message) -> Iterable[tuple[str, object]]:
    """What a message tells programs."""
    kind = known_events().get(message.name)
    if kind is None or not kind.is_told:
        return []
    if kind.tellings is Event.tellings:
        return [(message.name, message.facts)]
    return kind.from_facts(message.facts).tellings()


def own_tellings_of(message: Message) -> Mapping[str, Iterable[tuple[str, object]]]:
    """What a message tells only those programs that are on one channel, by channel."""
    kind = known_events().get(message.name)
    if kind is None or kind.own_tellings is Event.own_tellings:
        return {}
    return kind.from_facts(message.facts).own_tellings()


def _follow(events: list[Event]) -> None:
    """What must wait for the commit. It is owed among the rows, so where it fails a tick does it."""
    afterwards: Afterwards = current_app.extensions["afterwards"]
    for kind, deed in afterwards.items():
        if theirs := [event for event in events if type(event) is kind]:
            try:
                deed(theirs)
            except Unavailable as error:
                db.session.rollback()
                log.warning("%s waits: %s", kind.name, error)
            except Exception:
                db.session.rollback()
                log.exception("Could not do what follows %s", kind.name)


def _without_repeats(events: list[Event]) -> list[Event]:
    """Each event once, where it was last: several causes of one effect are told as one."""
    told: list[Event] = []
    for event in reversed(events):
        if event not in told:
            told.append(event)
    return told[::-1]


def regions_of(message: Message) -> Audience:
    """What a message makes its hearers redraw."""
    kind = known_events().get(message.name)
    return {} if kind is None else kind.from_facts(message.facts).audience()


def install(app: Flask, reactions: Reactions, afterwards: Afterwards) -> None:
    app.extensions["reactions"] = reactions
    app.extensions["afterwards"] = afterwards


@sa_event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_RECORDED, None)
    session.info.pop(_BEGAN, None)
    session.info.pop(_SETTLED, None)
