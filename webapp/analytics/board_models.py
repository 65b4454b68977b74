"""Who takes part in leaderboards. Nobody does who has not said so."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.analytics.measures import Measure
from webapp.core.stores import Model


class BoardEntry(Model):
    """A student takes part in the leaderboards of their cohorts and courses, while these count what was counted when
    they said so, and until they hide themselves.
    """

    __tablename__ = "board_entries"
    leaves_trail: ClassVar[bool] = False

    student_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime]
    measure: Mapped[Measure] = mapped_column(server_default=Measure.hours.value)
