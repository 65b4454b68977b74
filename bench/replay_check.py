"""Whether every learner's rows are what the file alone says they must be."""

import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bench import plain_figures as plain
from bench.replay_stage import Stage, zone_of
from bench.statements import Statement
from tests.serving import Served
from tests.staging import backstage
from webapp import analytics, tracking
from webapp.accounts import SignIn
from webapp.analytics.models import Achievement, DayFigures
from webapp.core import clock
from webapp.core.stores import db
from webapp.courses.models import Certificate, Enrollment

WATCHED = 90
"""From this percentage on a video unit is finished (contract, section 3)."""

PATIENCE = 60.0


def differences(site: Served, stage: Stage, statements: Sequence[Statement]) -> list[str]:
    """What is not as it must be, by learner, once nothing is owed to the log any more; nothing, if all is well."""
    by_learner: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_learner[statement.learner].append(statement)
    found: list[str] = []
    with backstage(site):
        _await_what_is_owed()
        for learner, theirs in by_learner.items():
            must, are = _must_be(learner, theirs, stage), _are(stage.learners[learner])
            found += [
                f"{learner}: {name} is {are[name]}, not {must[name]}"
                for name in must
                if must[name] != are[name]
            ]
            db.session.expunge_all()
    return found


def _await_what_is_owed() -> None:
    """What a crash kept from the log is brought by the site's ticker."""
    until = time.monotonic() + PATIENCE
    while tracking.owed_count() and time.monotonic() < until:
        db.session.rollback()
        time.sleep(0.1)
    assert not tracking.owed_count(), "the ticker has not written what is owed to the log"
    db.session.rollback()


def _must_be(learner: str, theirs: Sequence[Statement], stage: Stage) -> dict[str, Any]:
    """From the statements, and from when the learner enrolled, signed in and was certified."""
    zone, student_id = zone_of(learner), stage.learners[learner]
    deeds = [_deed(statement, stage, zone) for statement in theirs if not statement.is_heartbeat]
    finished = plain.finished_units(deeds)
    progress, certified = {}, []
    for course in {statement.course for statement in theirs}:
        units = {place["unit_id"] for (name, _), place in stage.places.items() if name == course}
        course_id = next(place["course_id"] for (name, _), place in stage.places.items() if name == course)
        progress[course_id] = len(units & finished.keys()) * 100 // len(units)
        if units <= finished.keys():
            certified.append(course_id)
    deeds += [plain.Deed(f"{kind} {at}", kind, at, _day(at, zone)) for kind, at in _stated(student_id)]
    samples = [_sample(statement, zone) for statement in theirs if statement.is_measured]
    days = plain.days_of(deeds, samples)
    totals = plain.totals_of(days)
    certificates = [_day(at, zone) for kind, at in _stated(student_id) if kind == "certificate_earned"]
    return {
        "the days": days,
        "the minutes learned": totals["lessons"] * 30 + totals["videos"] * 15 + totals["views"] * 10,
        "the seconds active": totals["active_seconds"],
        "the longest streak": totals["longest_streak"],
        "the streak": _streak_today(days, zone),
        "the progress": progress,
        "the certificates": len(certified),
        "the achievements": plain.achievements_of(days, certificates),
    }


def _are(student_id: int) -> dict[str, Any]:
    """As the product's own queries say."""
    names = ("events", "learning", "lessons", "videos", "views", "active_seconds", "streak")
    rows = db.session.scalars(sa.select(DayFigures).where(DayFigures.student_id == student_id))
    held = db.session.scalars(sa.select(Enrollment).where(Enrollment.student_id == student_id))
    unlocked = db.session.scalars(sa.select(Achievement).where(Achievement.student_id == student_id))
    figures = analytics.figures(student_id)
    return {
        "the days": {row.day: {name: getattr(row, name) for name in names} for row in rows},
        "the minutes learned": figures.learned_minutes,
        "the seconds active": figures.active_seconds,
        "the longest streak": figures.longest_streak,
        "the streak": figures.learning_streak,
        "the progress": {enrollment.course_id: enrollment.progress for enrollment in held},
        "the certificates": figures.certificates,
        "the achievements": {row.key: row.unlocked_on for row in unlocked},
    }


def _deed(statement: Statement, stage: Stage, zone: str) -> plain.Deed:
    is_watched = statement.verb == "completed"
    return plain.Deed(
        event_id=statement.id,
        type="video_watch" if is_watched else "unit_view",
        at=statement.at,
        day=_day(statement.at, zone),
        unit_id=stage.place(statement)["unit_id"],
        finishes=is_watched and statement.watched >= WATCHED,
    )


def _sample(statement: Statement, zone: str) -> plain.Sample:
    local = statement.at.astimezone(clock.zone(zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    began = max(statement.at - timedelta(milliseconds=statement.played_ms), midnight)
    return plain.Sample(statement.sitting, str(local.date()), began, statement.at, statement.played_ms)


def _stated(student_id: int) -> list[tuple[str, datetime]]:
    """What the server alone knows: when they signed in, enrolled and were certified."""
    instants: list[tuple[str, sa.Select[datetime]]] = [
        ("login", sa.select(SignIn.created_at).where(SignIn.user_id == student_id)),
        ("course_enroll", sa.select(Enrollment.enrolled_at).where(Enrollment.student_id == student_id)),
        ("certificate_earned", sa.select(Certificate.issued_at).where(Certificate.student_id == student_id)),
    ]
    return [(kind, at) for kind, query in instants for at in db.session.scalars(query)]


def _streak_today(days: dict[str, dict[str, int]], zone: str) -> int:
    today = clock.local_day(clock.now(), zone)
    runs = [days.get(str(day), {}).get("streak", 0) for day in (today, today - timedelta(days=1))]
    return runs[0] or runs[1]


def _day(at: datetime, zone: str) -> str:
    return str(at.astimezone(clock.zone(zone)).date())
