"""A domain change, said once: its facts, who hears of it, and what they redraw."""

import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import TypeAdapter

from webapp.live import Region

Audience = Mapping[str, Sequence[Region]]
"""Who hears (channels), and the regions that they redraw."""

_known: dict[str, type["Event"]] = {}
_forms: dict[str, TypeAdapter[Any]] = {}


def own_channel(user_id: int) -> str:
    """What every stream of this person is on, and nothing is told on: by it they are counted and ended."""
    return f"own:{user_id}"


def user_channel(user_id: int) -> str:
    return f"user:{user_id}"


def course_channel(course_id: int) -> str:
    return f"course:{course_id}"


class NoticeKind(enum.StrEnum):
    """What sort of notification a notice becomes (contract, section 8)."""

    achievement = "achievement"
    milestone = "milestone"
    reminder = "reminder"
    system = "system"
    social = "social"


class Topic(enum.StrEnum):
    """What a notice is about: the filters of the notification page."""

    sessions = "sessions"
    entries = "entries"
    schedule = "schedule"
    achievements = "achievements"
    school = "school"


def is_local(link: str) -> bool:
    """Whether it is a path of this site, whatever a browser makes of it."""
    return re.fullmatch(r"/(?![/\\])[^\s\\]*", link) is not None


@dataclass(frozen=True, kw_only=True)
class Several:
    """How lines about several objects read as one: `title` holds "{n}", and `link` leads to all of them.

    What has the same title template folds, if it is from the same person: "Mira reviewed {n} of your entries".
    """

    title: str
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A line that an event leaves for one person. `link` is a path of this site; opening it marks the line read.

    `about` names the object, like "entry:7". While the reader has not read them, lines that come within ten minutes
    fold: those of one person that say the same of one object, where the newest stands for all of them, and those that
    say by `several` how they read together. After `expires_at` the line is gone everywhere; without it, after 90 days.
    """

    to: int
    kind: NoticeKind
    topic: Topic
    title: str
    message: str = ""
    link: str = ""
    by: int | None = None
    about: str = ""
    several: Several | None = None
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.link and not is_local(self.link):
            raise ValueError(f"A notice leads to a path of this site, not to {self.link}.")


@dataclass(frozen=True, kw_only=True)
class Outdated:
    """Lines about this object that were left for these people. What they called for is done, so they are read; with
    `is_gone` they are not true any more, so they go.
    """

    to: Sequence[int]
    about: str
    is_gone: bool = False


@dataclass(frozen=True, kw_only=True)
class Event:
    """Fields are the facts, and the JSON form. `name` is the public spelling on the wire; a kind of events has none.

    `audience` must work from the facts alone: regions are drawn later, by workers that have someone looking.
    """

    name: ClassVar[str]
    is_told: ClassVar[bool] = True
    """Whether programs hear of it. Some events only make pages draw."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "name" in vars(cls) and _known.setdefault(cls.name, cls).__qualname__ != cls.__qualname__:
            raise TypeError(f"Two events are named {cls.name}.")

    def audience(self) -> Audience:
        return {}

    def completed(self) -> Self:
        """With the facts that are settled only when all reactions have run. Asked once, just before the commit."""
        return self

    def tellings(self) -> Iterable[tuple[str, object]]:
        """What programs are told: named events with JSON values. As a rule the event itself, once."""
        return [(self.name, self.facts())] if self.is_told else []

    def own_tellings(self) -> Mapping[str, Iterable[tuple[str, object]]]:
        """What those on one channel alone are told, by channel: where one change says something else to each."""
        return {}

    def notices(self) -> Iterable[Notice]:
        """The lines it leaves. Asked inside the transaction, where its reactions name `notifications.post`."""
        return []

    def outdates(self) -> Iterable[Outdated]:
        """The lines of earlier events that this one makes old. Asked where its notices are."""
        return []

    def facts(self) -> dict[str, Any]:
        """The fields as JSON values."""
        facts: dict[str, Any] = _form_of(type(self)).dump_python(self, mode="json")
        return facts

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Self:
        event: Self = _form_of(cls).validate_python(facts)
        return event


def known_events() -> Mapping[str, type[Event]]:
    """Every event there is, by its name on the wire."""
    return dict(sorted(_known.items()))


def _form_of(kind: type[Event]) -> TypeAdapter[Any]:
    if kind.name not in _forms:
        _forms[kind.name] = TypeAdapter(kind)
    return _forms[kind.name]
