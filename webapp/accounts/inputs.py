"""What the accounts room accepts."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from webapp.accounts import passwords
from webapp.accounts.models import Role
from webapp.accounts.token_models import Scope
from webapp.core import clock
from webapp.core.inputs import AnyLine, Email, Input, Line, Secret, Wrong, Zone

Name = Annotated[Line, StringConstraints(min_length=1)]
Code = Annotated[Line, Field(max_length=20)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
NewPassword = Annotated[Secret, AfterValidator(passwords.acceptable)]


class FirstAccountInput(Input):
    """The first account on an empty installation: its admin."""

    name: Name
    email: Email
    password: NewPassword
    time_zone: Zone


class RegisterInput(FirstAccountInput):
    """A student who registers; a join code leads straight into a cohort."""

    join_code: Code = ""


class InvitedInput(Input):
    """Somebody who was invited; role and cohort come from the invitation."""

    name: Name
    email: Email
    password: NewPassword
    time_zone: Zone


class SignInInput(Input):
    email: Annotated[AnyLine, StringConstraints(min_length=1, max_length=254)]
    password: Annotated[Secret, StringConstraints(min_length=1)]
    keep: bool = False
    next: Annotated[str, StringConstraints(max_length=1000)] = ""


class ProfileInput(Input):
    """What a person says of themself. Without a goal the week shows no goal line."""

    name: Name
    time_zone: Zone
    daily_goal_minutes: Annotated[int, Field(ge=5, le=600)] | None = None


class MeasurementInput(Input):
    """A box that is not ticked is not sent."""

    measures_reading: bool = False


class ZoneInput(Input):
    time_zone: Zone


class PasswordInput(Input):
    current_password: Secret
    new_password: NewPassword


class ResetInput(Input):
    new_password: NewPassword


class LeavingInput(Input):
    """Leaving for good is confirmed by the password."""

    password: Secret


class SignOutInput(Input):
    """Which sessions end: those elsewhere, or this one too."""

    here: bool = False


class PeopleFilter(Input):
    """Which accounts an admin looks at, and after which one the page begins."""

    role: Role | None = None
    find: Line = ""
    after: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class InviteInput(Input):
    """Whom an admin lets in, and as what. An address given here is the only one that may use it."""

    role: Role = Role.mentor
    email: Email | None = None
    cohort_id: Annotated[int, Field(gt=0, le=2**31 - 1)] | None = None


class CohortInput(Input):
    name: Name


class JoinInput(Input):
    join_code: Annotated[Code, StringConstraints(min_length=1)]


class MentorInput(Input):
    mentor_id: Annotated[int, Field(gt=0, le=2**31 - 1)] | None = None


class RoleInput(Input):
    role: Role


class MemberInput(Input):
    cohort_id: Annotated[int, Field(gt=0, le=2**31 - 1)]


class TokenInput(Input):
    """A personal token: what it is for, how far it goes, and how long."""

    name: Name
    scope: Scope
    days: Literal["30", "90", "365"]


class GrantInput(Input):
    """A program's sign-in. `name` says which program it is, for the list in the person's settings."""

    email: Annotated[AnyLine, StringConstraints(max_length=254)]
    password: Secret
    scope: Scope = Scope.all
    name: Line = ""


class RefreshInput(Input):
    refresh_token: Token


class RevokeInput(Input):
    """Any token of what is to end: a personal one, an access or a refresh token."""

    token: Token


class TrailFilter(Input):
    """Which lines of the audit log an admin looks at: days are whole, both included."""

    who: Line = ""
    kind: Line = ""
    since: date | None = None
    until: date | None = None
    before: Annotated[int, Field(gt=0, le=2**31 - 1)] | None = None

    @model_validator(mode="after")
    def days_are_in_order(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise Wrong("until", "The last day is before the first.")
        return self

    def span(self, zone_name: str) -> tuple[datetime | None, datetime | None]:
        """From the beginning of the first day up to the end of the last one, where the clocks show that zone."""
        after = self.until + timedelta(days=1) if self.until and self.until < date.max else None
        return _beginning(self.since, zone_name), _beginning(after, zone_name)


def _beginning(day: date | None, zone_name: str) -> datetime | None:
    """In UTC. A day at the edge of the calendar begins no earlier, nor later, than the calendar does."""
    if day is None or not date.min + timedelta(days=1) < day < date.max - timedelta(days=1):
        return None
    return clock.midnight_of(day, zone_name)
