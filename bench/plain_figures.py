"""The figures of contract section 3 once more, as plainly as they can be said: everything from the start, no database.

Slow and simple on purpose. The product's own rows must equal what stands here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

NO_LEARNING = {"login", "profile_view", "profile_refresh"}
REACHED = {
    "first-lesson": ("lessons", 1),
    "ten-lessons": ("lessons", 10),
    "fifty-lessons": ("lessons", 50),
    "first-video": ("videos", 1),
    "three-days": ("streak", 3),
    "seven-days": ("streak", 7),
    "thirty-days": ("streak", 30),
    "ten-hours": ("minutes", 600),
    "fifty-hours": ("minutes", 3000),
    "hundred-hours": ("minutes", 6000),
}


@dataclass(frozen=True)
class Deed:
    """An activity that was taken in. `finishes` says whether it finishes its unit."""

    event_id: str
    type: str
    at: datetime
    day: str
    unit_id: int | None = None
    finishes: bool = False


@dataclass(frozen=True)
class Sample:
    """How far a view was on a day: active so many milliseconds since it began, open there from `began_at` to `at`.
    `seen_at` is the earliest that is known of it, `received_at` when it was heard.
    """

    view_id: str
    day: str
    began_at: datetime
    at: datetime
    active_ms: int
    seen_at: datetime | None = None
    received_at: datetime | None = None


def days_of(deeds: Iterable[Deed], samples: Iterable[Sample]) -> dict[str, dict[str, int]]:
    """What each day comes to."""
    counted, active = _counted(deeds), _active_ms(list(samples))
    days: dict[str, dict[str, int]] = {}
    for day in {deed.day for deed in counted} | {day for day, ms in active.items() if ms}:
        types = [deed.type for deed in counted if deed.day == day]
        days[day] = {
            "events": len(types),
            "learning": sum(type_ not in NO_LEARNING for type_ in types),
            "lessons": types.count("lesson_complete"),
            "videos": types.count("video_watch"),
            "views": types.count("course_view"),
            "active_seconds": active.get(day, 0) // 1000,
        }
    for day, figures in days.items():
        figures["streak"] = _run_that_ends_on(day, days)
    return days


def totals_of(days: dict[str, dict[str, int]]) -> dict[str, int]:
    """All days together."""
    names = ("events", "lessons", "videos", "views", "active_seconds")
    totals = {name: sum(day[name] for day in days.values()) for name in names}
    totals["learning_days"] = sum(day["learning"] > 0 for day in days.values())
    totals["longest_streak"] = max((day["streak"] for day in days.values()), default=0)
    return totals


def achievements_of(days: dict[str, dict[str, int]], certificates: Sequence[str] = ()) -> dict[str, str]:
    """What is unlocked, and on which day its rule came true."""
    unlocked: dict[str, str] = {}
    for key, (figure, target) in REACHED.items():
        so_far = 0
        for day in sorted(days):
            now = days[day]
            worth = now["lessons"] * 30 + now["videos"] * 15 + now["views"] * 10
            so_far = now["streak"] if figure == "streak" else so_far + now.get(figure, worth)
            if so_far >= target:
                unlocked[key] = day
                break
    for key, number in (("first-certificate", 1), ("three-certificates", 3)):
        if len(certificates) >= number:
            unlocked[key] = sorted(certificates)[number - 1]
    return unlocked


def finished_units(deeds: Iterable[Deed]) -> dict[int, datetime]:
    """When each finished unit was finished first."""
    finished: dict[int, datetime] = {}
    for deed in sorted(deeds, key=lambda deed: deed.at, reverse=True):
        if deed.finishes and deed.unit_id is not None:
            finished[deed.unit_id] = deed.at
    return finished


def _counted(deeds: Iterable[Deed]) -> list[Deed]:
    """Each id once; a lesson of a unit at its earliest only."""
    by_id: dict[str, Deed] = {}
    for deed in deeds:
        by_id.setdefault(deed.event_id, deed)
    claims: dict[Any, list[Deed]] = defaultdict(list)
    for deed in by_id.values():
        once = deed.type == "lesson_complete" and deed.unit_id is not None
        claims[deed.unit_id if once else deed.event_id].append(deed)
    return [min(group, key=lambda deed: (deed.at, deed.event_id)) for group in claims.values()]


def _run_that_ends_on(day: str, days: dict[str, dict[str, int]]) -> int:
    length, at = 0, date.fromisoformat(day)
    while days.get(at.isoformat(), {}).get("learning"):
        length, at = length + 1, at - timedelta(days=1)
    return length


def _active_ms(samples: list[Sample]) -> dict[str, int]:
    """What the views of a day added on it, and no more than the time that any of them was open."""
    furthest: dict[tuple[str, str], Sample] = {}
    for sample in samples:
        key = (sample.view_id, sample.day)
        kept = furthest.get(key, sample)
        furthest[key] = Sample(
            *key,
            min(kept.began_at, sample.began_at),
            max(kept.at, sample.at),
            max(kept.active_ms, sample.active_ms),
        )
    added: dict[str, int] = defaultdict(int)
    open_on: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for view in {sample.view_id for sample in samples}:
        reached, ended = 0, None
        most = _most_ms([sample for sample in samples if sample.view_id == view])
        for sample in sorted((s for (v, _), s in furthest.items() if v == view), key=lambda s: (s.at, s.day)):
            so_far = min(sample.active_ms, most)
            added[sample.day] += max(0, so_far - reached)
            reached = max(reached, so_far)
            began = sample.began_at if ended is None else max(ended, sample.began_at)
            open_on[sample.day].append((min(began, sample.at), sample.at))
            ended = sample.at
    return {day: min(ms, _length(open_on[day])) for day, ms in added.items()}


def _most_ms(view: list[Sample]) -> int:
    """A view that was heard of is believed for as long as it is known of, and two minutes before."""
    seen = [sample.seen_at for sample in view if sample.seen_at]
    received = [sample.received_at for sample in view if sample.received_at]
    if not seen or not received:
        return 10**12
    return (max(received) - min(seen) + timedelta(minutes=2)) // timedelta(milliseconds=1)


def _length(spans: list[tuple[datetime, datetime]]) -> int:
    """Milliseconds that lie in any of these spans, counted piece by piece between all their ends."""
    ends = sorted({instant for span in spans for instant in span})
    pieces = pairwise(ends)
    inside = [after - before for before, after in pieces if any(a <= before and after <= b for a, b in spans)]
    return sum(inside, timedelta()) // timedelta(milliseconds=1)
