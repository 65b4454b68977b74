"""What the accounts room announces."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from webapp.accounts.models import Role, User
from webapp.flow import Audience, Event


@dataclass(frozen=True, kw_only=True)
class StudentRegistered(Event):
    """Somebody joined as a student."""

    name = "student:registered"

    student_id: int
    student_name: str
    registered_at: datetime

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(student_id=user.id, student_name=user.name, registered_at=user.created_at)

    def audience(self) -> Audience:
        return {f"role:{Role.mentor}": [], f"role:{Role.admin}": []}


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
