"""When something happened, as well as can be known from clocks that may be wrong. Nothing is refused for its time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from webapp.tracking.inputs import EARLIEST

SKEW = timedelta(minutes=5)
"""A page's clock that is further off is corrected, in whole steps of this size: slow delivery is not taken for skew."""

LEAD = timedelta(minutes=2)
"""So far ahead a clock may be without being remarked upon."""


class Sent(Protocol):
    """When a request was sent, by the page's own clocks."""

    @property
    def sent_at(self) -> datetime | None: ...

    @property
    def sent_mono(self) -> float | None: ...


@dataclass(frozen=True)
class Sending:
    """A request on its way: when it was sent by the page's clocks, and received by ours."""

    received_at: datetime
    sent_at: datetime | None = None
    sent_mono: float | None = None

    def of(self, own: Sent) -> "Sending":
        """The same for an event that says of itself when it was sent."""
        if own.sent_at is None and own.sent_mono is None:
            return self
        return Sending(self.received_at, own.sent_at or self.sent_at, own.sent_mono or self.sent_mono)

    def instant_of(self, said: datetime | None, mono: float | None) -> tuple[datetime, str]:
        """An instant that the page told, and how it was arrived at: ok, shifted or clamped.

        The steady clock of the page says how long ago it was; without it, a wrong clock is corrected by how wrong
        it was when it sent. Never in the future, nor before 2000.
        """
        if mono is not None and self.sent_mono is not None:
            ago = timedelta(milliseconds=max(0.0, self.sent_mono - mono))
            at = max(EARLIEST, self.received_at - ago)
            return at, "ok" if said is None or abs(at - said) <= SKEW else "shifted"
        if said is None:
            return self.received_at, "ok"
        off = self.received_at - self.sent_at if self.sent_at else timedelta()
        shift = round(off / SKEW) * SKEW if abs(off) > SKEW else timedelta()
        meant = said + shift
        at = max(EARLIEST, min(meant, self.received_at))
        if at != meant and not timedelta() < meant - at <= LEAD:
            return at, "clamped"
        return at, "shifted" if shift else "ok"
