"""People, cohorts, invitations and sign-ins."""

import enum
from datetime import datetime, timedelta
from typing import ClassVar

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.audit import Actor
from webapp.core.errors import Conflict
from webapp.core.stores import Model

INVITE_LIFE = timedelta(days=14)
RESET_LIFE = timedelta(minutes=20)


class Role(enum.StrEnum):
    """What a person may do. An admin may do what a mentor may, for everybody."""

    student = "student"
    mentor = "mentor"
    admin = "admin"


cohort_members = sa.Table(
    "cohort_members",
    Model.metadata,
    sa.Column("cohort_id", ForeignKey("cohorts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class User(UserMixin, Model):  # type: ignore[misc]
    """A person. Students have at most one mentor; days are counted in their own time zone."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(default=Role.student)
    password_hash: Mapped[str] = mapped_column(String(255))
    time_zone: Mapped[str] = mapped_column(String(64))
    daily_goal_minutes: Mapped[int | None]
    measures_reading: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    """Whether it is kept how far they scroll and how often they touch a page of a course."""
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    """When they left for good: of such an account nothing is left but its number."""

    mentor: Mapped["User | None"] = relationship(remote_side=[id])
    cohorts: Mapped[list["Cohort"]] = relationship(
        secondary=cohort_members, back_populates="members", order_by="Cohort.name"
    )

    sign_in_key: str = ""
    """Which of their sign-ins this request rides on. Set by the session that loaded them."""

    def get_id(self) -> str:
        return self.sign_in_key

    @property
    def is_active(self) -> bool:
        return self.closed_at is None

    @property
    def is_student(self) -> bool:
        return self.role is Role.student

    @property
    def is_staff(self) -> bool:
        return self.role in (Role.mentor, Role.admin)

    @property
    def is_admin(self) -> bool:
        return self.role is Role.admin

    def as_actor(self) -> Actor:
        """As the trail knows them."""
        return Actor(self.id, self.role.value)


class FirstAccount(Model):
    """The one row that the first admin writes: of two who come at once, its primary key lets one through."""

    __tablename__ = "first_account"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    opened_at: Mapped[datetime]


class SignIn(Model):
    """One browser's sign-in. Deleting it ends every copy of its cookie (OWASP ASVS v5.0.0-7.4.1)."""

    __tablename__ = "sign_ins"
    leaves_trail: ClassVar[bool] = False

    key: Mapped[str] = mapped_column(String(43), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    is_kept: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Cohort(Model):
    """A group that learns together. Its join code lets students in."""

    __tablename__ = "cohorts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    join_code: Mapped[str] = mapped_column(String(12), unique=True)
    created_at: Mapped[datetime]

    members: Mapped[list[User]] = relationship(
        secondary=cohort_members, back_populates="cohorts", order_by="User.name"
    )


class Invite(Model):
    """Lets one person register in a role. Used once, within 14 days; only a hash of its token is kept."""

    __tablename__ = "invites"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[Role]
    email: Mapped[str] = mapped_column(String(254), default="")
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts.id", ondelete="SET NULL"))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    cohort: Mapped[Cohort | None] = relationship()
    invited_by: Mapped[User] = relationship(foreign_keys=[invited_by_id])

    def use(self, user: User, *, at: datetime) -> None:
        if self.used_at is not None or at >= self.expires_at:
            raise Conflict("This invitation has been used or has run out. Ask for a new one.")
        self.used_at = at
        self.used_by_id = user.id


class ResetLink(Model):
    """Lets one person choose a new password, once, within 20 minutes. Only a hash of its token is kept.

    OWASP ASVS v5.0.0-6.4.1: a secret that an admin hands out is random, short-lived, and never a lasting password.
    """

    __tablename__ = "reset_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])

    def use(self, *, at: datetime) -> None:
        if self.used_at is not None or at >= self.expires_at:
            raise Conflict("This link has been used or has run out. Ask for a new one.")
        self.used_at = at
