"""Two at one session: who saves second is told."""

from webapp.core.errors import Conflict
from webapp.schedules.models import Schedule


class Clash(Conflict):
    """Somebody changed the session while it was being edited."""

    code = "edit_clash"
    title = "This session was changed meanwhile"

    def __init__(self) -> None:
        super().__init__("It was changed while you were writing. Nothing is saved yet.")


def refuse_clash(schedule: Schedule, sequence: int | None) -> None:
    """Raises `Clash` unless the session is as it was when the form was opened. To be asked while it is held."""
    if sequence is not None and sequence != schedule.sequence:
        raise Clash
