"""What is announced of who is here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from webapp.accounts import Role
from webapp.courses.presence_regions import active_now, right_now
from webapp.courses.students import channels_of_scopes
from webapp.flow import Audience, Event
from webapp.live import Region


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A person as programs read of them."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class UsersStatus(Event):
    """Somebody came or went, which those hear who may see them: `mentor_ids`, and the admins. Or another number of
    people is active, which all mentors and admins hear. Programs are told `activeUsers`, `came` and `went`.
    """

    name = "users:status"

    active_users: int
    came: list[Somebody] = field(default_factory=list)
    went: list[Somebody] = field(default_factory=list)
    mentor_ids: list[int] = field(default_factory=list)

    def tellings(self) -> Iterable[tuple[str, object]]:
        facts = self.facts()
        told = {"activeUsers": self.active_users, "came": facts["came"], "went": facts["went"]}
        return [(self.name, told)]

    def audience(self) -> Audience:
        if self.came or self.went:
            return _seen_by(self.mentor_ids)
        return _to_all_staff([active_now()])


@dataclass(frozen=True, kw_only=True)
class HeadCountChanged(Event):
    """Another number of students is active or registered. Mentors and admins redraw it; programs are told elsewhere."""

    name = "users:counted"
    is_told = False

    def audience(self) -> Audience:
        return _to_all_staff([active_now()])


@dataclass(frozen=True, kw_only=True)
class WhereaboutsChanged(Event):
    """A student who is here is in another unit, idle, or active again. Those who may see them redraw."""

    name = "users:moved"
    is_told = False

    mentor_ids: list[int]

    def audience(self) -> Audience:
        return _seen_by(self.mentor_ids)


def _seen_by(mentor_ids: Iterable[int]) -> Audience:
    return {channel: [right_now(scope)] for channel, scope in channels_of_scopes(mentor_ids).items()}


def _to_all_staff(regions: Sequence[Region]) -> Audience:
    return {f"role:{Role.mentor}": regions, f"role:{Role.admin}": regions}
