"""What the accounts room accepts."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from webapp.accounts import passwords
from webapp.accounts.models import Role
from webapp.core.inputs import Email, Input, Line, Secret, Zone

Name = Annotated[Line, StringConstraints(min_length=1)]
Code = Annotated[Line, Field(max_length=20)]
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
    email: Annotated[Line, StringConstraints(max_length=254)]
    password: Secret
    keep: bool = False
    next: Annotated[str, StringConstraints(max_length=1000)] = ""


class ProfileInput(Input):
    """What a person says of themself. Without a goal the week shows no goal line."""

    name: Name
    time_zone: Zone
    daily_goal_minutes: Annotated[int, Field(ge=5, le=600)] | None = None


class ZoneInput(Input):
    time_zone: Zone


class PasswordInput(Input):
    current_password: Secret
    new_password: NewPassword


class ResetInput(Input):
    new_password: NewPassword


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
