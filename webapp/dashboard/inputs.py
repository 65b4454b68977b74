"""What the dashboard accepts."""

from typing import Annotated

from pydantic import StringConstraints

from webapp.core.inputs import AnyLine, Input, Text


class NoteInput(Input):
    """What a mentor writes to a student: as much as a notification holds."""

    note: Annotated[Text, StringConstraints(min_length=1, max_length=600)]


class DismissalInput(Input):
    """Why a student does not need a hand, in a few words that their other mentors read."""

    reason: Annotated[AnyLine, StringConstraints(min_length=3, max_length=300)]
