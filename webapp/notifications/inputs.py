"""What the doors of the notifications room accept."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, field_validator

from webapp.core import clock
from webapp.core.inputs import CAMEL, AnyLine, Id, Input, Instant, Line, Text
from webapp.core.paging import PageInput
from webapp.flow import NoticeKind, Topic, is_local
from webapp.notifications.models import LONGEST_LIFE
from webapp.notifications.places import placed
from webapp.notifications.shows import Show
from webapp.notifications.sorts import Sort

LOCAL = r"^(/([^/\\\s\x00-\x1f\x7f-\x9f][^\\\s\x00-\x1f\x7f-\x9f]*)?)?$"
"""As `is_local` has it and one line may have it, or nothing at all."""


class PlaceInput(Input):
    """Where a button stood: under which filter, and with which newest line. Without a filter it hung at the bell."""

    show: Show | None = None
    until: Annotated[str, Field(max_length=40)] = ""

    @property
    def seen_until(self) -> datetime | None:
        """Up to which instant the reader has seen what there is."""
        return placed(self.until)[0] if self.until else None


class MarkInput(PlaceInput):
    """Whether it counts as read."""

    is_read: bool


class PreferencesInput(Input):
    """What is wanted; the rest is muted."""

    sorts: Annotated[list[Sort], Field(max_length=len(Sort), default_factory=list)]


class ListInput(PageInput):
    """Which notifications: all, the unread ones, or those about a topic."""

    show: Annotated[Show, Field(description="A filter, as on the page.")] = Show.all


class SendInput(Input):
    """A notification as a program writes it. Left out, `topic` follows from the type, and it is kept 90 days."""

    model_config = CAMEL

    user_id: Id
    type: NoticeKind
    title: Annotated[Line, Field(min_length=1)]
    message: Annotated[Text, Field(max_length=600)] = ""
    link: Annotated[AnyLine, Field(max_length=500, description="A path of this site.")] = Field(
        "", json_schema_extra={"pattern": LOCAL}
    )
    topic: Topic | None = None
    expires_at: Annotated[Instant | None, Field(description="From then on it is gone everywhere.")] = None

    @field_validator("link")
    @classmethod
    def leads_to_this_site(cls, link: str) -> str:
        if link and not is_local(link):
            raise ValueError("Give a path of this site, like /courses/3.")
        return link

    @field_validator("expires_at")
    @classmethod
    def is_still_to_come(cls, at: datetime | None) -> datetime | None:
        if at is not None and not clock.now() < at <= clock.now() + LONGEST_LIFE:
            raise ValueError("Give a time to come, within a year.")
        return at
