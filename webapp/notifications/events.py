"""What the notifications room announces: each reader hears of their own lines only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from webapp.flow import Audience, Event, user_channel
from webapp.notifications import queries, regions


@dataclass(frozen=True, kw_only=True)
class Received:
    """A line as its reader is told of it, and how many they have not read."""

    to: int
    notification: dict[str, Any]
    unread_count: int = 0


@dataclass(frozen=True, kw_only=True)
class NotificationsReceived(Event):
    """Lines were left for people. Each is told of their own: `notification`, and `unreadCount`."""

    name = "notification:received"

    lines: list[Received]

    def completed(self) -> Self:
        unread = queries.unread_counts([line.to for line in self.lines])
        return replace(self, lines=[replace(line, unread_count=unread[line.to]) for line in self.lines])

    def tellings(self) -> Iterable[tuple[str, object]]:
        return []

    def own_tellings(self) -> Mapping[str, Iterable[tuple[str, object]]]:
        told: dict[str, list[tuple[str, object]]] = {}
        for line in self.lines:
            value = {"notification": line.notification, "unreadCount": line.unread_count}
            told.setdefault(user_channel(line.to), []).append((self.name, value))
        return told

    def audience(self) -> Audience:
        return {user_channel(line.to): regions.shown_to(line.to) for line in self.lines}


@dataclass(frozen=True, kw_only=True)
class Unread:
    """How many lines somebody has not read."""

    user_id: int
    unread_count: int = 0


@dataclass(frozen=True, kw_only=True)
class NotificationsChanged(Event):
    """Lines were read, cleared or brought back, or their time was over. Each reader is told the
    `unreadCount`."""

    name = "notification:changed"

    readers: list[Unread]

    @classmethod
    def of(cls, user_ids: Iterable[int]) -> Self:
        return cls(readers=[Unread(user_id=user_id) for user_id in user_ids])

    def completed(self) -> Self:
        unread = queries.unread_counts([reader.user_id for reader in self.readers])
        return replace(self, readers=[replace(r, unread_count=unread[r.user_id]) for r in self.readers])

    def tellings(self) -> Iterable[tuple[str, object]]:
        return []

    def own_tellings(self) -> Mapping[str, Iterable[tuple[str, object]]]:
        return {
            user_channel(reader.user_id): [(self.name, {"unreadCount": reader.unread_count})]
            for reader in self.readers
        }

    def audience(self) -> Audience:
        return {user_channel(reader.user_id): regions.shown_to(reader.user_id) for reader in self.readers}
