"""Setting the figures of days from what the log and the corrections hold of them, and the runs that follow."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from webapp import tracking
from webapp.analytics.correction_models import DayCorrection
from webapp.analytics.days import TABLE, Day
from webapp.analytics.models import DayFigures
from webapp.analytics.weights import nominal_minutes
from webapp.core.stores import db, read_anew
from webapp.tracking import DayTally

C = TABLE.c
NOTHING = DayTally()
UNTOUCHED = DayCorrection()
AT_ONCE = 60
ONE_DAY = timedelta(days=1)


def set_days(
    student_id: int, days: Sequence[str], kept: dict[str, Day], corrections: Mapping[str, DayCorrection]
) -> bool:
    """Set these days in the table and among those `kept`, and the runs that follow. Says whether anything changed."""
    tallies = tracking.log().tallies(student_id, days)
    changes: dict[str, tuple[Day | None, Day | None]] = {}
    for day in days:
        was = kept.pop(day, None)
        tally, correction = tallies.get(day, NOTHING), corrections.get(day, UNTOUCHED)
        if tally == NOTHING and correction == UNTOUCHED:
            now = None
        else:
            now = kept[day] = _figures_of(day, tally, correction, was.streak if was else 0)
        if now != was:
            changes[day] = (was, now)
    _write(student_id, changes)
    turned = sorted(day for day, (was, now) in changes.items() if _is_learned(was) != _is_learned(now))
    if turned:
        for day, length in _set_streaks(student_id, turned).items():
            if day in kept:
                kept[day] = kept[day]._replace(streak=length)
    return bool(changes)


def _is_learned(day: Day | None) -> bool:
    return day is not None and day.learning > 0


def _figures_of(day: str, tally: DayTally, correction: DayCorrection, streak: int) -> Day:
    """What a day comes to: what the log holds of it and what was corrected. The one place where the two meet."""
    lessons = max(0, tally.lessons + correction.lessons)
    videos = max(0, tally.videos + correction.videos)
    views = max(0, tally.views + correction.views)
    learning = tally.learning
    if correction.is_learning is not None:
        learning = max(1, learning) if correction.is_learning else 0
    return Day(
        day=day,
        events=tally.events,
        learning=learning,
        lessons=lessons,
        videos=videos,
        views=views,
        corrected_minutes=max(
            correction.minutes, -nominal_minutes(lessons=lessons, videos=videos, views=views)
        ),
        active_seconds=tally.active_ms // 1000,
        streak=streak,
    )


_OF_DAY = (C.student_id == sa.bindparam("of_student"), C.day == sa.bindparam("of_day"))
_INSERT = sa.insert(TABLE)
_UPDATE = (
    sa.update(TABLE)
    .where(*_OF_DAY)
    .values({name: sa.bindparam(name) for name in Day._fields if name != "day"})
)
_DELETE = sa.delete(TABLE).where(*_OF_DAY)
_RUN = sa.update(TABLE).where(*_OF_DAY).values(streak=sa.bindparam("length"))


def _write(student_id: int, changes: Mapping[str, tuple[Day | None, Day | None]]) -> None:
    """What each of these days was and is now; None stands for one with nothing on it."""
    new, moved, gone = [], [], []
    for day, (was, now) in changes.items():
        key = {"of_student": student_id, "of_day": day}
        if now is None:
            gone.append(key)
        elif was is None:
            new.append({"student_id": student_id} | now._asdict())
        else:
            values = now._asdict()
            del values["day"]
            moved.append(key | values)
        read_anew(DayFigures, student_id, day)
    for statement, rows in ((_INSERT, new), (_UPDATE, moved), (_DELETE, gone)):
        if rows:
            db.session.connection().execute(statement, rows)


def _set_streaks(student_id: int, days: Sequence[str]) -> dict[str, int]:
    """Set the length of the run on each of these days, and on the days that go on from there. Answers those it set."""
    lengths: dict[str, int] = {}
    settled_until = ""
    for day in days:
        if day > settled_until:
            settled_until = _settle_from(student_id, day, set(days), lengths)
    if lengths:
        keys = [
            {"of_student": student_id, "of_day": day, "length": length} for day, length in lengths.items()
        ]
        db.session.connection().execute(_RUN, keys)
    for day in lengths:
        read_anew(DayFigures, student_id, day)
    return lengths


def _settle_from(student_id: int, day: str, touched: set[str], lengths: dict[str, int]) -> str:
    """Walk on from that day until a run is as it was and nothing touched remains. Answers the last day seen."""
    expected = date.fromisoformat(day)
    length = _streak_on(student_id, (expected - ONE_DAY).isoformat(), lengths)
    while True:
        rows = db.session.connection().execute(_LATER, {"student": student_id, "day": day}).all()
        for row in rows:
            day = row.day
            follows = date.fromisoformat(day) == expected
            length = (length + 1 if follows else 1) if row.learning else 0
            if row.streak != length:
                lengths[day] = length
            elif day not in touched:
                return day
            expected = date.fromisoformat(day) + ONE_DAY
        if len(rows) < AT_ONCE:
            return day
        day = expected.isoformat()


_LATER: sa.Select[Any] = (
    sa.select(C.day, C.learning, C.streak)
    .where(C.student_id == sa.bindparam("student"), C.day >= sa.bindparam("day"))
    .order_by(C.day)
    .limit(AT_ONCE)
)
_ON: sa.Select[Any] = sa.select(C.streak).where(
    C.student_id == sa.bindparam("student"), C.day == sa.bindparam("day")
)


def _streak_on(student_id: int, day: str, lengths: Mapping[str, int]) -> int:
    if day in lengths:
        return lengths[day]
    return db.session.connection().scalar(_ON, {"student": student_id, "day": day}) or 0
