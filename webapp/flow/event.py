"""A domain change, said once: its facts, who hears of it, and what they redraw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
