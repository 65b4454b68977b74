"""The events, written down from their declarations: `docs/events.md` is this, and a test keeps it so."""

import dataclasses
import inspect
from typing import get_type_hints

from webapp.flow.event import Event, known_events

HEAD = """# Events

Generated from the code by `flask describe-events`; a test fails when it lags behind. An event's fields are its facts.
An event without hearers is not told to anybody: it only causes what `webapp/reactions.py` lists.
"""


def describe() -> str:
    """All events as Markdown, by name."""
    return "\n".join([HEAD, *(_section(kind) for kind in known_events().values())])


def _section(kind: type[Event]) -> str:
    rule = " ".join(inspect.cleandoc(kind.__doc__ or "").split())
    hints = get_type_hints(kind)
    rows = [f"| `{field.name}` | `{_type_name(hints[field.name])}` |" for field in dataclasses.fields(kind)]
    return "\n".join([f"## `{kind.name}`", "", rule, "", "| fact | type |", "|---|---|", *rows, ""])


def _type_name(hint: object) -> str:
    return (hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)).replace(
        "webapp.", ""
    )
