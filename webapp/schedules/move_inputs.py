"""What is accepted of a session's moves, and of undoing them."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, TypeAdapter
from werkzeug.datastructures import MultiDict

from webapp.core.inputs import Input
from webapp.schedules.inputs import Numbers, Reason
from webapp.schedules.models import Scope
from webapp.schedules.moving import Before, Shift
from webapp.schedules.overlaps import Accepted
from webapp.schedules.slots import MOST_OCCURRENCES

_BEFORE = re.compile(r"([1-9]\d{0,9})\.(\d{1,9})\.(\d{1,16})\.(\d{1,11})(?:\.([\w-]{1,1600}))?", re.ASCII)
_REASON: TypeAdapter[str] = TypeAdapter(Reason)
_NO_MOVE = "This does not say when a session was."
_EPOCH, _UNIT = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def in_field(befores: Iterable[Before]) -> str:
    """For the field `before` of a form: of each session id, sequence, start and length, exact to the microsecond, and
    the reason that it had.
    """
    return " ".join(
        f"{one.schedule_id}.{one.sequence}.{(one.starts_at - _EPOCH) // _UNIT}.{one.length // _UNIT}"
        + (
            f".{urlsafe_b64encode(one.overlap_reason.encode()).decode().rstrip('=')}"
            if one.overlap_reason
            else ""
        )
        for one in befores
    )


def _befores(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = [_BEFORE.fullmatch(text) for text in value.split()]
    if not all(found):
        raise ValueError(_NO_MOVE)
    return tuple(
        _before(*map(int, match.groups()[:4]), reason=_reason(match[5] or "")) for match in found if match
    )


def _before(schedule_id: int, sequence: int, starts: int, length: int, *, reason: str) -> Before:
    return Before(schedule_id, sequence, _EPOCH + starts * _UNIT, length * _UNIT, reason)


def _reason(text: str) -> str:
    try:
        return _REASON.validate_python(urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
    except ValueError as fault:
        raise ValueError(_NO_MOVE) from fault


class MoveInput(Input):
    """How far to move a session on its clocks, and by how many minutes to make it longer. `before` is when sessions
    were: it is a move that is undone.
    """

    minutes: Annotated[int, Field(ge=-7 * 1440, le=7 * 1440)] = 0
    days: Annotated[int, Field(ge=-370, le=370)] = 0
    longer: Annotated[int, Field(ge=-12 * 60, le=12 * 60)] = 0
    scope: Scope | None = None
    accepted: Numbers = ()
    before: Annotated[tuple[Before, ...], BeforeValidator(_befores), Field(max_length=MOST_OCCURRENCES)] = ()

    @property
    def shift(self) -> Shift:
        return Shift(timedelta(days=self.days, minutes=self.minutes), timedelta(minutes=self.longer))

    @property
    def overlaps_accepted(self) -> Accepted:
        return Accepted(self.accepted)

    @classmethod
    def _from_form(cls, form: "MultiDict[str, str]") -> dict[str, Any]:
        data = super()._from_form(form)
        return data | {name: form[name] for name in ("accepted", "before") if form.get(name)}
