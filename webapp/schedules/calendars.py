"""Sessions for calendar apps (RFC 5545): a person's feed, and one session as a file."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import url_for
from icalendar import Calendar, Event, vDuration, vText

from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.core.threads import off_loop
from webapp.schedules import queries
from webapp.schedules.models import CalendarFeed, Schedule, ScheduleRemoval, ScheduleStatus

Facts = dict[str, Any]
"""What a calendar says of one session, by the names of RFC 5545."""

PRODID = "-//Tandem//Schedules//EN"
REACHES_BACK = timedelta(days=90)
MOST = 1000
STATUS = {
    ScheduleStatus.scheduled: "CONFIRMED",
    ScheduleStatus.completed: "CONFIRMED",
    ScheduleStatus.canceled: "CANCELLED",
}


def new_feed(user: User) -> str:
    """A new secret address for this person's calendar app; an earlier one ends. Only its hash is kept."""
    token = secrets.token_urlsafe(32)
    feed = db.session.get(CalendarFeed, user.id) or CalendarFeed(user_id=user.id)
    feed.token_hash, feed.created_at = _hash_of(token), clock.now()
    db.session.add(feed)
    return token


def end_feed(user: User) -> None:
    feed = db.session.get(CalendarFeed, user.id)
    if feed is not None:
        db.session.delete(feed)


def feed_of(user: User) -> CalendarFeed | None:
    return db.session.get(CalendarFeed, user.id)


def reader_of(token: str) -> User:
    """Whose feed this secret opens. One that is not valid looks like one that never was."""
    known = sa.select(User).join(CalendarFeed).where(CalendarFeed.token_hash == _hash_of(token))
    user: User | None = db.session.scalar(known)
    if user is None or not user.is_active:
        raise NotFound("There is no such calendar.")
    return user


def calendar_of(user: User) -> bytes:
    """What a person takes part in or holds, 90 days back and all that is to come. What was deleted is there too, as
    cancelled, so that apps take it off, and so is what they were taken off, as they last knew it.
    """
    since = clock.now() - REACHES_BACK
    rows = queries.of_person(user).where(
        Schedule.starts_at > since,
        sa.or_(Schedule.deleted_at.is_(None), Schedule.deleted_at > since),
    )
    found = db.session.scalars(
        rows.order_by(Schedule.starts_at, Schedule.id).limit(MOST).options(*queries.WITH_PEOPLE)
    ).all()
    there = {schedule.uid for schedule in found}
    gone = [_cancellation(one) for one in _removals(user, since) if one.uid not in there]
    return off_loop(_written, [_facts(one, user) for one in found] + gone, name=f"Tandem: {user.name}")


def calendar_with(schedule: Schedule, reader: User) -> bytes:
    """One session as a file."""
    return _written([_facts(schedule, reader)], name=schedule.title)


def _removals(user: User, since: datetime) -> Sequence[ScheduleRemoval]:
    rows = sa.select(ScheduleRemoval).where(
        ScheduleRemoval.student_id == user.id,
        ScheduleRemoval.starts_at > since,
        ScheduleRemoval.removed_at > since,
    )
    return db.session.scalars(rows.order_by(ScheduleRemoval.starts_at, ScheduleRemoval.uid).limit(MOST)).all()


def _cancellation(removal: ScheduleRemoval) -> Facts:
    """Nothing but what takes it off a calendar: the rest of it is not theirs any more."""
    zone = clock.zone(removal.time_zone)
    return {
        "uid": f"{removal.uid}@tandem",
        "dtstamp": removal.removed_at.replace(microsecond=0),
        "sequence": removal.sequence,
        "dtstart": removal.starts_at.astimezone(zone),
        "dtend": removal.ends_at.astimezone(zone),
        "status": "CANCELLED",
        "summary": removal.title,
    }


def _written(events: Sequence[Facts], *, name: str) -> bytes:
    """As RFC 5545 has it. A thousand take half a second: in a thread, where nobody waits for it and no row is asked."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(name))
    calendar.add("refresh-interval", vDuration(timedelta(hours=1)), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText("PT1H"))
    for facts in events:
        event = Event()
        for what, value in facts.items():
            event.add(what, value)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text


def _facts(schedule: Schedule, reader: User) -> Facts:
    """Times are written in the zone in which they were agreed, whose rules come along."""
    zone = clock.zone(schedule.time_zone)
    facts: Facts = {
        "uid": f"{schedule.uid}@tandem",
        "dtstamp": schedule.updated_at.replace(microsecond=0),
        "last-modified": schedule.updated_at.replace(microsecond=0),
        "created": schedule.created_at.replace(microsecond=0),
        "sequence": schedule.sequence,
        "dtstart": schedule.starts_at.astimezone(zone),
        "dtend": schedule.ends_at.astimezone(zone),
        "status": "CANCELLED" if schedule.is_deleted else STATUS[schedule.status],
        "summary": schedule.title,
        "description": _described(schedule, reader),
    }
    if schedule.place:
        facts["location"] = schedule.place
    if schedule.focus_stack:
        facts["categories"] = list(schedule.focus_stack)
    if not schedule.is_deleted:
        facts["url"] = url_for("schedules.show", schedule_id=schedule.id, _external=True)
    return facts


def _described(schedule: Schedule, reader: User) -> str:
    with_whom = schedule.mentor.name if reader.id != schedule.mentor_id else schedule.whom
    lines = [f"With {with_whom}"]
    if schedule.course:
        lines.append(f"Course: {schedule.course.title}")
    return "\n".join([*lines, "", schedule.description]).strip()


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
