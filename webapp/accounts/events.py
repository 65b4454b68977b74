"""What the accounts room announces."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from webapp.accounts import queries, regions
from webapp.accounts.models import Role, User
from webapp.flow import Audience, Event
from webapp.live import Region


@dataclass(frozen=True, kw_only=True)
class StudentRegistered(Event):
    """Somebody joined as a student; `count` is how many there are now."""

    name = "student:registered"

    student_id: int
    student_name: str
    registered_at: datetime
    count: int = 0

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(student_id=user.id, student_name=user.name, registered_at=user.created_at)

    def completed(self) -> Self:
        return replace(self, count=queries.student_count())

    def audience(self) -> Audience:
        return {f"role:{Role.mentor}": [], f"role:{Role.admin}": _arrivals()}


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A person as programs read of them."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class UsersStatus(Event):
    """Somebody came or went, which those hear who look after them; or another number of people is active, which all
    mentors and admins hear. `hearers` are their channels. Programs are told `activeUsers`, `came` and `went`.
    """

    name = "users:status"

    active_users: int
    came: list[Somebody] = field(default_factory=list)
    went: list[Somebody] = field(default_factory=list)
    hearers: list[str]

    def tellings(self) -> Iterable[tuple[str, object]]:
        facts = self.facts()
        told = {"activeUsers": self.active_users, "came": facts["came"], "went": facts["went"]}
        return [(self.name, told)]

    def audience(self) -> Audience:
        return dict.fromkeys(self.hearers, ())


@dataclass(frozen=True, kw_only=True)
class StaffRegistered(Event):
    """Somebody took up an invitation as a mentor or admin."""

    name = "staff:registered"
    is_told = False

    user_id: int

    def audience(self) -> Audience:
        return {f"role:{Role.admin}": _arrivals()}


@dataclass(frozen=True, kw_only=True)
class MembersChanged(Event):
    """Somebody came into a cohort or left it."""

    name = "cohort:membersChanged"
    is_told = False

    cohort_id: int

    def audience(self) -> Audience:
        return {
            queries.staff_channel(self.cohort_id): [regions.members(self.cohort_id, linked=False)],
            f"role:{Role.admin}": [regions.members(self.cohort_id, linked=True)],
        }


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    """A student has another time zone or goal. Told to nobody; their figures are shown again."""

    name = "student:profileChanged"

    student_id: int


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """Somebody signed in. Told to nobody; it is a line in their log."""

    name = "user:signedIn"

    user_id: int
    is_student: bool
    sign_in_key: str
    at: datetime


def _arrivals() -> list[Region]:
    return [regions.head_count(), regions.newest_people(), regions.open_invites()]
