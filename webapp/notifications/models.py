"""Lines left for readers, and what readers do not want to hear of.

Neither refers to people by a foreign key: that would hold the reader's row, which another change may be waiting to
hold, for as long as a line is being left for them.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

import sqlalchemy as sa
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core import clock
from webapp.core.stores import Model
from webapp.flow import Notice, NoticeKind, Topic
from webapp.notifications.sorts import LOOKS, Look, Sort, sort_of

LIFE = timedelta(days=90)
"""How long a line is kept that says nothing else."""
LONGEST_LIFE = timedelta(days=366)
"""How long a program may have one kept."""
FOLDS_WITHIN = timedelta(minutes=10)
NEWS_FOR = timedelta(minutes=1)
UNDONE_WITHIN = timedelta(hours=24)
"""How long what was cleared can be brought back."""


class Notification(Model):
    """A line for one reader. It may stand for several that came shortly after one another."""

    __tablename__ = "notifications"
    leaves_trail: ClassVar[bool] = False
    owner: ClassVar[str] = "user_id"
    __table_args__ = (
        Index("ix_notifications_list", "user_id", "at", "id"),
        Index("ix_notifications_counts", "user_id", "cleared_at", "read_at", "topic", "expires_at"),
        Index("ix_notifications_expires_at", "expires_at"),
        Index("ix_notifications_cleared_at", "cleared_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    kind: Mapped[NoticeKind]
    topic: Mapped[Topic]
    title: Mapped[str] = mapped_column(String(300))
    message: Mapped[str] = mapped_column(String(600))
    link: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int | None]
    objects: Mapped[list[str]] = mapped_column(sa.JSON)
    """What it is about; several where it folded."""
    several: Mapped[str] = mapped_column(String(300))
    times: Mapped[int]
    """How many notices it stands for."""
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]
    clearing: Mapped[str | None] = mapped_column(String(32))
    """Names the deed that cleared it, by which it comes back."""

    @classmethod
    def of(cls, notice: Notice, *, at: datetime) -> Self:
        """A line that is not in the database yet."""
        return cls(
            user_id=notice.to,
            kind=notice.kind,
            topic=notice.topic,
            title=_clipped(notice.title, 300),
            message=_clipped(notice.message, 600),
            link=notice.link,
            by_id=notice.by,
            objects=[notice.about] if notice.about else [],
            several=_clipped(notice.several.title, 300) if notice.several else "",
            times=1,
            at=at,
            expires_at=notice.expires_at or at + LIFE,
        )

    @property
    def sort(self) -> Sort:
        return sort_of(self.kind, self.topic)

    @property
    def look(self) -> Look:
        return LOOKS[self.sort]

    @property
    def is_read(self) -> bool:
        return self.read_at is not None

    @property
    def is_news(self) -> bool:
        """Whether it came a moment ago: then a page that stands open shows it as fresh and says it."""
        return clock.now() - self.at < NEWS_FOR

    def takes_in(self, notice: Notice) -> bool:
        """Whether this line and that notice read as one."""
        if (self.user_id, self.by_id, self.kind, self.topic) != (
            notice.to,
            notice.by,
            notice.kind,
            notice.topic,
        ):
            return False
        one_object = notice.about in self.objects and _clipped(notice.title, 300) == self.title
        one_deed = notice.several is not None and _clipped(notice.several.title, 300) == self.several
        return one_object or one_deed

    def take_in(self, notice: Notice, *, at: datetime) -> None:
        """Stand for that notice too. Of one object the newest says it all; several are counted."""
        new = Notification.of(notice, at=at)
        self.times += 1
        self.objects = [*self.objects, *(one for one in new.objects if one not in self.objects)]
        self.at, self.expires_at = at, new.expires_at
        self.title, self.message, self.link = new.title, new.message, new.link
        number = len(self.objects) or self.times
        if notice.several is not None and number > 1:
            self.title = _counted(notice.several.title, number)
            self.message = _clipped(f"Latest: {notice.title}", 600)
            self.link = notice.several.link or notice.link

    def let_go(self, about: str) -> bool:
        """Stand for one object less, where it stands for several."""
        left = [one for one in self.objects if one != about]
        if not left:
            return False
        self.objects, self.times, self.message = left, len(left), ""
        self.title = _counted(self.several, len(left))
        return True

    def values(self) -> dict[str, Any]:
        """Its columns but for the key, for a line that is not in the database yet."""
        return {column.key: getattr(self, column.key) for column in _COLUMNS}


_COLUMNS = [column for column in sa.inspect(Notification).column_attrs if column.key != "id"]


class Mute(Model):
    """A sort of notification that a person does not want. What they mute leaves no line."""

    __tablename__ = "muted_notifications"
    leaves_trail: ClassVar[bool] = False
    owner: ClassVar[str] = "user_id"

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sort: Mapped[Sort] = mapped_column(primary_key=True)


def _counted(template: str, number: int) -> str:
    """3 students registered, 1 student registered."""
    template = template.replace("{n} students", "{n} student") if number == 1 else template
    return _clipped(template.replace("{n}", str(number)), 300)


def _clipped(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
