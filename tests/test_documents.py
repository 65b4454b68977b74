"""The documents say what the code says."""

from pathlib import Path

import pytest

from webapp import courses
from webapp.flow.describe import describe
from webapp.flow.event import Event, known_events
from webapp.reactions import REACTIONS

DOCS = Path(__file__).parent.parent / "docs"


def test_the_events_are_written_down_as_they_are(app):
    assert (DOCS / "events.md").read_text() == describe(), "run: flask describe-events > docs/events.md"


def test_what_reacts_reacts_to_an_event_that_is_recorded(app):
    assert set(REACTIONS) <= set(known_events().values())


def test_two_events_cannot_have_one_name(app):
    with pytest.raises(TypeError, match="course:enrolled"):

        class Impostor(Event):
            """Pretends to be another event."""

            name = courses.Enrolled.name
