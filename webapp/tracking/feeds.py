"""A person's activity feed: the lines of the log that they have not taken out, read or unread, and posting a line."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Conflict, Invalid, NotAllowed, NotFound
from webapp.core.paging import Page, PageInput, cut, place
from webapp.flow import record
from webapp.tracking.activity import Activity
from webapp.tracking.events import FeedChanged
from webapp.tracking.feed_lines import item
from webapp.tracking.feed_marks import FeedMark, mark_of, marks_on, read_until, set_read_until
from webapp.tracking.intake import take_all
from webapp.tracking.kinds import ON_FEED, ActivityType
from webapp.tracking.log import log

MOST_COUNTED = 1000
"""Unread lines are counted so far; more are not told apart."""
AT_ONCE = 200
NO_PLACE = "There is no such place in a course that you are enrolled in."
STATED = frozenset(
    "course_id module_id unit_id event_id duration_seconds engagement_metrics start_time end_time".split()
)
"""What of the data is taken as a beacon has it; the rest is only kept."""
_SPELLED = {"courseId": "course_id", "moduleId": "module_id", "unitId": "unit_id"}


@dataclass(frozen=True)
class Line:
    """An activity as its person's feed has it."""

    activity: Activity
    mark: FeedMark | None
    is_read: bool

    @property
    def title(self) -> str:
        return item(self.activity, self.mark).text.striptags()


def feed_of(person_id: int, wanted: PageInput) -> Page[Line]:
    """That piece of a person's feed, newest first."""
    before: str = place(wanted.cursor, str)[0] if wanted.cursor else ""
    until, lines = read_until(person_id), list[Line]()
    while len(lines) <= wanted.skip + wanted.limit:
        found = log().page(person_id, before=before, limit=AT_ONCE)
        lines += _lines(person_id, found, until)
        if len(found) < AT_ONCE:
            break
        before = found[-1].sort_key
    piece = lines[wanted.skip : wanted.skip + wanted.limit + 1]
    return cut(piece, wanted.limit, lambda line: [line.activity.sort_key])


def unread_count(person_id: int) -> int:
    """How many lines are unread, counted up to a thousand."""
    until, before, count = read_until(person_id), "", 0
    while count < MOST_COUNTED:
        found = log().page(person_id, before=before, limit=AT_ONCE)
        newer = [activity for activity in found if activity.sort_key > until]
        count += sum(not line.is_read for line in _lines(person_id, newer, until))
        if len(newer) < AT_ONCE:
            break
        before = newer[-1].sort_key
    return min(count, MOST_COUNTED)


def line_of(person: User, activity_id: str) -> Line:
    """A line of this person's own feed. Raises `NotFound`."""
    found = _logged(person.id, activity_id)
    lines = _lines(person.id, [one for one in found if one.type in ON_FEED], read_until(person.id))
    if not lines:
        raise NotFound("There is no such activity in your feed.")
    return lines[0]


def mark_read(person: User, activity_id: str) -> Line:
    line = line_of(person, activity_id)
    accounts.hold(person.id)
    mark = mark_of(person.id, activity_id)
    mark.read_at = mark.read_at or clock.now()
    return Line(line.activity, mark, is_read=True)


def mark_all_read(person: User) -> None:
    """Everything that is in the feed by now is read."""
    newest = log().page(person.id, limit=1)
    if newest:
        accounts.hold(person.id)
        set_read_until(person.id, newest[0].sort_key)


def take_out(person: User, activity_id: str) -> None:
    """Take a line out of the person's own feed. What it counts for stays."""
    line_of(person, activity_id)
    accounts.hold(person.id)
    mark_of(person.id, activity_id).hidden_at = clock.now()
    record(FeedChanged(student_id=person.id))


def post(
    student: User, *, kind: ActivityType, title: str, description: str, data: Mapping[str, Any]
) -> tuple[Line, bool]:
    """Take in an activity that a student states by hand, by the rules of beacons, with words for the feed. Says
    whether it was new.
    """
    event_id = str(data.get("event_id") or uuid.uuid4())
    named = {_SPELLED.get(name, name): value for name, value in data.items()}
    stated = {name: value for name, value in named.items() if name in STATED}
    (result,) = take_all(student, [stated | {"activity_type": kind.value, "event_id": event_id}])
    if result.code == "forbidden":
        raise NotAllowed(NO_PLACE, code="forbidden")
    if result.code == "conflict":
        raise Conflict("This event_id belongs to another event.", **{"data.event_id": "Give another id."})
    if result.fields is not None:
        raise Invalid.of({_path(path): words for path, words in result.fields.items()})
    is_new = result.status == "stored"
    if is_new:
        mark = mark_of(student.id, event_id.lower())
        mark.title, mark.description, mark.data = title, description, dict(data)
        record(FeedChanged(student_id=student.id))
    (activity,) = _logged(student.id, event_id.lower())
    return Line(activity, marks_on(student.id, [activity.event_id]).get(activity.event_id), False), is_new


def _logged(person_id: int, activity_id: str) -> list[Activity]:
    """The activity of that id, if there is one: it comes first after all but its last letter."""
    near = log().activities_of(person_id, after=activity_id[:-1], limit=16)
    return [activity for activity in near if activity.event_id == activity_id]


def _lines(person_id: int, activities: Sequence[Activity], until: str) -> list[Line]:
    marks = marks_on(person_id, [activity.event_id for activity in activities])
    lines = []
    for activity in activities:
        mark = marks.get(activity.event_id)
        if mark is None or mark.hidden_at is None:
            is_read = activity.sort_key <= until or (mark is not None and mark.read_at is not None)
            lines.append(Line(activity, mark, is_read))
    return lines


def _path(path: str) -> str:
    return "type" if path == "activity_type" else f"data.{path}".rstrip(".")
