"""What the accounts room announces."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from flask import url_for

from webapp.accounts import queries, regions
from webapp.accounts.models import Role, User
from webapp.flow import Audience, Event, Notice, NoticeKind, Several, Topic, user_channel
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

    def notices(self) -> Iterable[Notice]:
        """To every mentor and admin; many who come one after the other are one line."""
        number = queries.student_count()
        for person in queries.mentors():
            desk = url_for("dashboard.mentor")
            link = url_for("accounts.person", user_id=self.student_id) if person.is_admin else desk
            everybody = url_for("accounts.people") if person.is_admin else desk
            yield Notice(
                to=person.id,
                kind=NoticeKind.social,
                topic=Topic.school,
                title=f"{self.student_name} registered",
                message=f"{number} {'student' if number == 1 else 'students'} now.",
                link=link,
                about=f"student:{self.student_id}",
                several=Several(title="{n} students registered", link=everybody),
            )


@dataclass(frozen=True, kw_only=True)
class StaffRegistered(Event):
    """Somebody took up an invitation as a mentor or admin."""

    name = "staff:registered"
    is_told = False

    user_id: int

    def audience(self) -> Audience:
        return {f"role:{Role.admin}": _arrivals()}


@dataclass(frozen=True, kw_only=True)
class MentorLeft(Event):
    """Somebody is a student's mentor no more. Told to nobody; the student's profile says so, and what the mentor had to
    do for them goes to others.
    """

    name = "student:mentorLeft"
    is_told = False

    student_id: int
    mentor_id: int

    def audience(self) -> Audience:
        return {user_channel(self.student_id): [regions.student_said(self.student_id)]}


@dataclass(frozen=True, kw_only=True)
class MentorAway(Event):
    """A mentor was shut out, or let in again, who has this student. Told to nobody; others answer meanwhile."""

    name = "student:mentorAway"

    student_id: int
    mentor_id: int


@dataclass(frozen=True, kw_only=True)
class SignedOutEverywhere(Event):
    """All of somebody's sessions and tokens ended. Told to nobody; what else opens without them ends too."""

    name = "user:signedOutEverywhere"

    user_id: int


@dataclass(frozen=True, kw_only=True)
class PersonLeft(Event):
    """Somebody left for good. Asked before their rows go, so that what lies elsewhere goes with them."""

    name = "user:left"
    is_told = False

    user_id: int
    was_student: bool

    def audience(self) -> Audience:
        return {f"role:{Role.admin}": _arrivals()}


@dataclass(frozen=True, kw_only=True)
class MentorAssigned(Event):
    """A student has a mentor, or another one. Told to nobody; both find a line about it, and the student's profile is
    drawn anew.
    """

    name = "student:mentorAssigned"
    is_told = False

    student_id: int
    student_name: str
    mentor_id: int
    mentor_name: str
    by_id: int

    def audience(self) -> Audience:
        return {user_channel(self.student_id): [regions.student_said(self.student_id)]}

    def notices(self) -> Iterable[Notice]:
        """What names somebody is by them or about them, so that it goes with them when they leave for good."""
        kind, topic = NoticeKind.social, Topic.school
        yield Notice(
            to=self.student_id,
            kind=kind,
            topic=topic,
            title=f"{self.mentor_name} is your mentor now",
            message="Your mentor sees what you learn and reads your entries.",
            by=self.mentor_id,
            about="mentor",
        )
        yield Notice(
            to=self.mentor_id,
            kind=kind,
            topic=topic,
            title=f"{self.student_name} is your student now",
            link=url_for("dashboard.student", student_id=self.student_id),
            by=self.by_id,
            about=f"student:{self.student_id}",
            several=Several(title="{n} students came to you", link=url_for("dashboard.students")),
        )


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    """An admin gave a person another role. Told to nobody; they find a line about it."""

    name = "user:roleChanged"

    user_id: int
    role: Role
    by_id: int

    def notices(self) -> Iterable[Notice]:
        yield Notice(
            to=self.user_id,
            kind=NoticeKind.system,
            topic=Topic.school,
            title=f"You are {'an' if self.role is Role.admin else 'a'} {self.role} now",
            message="The pages in the navigation are those of your role.",
            link="/",
            by=self.by_id,
            about="role",
        )


@dataclass(frozen=True, kw_only=True)
class MembersChanged(Event):
    """Somebody came into a cohort or left it."""

    name = "cohort:membersChanged"
    is_told = False

    cohort_id: int
    user_id: int

    def audience(self) -> Audience:
        return {
            queries.staff_channel(self.cohort_id): [regions.members(self.cohort_id, linked=False)],
            f"role:{Role.admin}": [regions.members(self.cohort_id, linked=True)],
            user_channel(self.user_id): [regions.student_said(self.user_id)],
        }


@dataclass(frozen=True, kw_only=True)
class AccessChanged(Event):
    """An admin closed somebody's account, or opened it again. Told to nobody; pages that count them are drawn anew."""

    name = "user:accessChanged"
    is_told = False

    user_id: int
    is_open: bool

    def audience(self) -> Audience:
        return {f"role:{Role.admin}": _arrivals()}


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
