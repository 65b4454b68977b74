"""What is accepted of a session's moves, and of undoing them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from werkzeug.datastructures import MultiDict

from webapp.core import clock, signing
from webapp.core.inputs import Input
from webapp.schedules.inputs import Numbers
from webapp.schedules.models import Scope
from webapp.schedules.moving import Before, Shift
from webapp.schedules.overlaps import Accepted
from webapp.schedules.queries import KEPT
from webapp.schedules.slots import MOST_OCCURRENCES

KIND = "put-back"
_EPOCH, _UNIT = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def in_field(befores: Iterable[Before]) -> str:
    """For the field `before` of a form, signed and good for a day: of each session id, sequence, start and length,
    exact to the microsecond, and the reason that it had.
    """
    were = [
        (
            one.schedule_id,
            one.sequence,
            (one.starts_at - _EPOCH) // _UNIT,
            one.length // _UNIT,
            one.overlap_reason,
        )
        for one in befores
    ]
    return signing.sign({"were": were, "exp": clock.now() + KEPT}, kind=KIND)


def _befores(value: object) -> object:
    """What a move of ours has left: nobody puts a session at a time at which it never was."""
    if not isinstance(value, str):
        return value
    claims = signing.read(value, kind=KIND)
    if claims is None or claims["exp"] < clock.now().timestamp():
        raise ValueError("This does not say when a session was.")
    return tuple(
        Before(schedule_id, sequence, _EPOCH + starts * _UNIT, length * _UNIT, reason)
        for schedule_id, sequence, starts, length, reason in claims["were"]
    )


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
