"""Active time of a day from the views of that day. Pure: the same views give the same time in any order."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

MILLISECOND = timedelta(milliseconds=1)
BEFORE_SEEN = timedelta(minutes=2)
"""So long may somebody have been active in a view before anything was heard of it."""


class ViewSpan(NamedTuple):
    """How far a view had come by the end of a day: `active_ms` counts from the view's beginning. `seen_at` is the
    earliest that is known of it, `received_at` when it was heard of last.
    """

    view_id: str
    day: str
    first_at: datetime
    last_at: datetime
    active_ms: int
    seen_at: datetime | None = None
    received_at: datetime | None = None


def active_ms(spans: Iterable[ViewSpan]) -> dict[str, int]:
    """Active milliseconds by day: what each view added since its earlier days, together never more than the time
    that passed while any of them was open (two pages side by side do not earn twice), and no view for longer than
    it is known of.
    """
    by_view: dict[str, list[ViewSpan]] = defaultdict(list)
    for span in spans:
        by_view[span.view_id].append(span)
    added: dict[str, int] = defaultdict(int)
    open_times: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for days in by_view.values():
        before, ended_at = 0, None
        possible = _possible_ms(days)
        for span in sorted(days, key=lambda span: (span.last_at, span.day)):
            began_at = max(span.first_at, ended_at) if ended_at else span.first_at
            reached = span.active_ms if possible is None else min(span.active_ms, possible)
            added[span.day] += max(0, reached - before)
            open_times[span.day].append((min(began_at, span.last_at), span.last_at))
            before, ended_at = max(before, reached), span.last_at
    return {day: min(total, _covered_ms(open_times[day])) for day, total in added.items()}


def _possible_ms(days: Iterable[ViewSpan]) -> int | None:
    """How long a view can have been active at most, by the server's clock; None for one of which that is not known."""
    seen, received = None, None
    for span in days:
        if span.seen_at is not None and (seen is None or span.seen_at < seen):
            seen = span.seen_at
        if span.received_at is not None and (received is None or span.received_at > received):
            received = span.received_at
    if seen is None or received is None:
        return None
    return max(0, (received - seen + BEFORE_SEEN) // MILLISECOND)


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
