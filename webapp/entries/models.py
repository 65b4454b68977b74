"""Entries: what students write about their learning, every version of it, and what was said about it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict
from webapp.core.stores import LongText, Model
from webapp.courses import Course, Unit
from webapp.entries.standing import DECIDED, OPEN, Deed, EntryStatus, after

HELD_FOR = timedelta(minutes=10)
"""How long an entry stays with who has taken it for review without a sign of them."""

READ_FOR = timedelta(seconds=75)
"""How long somebody counts as reading after the last sign of their page, which gives one every 30 seconds."""

TAKEN_BACK_WITHIN = timedelta(seconds=60)
"""How long a verdict can be taken back."""


class Entry(Model):
    """A student's account of work done, as it reads now. It waits since `submitted_at`."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("student_id", "key"),
        sa.Index("ix_entries_status_submitted_at", "status", "submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(36))
    """Made with the form: the same form sent twice is one entry."""
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(LongText)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("courses.id", ondelete="SET NULL"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id", ondelete="SET NULL"), index=True)
    minutes: Mapped[int | None]
    """How long it took, as the student says."""
    skills: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[EntryStatus] = mapped_column(default=EntryStatus.submitted)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    """Who reviews it, or gave the verdict."""
    held_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    student: Mapped[User] = relationship(foreign_keys=[student_id])
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id])
    course: Mapped[Course | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    readings: Mapped[list["EntryReading"]] = relationship(viewonly=True)

    @property
    def readers(self) -> list[str]:
        """The names of those who have it before them now. Nobody is waited for once the verdict is given."""
        now = clock.now()
        return sorted({one.reader.name for one in self.readings if one.until > now}) if self.is_open else []

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED

    def is_held_against(self, reviewer_id: int, *, at: datetime) -> bool:
        """Whether somebody else reviews it, and was there a moment ago."""
        is_somebody_elses = self.status is EntryStatus.in_review and self.reviewer_id != reviewer_id
        return is_somebody_elses and self.held_until is not None and self.held_until > at

    def hold_for(self, reviewer_id: int, *, at: datetime) -> None:
        self.reviewer_id, self.held_until = reviewer_id, at + HELD_FOR

    def put_back(self) -> None:
        self.status = after(self.status, Deed.put_back)
        self.reviewer_id = self.held_until = None

    def judge(self, deed: Deed, reviewer_id: int, *, at: datetime) -> None:
        """Give the verdict. One that nobody has taken yet is taken and judged at once."""
        if self.status is EntryStatus.submitted:
            self.status = after(self.status, Deed.take)
        self.status = after(self.status, deed)
        self.reviewer_id, self.held_until, self.decided_at = reviewer_id, None, at

    def take_back(self, reviewer_id: int, *, at: datetime) -> None:
        """Reopen what was just decided, for who decided it."""
        status = after(self.status, Deed.take_back)
        if self.decided_at is None or self.reviewer_id != reviewer_id:
            raise Conflict("Only who gave the verdict can take it back.")
        if at > self.decided_at + TAKEN_BACK_WITHIN:
            raise Conflict("A verdict can be taken back for a minute. Write a comment instead.")
        self.status, self.decided_at = status, None
        self.hold_for(reviewer_id, at=at)

    def resubmit(self, *, at: datetime) -> None:
        self.status = after(self.status, Deed.resubmit)
        self.submitted_at = at
        self.reviewer_id = self.held_until = self.decided_at = None


class EntryVersion(Model):
    """An entry as it was sent once. All are kept, the latest too."""

    __tablename__ = "entry_versions"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(LongText)
    minutes: Mapped[int | None]
    skills: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    sent_at: Mapped[datetime]


class EntryStep(Model):
    """One change of an entry's status: by whom, when, and with which remarks."""

    __tablename__ = "entry_steps"
    __table_args__ = (sa.Index("ix_entry_steps_by_at", "by_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"), index=True)
    before: Mapped[EntryStatus]
    after: Mapped[EntryStatus]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Nobody where it was put back because its reviewer had gone."""
    remarks: Mapped[str] = mapped_column(LongText, default="")
    version: Mapped[int]
    waited_seconds: Mapped[int | None]
    """Of a verdict: how long the student had waited for it."""
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class EntryReading(Model):
    """A page on which somebody who reviews has an entry open, until shortly after its last sign. Not kept."""

    __tablename__ = "entry_readings"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    reader_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    view: Mapped[str] = mapped_column(String(36), primary_key=True)
    """Of the page, so that one that goes never takes another with it."""
    until: Mapped[datetime] = mapped_column(index=True)

    reader: Mapped[User] = relationship()


class EntryComment(Model):
    """What the student or somebody who reviews said about an entry."""

    __tablename__ = "entry_comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    body: Mapped[str] = mapped_column(LongText)
    at: Mapped[datetime]


class EntryDraft(Model):
    """What a student has typed and not sent: one for a new entry, and one for each that is being changed."""

    __tablename__ = "entry_drafts"

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    slot: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(36), default="", server_default="")
    """Of a new entry: what it will be sent under, on whichever page."""
    fields: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    """Another with each time it is kept, so that a page knows whether it has seen the latest."""
    tab: Mapped[str] = mapped_column(String(36), default="", server_default="")
    """Where it was kept last: the same tab need not have seen it, since it may have kept it while it was left."""
    saved_at: Mapped[datetime]


class SavedReply(Model):
    """Words that somebody who reviews needs again and again."""

    __tablename__ = "saved_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(LongText)
