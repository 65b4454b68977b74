"""What a page says of the sessions that somebody looked at on it."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import BeforeValidator

from webapp.core.inputs import Input
from webapp.schedules.seeing import Unseen

_SHOWN = re.compile(r"([1-9]\d{0,9})\.(\d{1,9})", re.ASCII)


def in_field(shown: Iterable[Unseen]) -> str:
    """For the field `shown` of a form: of each session its id and edition."""
    return " ".join(f"{one.schedule_id}.{one.edition}" for one in shown)


def _editions(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = [_SHOWN.fullmatch(text) for text in value.split()]
    if not all(found):
        raise ValueError("This does not say which sessions were shown.")
    return {int(match[1]): int(match[2]) for match in found if match}


class SightingsInput(Input):
    """Which sessions a page showed, and in which edition; left out, all that it shows now."""

    shown: Annotated[Mapping[int, int] | None, BeforeValidator(_editions)] = None
