"""Sessions for calendar apps (RFC 5545): a person's feed, and one session as a file."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import url_for
from icalendar import Calendar, Event, vDuration, vText

from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import NotFound
from webapp.core.stores import db
from webapp.schedules import queries
from webapp.schedules.models import CalendarFeed, Schedule, ScheduleRemoval, ScheduleStatus

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
    return _written(found, user, name=f"Tandem: {user.name}", beside=gone)


def calendar_with(schedule: Schedule, reader: User) -> bytes:
    """One session as a file."""
    return _written([schedule], reader, name=schedule.title)


def _removals(user: User, since: datetime) -> Sequence[ScheduleRemoval]:
    rows = sa.select(ScheduleRemoval).where(
        ScheduleRemoval.student_id == user.id,
        ScheduleRemoval.starts_at > since,
        ScheduleRemoval.removed_at > since,
    )
    return db.session.scalars(rows.order_by(ScheduleRemoval.starts_at, ScheduleRemoval.uid).limit(MOST)).all()


def _cancellation(removal: ScheduleRemoval) -> Event:
    """Nothing but what takes it off a calendar: the rest of it is not theirs any more."""
    zone = clock.zone(removal.time_zone)
    event = Event()
    event.add("uid", f"{removal.uid}@tandem")
    event.add("dtstamp", removal.removed_at.replace(microsecond=0))
    event.add("sequence", removal.sequence)
    event.add("dtstart", removal.starts_at.astimezone(zone))
    event.add("dtend", removal.ends_at.astimezone(zone))
    event.add("status", "CANCELLED")
    event.add("summary", removal.title)
    return event


def _written(written: Sequence[Schedule], reader: User, *, name: str, beside: Sequence[Event] = ()) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(name))
    calendar.add("refresh-interval", vDuration(timedelta(hours=1)), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText("PT1H"))
    for schedule in written:
        calendar.add_component(_event(schedule, reader))
    for event in beside:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    text: bytes = calendar.to_ical()
    return text


def _event(schedule: Schedule, reader: User) -> Event:
    """Times are written in the zone in which they were agreed, whose rules come along."""
    zone = clock.zone(schedule.time_zone)
    event = Event()
    event.add("uid", f"{schedule.uid}@tandem")
    event.add("dtstamp", schedule.updated_at.replace(microsecond=0))
    event.add("last-modified", schedule.updated_at.replace(microsecond=0))
    event.add("created", schedule.created_at.replace(microsecond=0))
    event.add("sequence", schedule.sequence)
    event.add("dtstart", schedule.starts_at.astimezone(zone))
    event.add("dtend", schedule.ends_at.astimezone(zone))
    event.add("status", "CANCELLED" if schedule.is_deleted else STATUS[schedule.status])
    event.add("summary", schedule.title)
    event.add("description", _described(schedule, reader))
    if schedule.place:
        event.add("location", schedule.place)
    if schedule.focus_stack:
        event.add("categories", list(schedule.focus_stack))
    if not schedule.is_deleted:
        event.add("url", url_for("schedules.show", schedule_id=schedule.id, _external=True))
    return event


def _described(schedule: Schedule, reader: User) -> str:
    with_whom = schedule.mentor.name if reader.id != schedule.mentor_id else schedule.whom
    lines = [f"With {with_whom}"]
    if schedule.course:
        lines.append(f"Course: {schedule.course.title}")
    return "\n".join([*lines, "", schedule.description]).strip()


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
