"""What lets programs in."""

import enum
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core.stores import Model

ACCESS_LIFE = timedelta(minutes=15)


class Scope(enum.StrEnum):
    """How much of its person's rights a token carries."""

    beacon = "beacon"
    """Sending what the person does on course pages, and nothing else."""
    read = "read"
    """Looking at everything, changing nothing."""
    all = "all"

    def covers(self, needed: "Scope") -> bool:
        return self is Scope.all or self is needed


class Grant(Model):
    """A person's word that a program may act for them: a personal token, or one sign-in with its access and refresh
    tokens. Without its row every token of it is worthless, wherever it was copied to.
    """

    __tablename__ = "token_grants"
    leaves_trail: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    scope: Mapped[Scope]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of a personal token; a sign-in has none."""
    number: Mapped[int] = mapped_column(default=0)
    """Which refresh token of a sign-in is good: each is used once, and then the next."""
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]

    @property
    def is_personal(self) -> bool:
        return self.token_hash is not None
