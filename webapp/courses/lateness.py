"""When somebody who checks in counts as late: what plans say of it, and attendance goes by."""

from typing import Annotated

from pydantic import Field

GRACE_MINUTES = 10
"""So many whole minutes after attendance was started one is still on time, unless a plan or the start says another."""

GraceMinutes = Annotated[int, Field(ge=0, le=240)]
