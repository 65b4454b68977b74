"""Active time of a day from the views of that day. Pure: the same views give the same time in any order."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ViewSpan:
    """How far a view had come by the end of a day: `active_ms` counts from the view's beginning."""

    view_id: str
    day: str
    first_at: datetime
    last_at: datetime
    active_ms: int


def active_ms(spans: Iterable[ViewSpan]) -> dict[str, int]:
    """Active milliseconds by day: what each view added since its earlier days, together never more than the time
    that passed while any of them was open (two pages side by side do not earn twice).
    """
    by_view: dict[str, list[ViewSpan]] = defaultdict(list)
    for span in spans:
        by_view[span.view_id].append(span)
    added: dict[str, int] = defaultdict(int)
    open_times: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for days in by_view.values():
        before, ended_at = 0, None
        for span in sorted(days, key=lambda span: (span.last_at, span.day)):
            began_at = max(span.first_at, ended_at) if ended_at else span.first_at
            added[span.day] += max(0, span.active_ms - before)
            open_times[span.day].append((min(began_at, span.last_at), span.last_at))
            before, ended_at = max(before, span.active_ms), span.last_at
    return {day: min(total, _covered_ms(open_times[day])) for day, total in added.items()}


def _covered_ms(intervals: list[tuple[datetime, datetime]]) -> int:
    """The length of the union of these intervals."""
    total = 0.0
    reached: datetime | None = None
    for began_at, ended_at in sorted(intervals):
        if reached is None or began_at > reached:
            total += (ended_at - began_at).total_seconds()
            reached = ended_at
        elif ended_at > reached:
            total += (ended_at - reached).total_seconds()
            reached = ended_at
    return round(total * 1000)
