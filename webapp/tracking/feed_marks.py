"""What a person's feed adds to the log: how far it was read, what was taken out of it, and words that came with a line.

The log itself is append-only: a line that is taken out of the feed still counts for all figures.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core.stores import LongText, Model, db


class FeedMark(Model):
    """What is kept beside one line of a person's feed."""

    __tablename__ = "feed_marks"
    leaves_trail: ClassVar[bool] = False

    person_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    activity_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    read_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    title: Mapped[str] = mapped_column(String(200), default="")
    description: Mapped[str] = mapped_column(LongText, default="")
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)


class FeedReading(Model):
    """Up to where a person has read their feed as a whole: a sort key of the log."""

    __tablename__ = "feed_readings"
    leaves_trail: ClassVar[bool] = False

    person_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    read_until: Mapped[str] = mapped_column(String(50))


def marks_on(person_id: int, activity_ids: Collection[str]) -> Mapping[str, FeedMark]:
    """By activity, what is kept beside these lines."""
    theirs = sa.select(FeedMark).where(
        FeedMark.person_id == person_id, FeedMark.activity_id.in_(activity_ids)
    )
    return {mark.activity_id: mark for mark in db.session.scalars(theirs)} if activity_ids else {}


def marks_of_many(
    person_ids: Collection[int], activity_ids: Collection[str]
) -> Mapping[tuple[int, str], FeedMark]:
    """The same of several people, by person and activity."""
    theirs = sa.select(FeedMark).where(
        FeedMark.person_id.in_(person_ids), FeedMark.activity_id.in_(activity_ids)
    )
    return {(mark.person_id, mark.activity_id): mark for mark in db.session.scalars(theirs)}


def mark_of(person_id: int, activity_id: str) -> FeedMark:
    """The mark of that line, made if there was none."""
    mark = db.session.get(FeedMark, (person_id, activity_id))
    if mark is None:
        mark = FeedMark(person_id=person_id, activity_id=activity_id)
        db.session.add(mark)
    return mark


def read_until(person_id: int) -> str:
    reading = db.session.get(FeedReading, person_id)
    return reading.read_until if reading else ""


def set_read_until(person_id: int, sort_key: str) -> None:
    """Never back: what was read stays so."""
    reading = db.session.get(FeedReading, person_id)
    if reading is None:
        db.session.add(FeedReading(person_id=person_id, read_until=sort_key))
    elif sort_key > reading.read_until:
        reading.read_until = sort_key
