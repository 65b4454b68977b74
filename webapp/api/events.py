"""`GET /api/events`: what a person may hear, as named events with JSON (contract, section 7)."""

import re
from collections.abc import Sequence

from flask import Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from webapp import accounts, courses
from webapp.accounts import User
from webapp.api.declaration import Declaration, declare
from webapp.api.door import bp
from webapp.core.answers import reference
from webapp.core.errors import Invalid
from webapp.core.inputs import Id, Input
from webapp.flow import course_channel
from webapp.live.frames import frame
from webapp.live.greeting import active_sessions
from webapp.live.stream import open_stream

MOST_COURSES = 100
COURSE_ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
HEARD = """event:heartbeat
data:hello
id:1795183204000-0
retry:812

event:courseSessionEnded
data:{"course_id": 3, "session_id": 9, "ended_by": 2}
id:1795183260000-0

"""
FORBIDDEN = "There is no such course, or you are neither enrolled in it nor teach it."


class EventsInput(Input):
    """Which courses a program listens to; without any, to all that the person hears."""

    course: list[Id] = Field([], max_length=MOST_COURSES, description="A course. May stand up to 100 times.")


@bp.get("/api/events")
@accounts.only()
def events() -> ResponseReturnValue:
    """Hear what happens, as a stream of named events with JSON. With `?course=ID&course=ID…` only what is told of these
    courses. A reader that comes back with Last-Event-ID is told what it missed. `docs/events.md` lists the events.
    """
    user = accounts.me()
    own, *others = accounts.channels_of(user)
    course_ids = _course_ids(request.args.getlist("course"))
    heard = courses.heard_by(user, course_ids)
    for course_id in course_ids:
        if course_id not in heard:
            return _forbidden(course_id)
    asked = [*(course_channel(id) for id in course_ids), *courses.narrow_channels(user, course_ids)]
    channels = asked if course_ids else [*others, *courses.channels_of(user)]
    return open_stream(
        (own, *channels),
        None,
        since=g.live_since,
        greeting=_greeting(user, course_ids),
        longest_seconds=accounts.seconds_left(),
    )


declare(
    Declaration(
        method="GET",
        rule="/api/events",
        view=events,
        asks=EventsInput,
        gives={200: None},
        media_type="text/event-stream",
        shows=HEARD,
        area="events",
    )
)


def _course_ids(texts: Sequence[str]) -> list[int]:
    """The courses that are asked for, each once."""
    if len(texts) > MOST_COURSES:
        raise Invalid.of({"course": f"Name at most {MOST_COURSES} courses."})
    if not all(COURSE_ID.fullmatch(text) for text in texts):
        raise Invalid.of({"course": "A course is named by its id, a positive integer."})
    return list(dict.fromkeys(int(text) for text in texts))


def _greeting(user: User, course_ids: Sequence[int]) -> bytes:
    """How things stand: in these courses; or who is here, for staff. It has no place among the
    events: they follow it.
    """
    if not course_ids and user.is_staff:
        return frame(_who_is_here(user), name=courses.UsersStatus.name)
    return b"".join(
        frame({"course_id": id, "activeSessions": active_sessions(id)}, name="activeSessionsData")
        for id in course_ids
    )


def _who_is_here(user: User) -> dict[str, object]:
    people = [
        {"id": person.id, "name": person.name, "state": seen.state} for person, seen in courses.here(user)
    ]
    return {"activeUsers": courses.active_count(), "here": people}


def _forbidden(course_id: int) -> Response:
    """The same for a course that is not theirs as for one that is not there."""
    error = {"code": "forbidden", "message": FORBIDDEN, "fields": {}, "reference": reference()}
    answer = jsonify(error=error, event="activeSessionsError", course_id=course_id, message=FORBIDDEN)
    answer.status_code = 403
    return answer
