"""What the students of a mentor do, as the mentor reads it: a feed of all of them, and the last hour by the minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import url_for
from markupsafe import Markup

from webapp import courses
from webapp.accounts import User
from webapp.core import clock
from webapp.core.errors import Unavailable
from webapp.core.stores import db
from webapp.tracking.activity import Activity, sort_key_at
from webapp.tracking.feed_lines import PAGE, item
from webapp.tracking.feed_marks import FeedMark, marks_of_many
from webapp.tracking.kinds import ActivityType as A
from webapp.tracking.log import log

FILTERED_DAYS = 30
"""How far back a feed of one kind goes; one of all kinds goes back to the beginning."""
TAPE_MINUTES = 60


@dataclass(frozen=True)
class Kind:
    """A filter of the feed: what it is called, and the activities that it lets through; all, without any."""

    name: str
    types: frozenset[A] | None


KINDS: Mapping[str, Kind] = {
    "all": Kind("All", None),
    "lessons": Kind("Lessons", frozenset({A.lesson_complete, A.video_watch})),
    "quizzes": Kind("Quizzes", frozenset({A.quiz_complete})),
    "work": Kind("Work", frozenset({A.assignment_submit, A.entry_create})),
    "milestones": Kind(
        "Milestones", frozenset({A.course_enroll, A.certificate_earned, A.goal_complete, A.skill_add})
    ),
    "sessions": Kind("Sessions", frozenset({A.session_attend})),
}


@dataclass(frozen=True)
class StudentLine:
    """One line: who, and what they did, as it goes on after their name."""

    id: str
    student_id: int
    name: str
    icon: str
    text: Markup
    at: datetime


@dataclass(frozen=True)
class StudentsFeed:
    """Some lines, newest first, and where the older ones are."""

    kind: str
    lines: Sequence[StudentLine]
    older_url: str | None
    is_away: bool = False
    """The log does not answer: there may be lines, but not now."""


@dataclass(frozen=True)
class Tape:
    """How much was done in each of the last 60 minutes, the current one last."""

    began_at: datetime
    minutes: Sequence[int]

    @property
    def top(self) -> int:
        return max(5, *self.minutes)

    @property
    def total(self) -> int:
        return sum(self.minutes)


def page(scope: int | None, kind: str = "all", before: str = "", limit: int = PAGE) -> StudentsFeed:
    """The newest lines of the students of that scope, older than `before` (a sort key)."""
    types = KINDS[kind].types
    since = sort_key_at(clock.now() - timedelta(days=FILTERED_DAYS)) if types else ""
    try:
        found = log().page_of(_ids(scope), before=before, since=since, types=types, limit=limit + 1)
    except Unavailable:
        return StudentsFeed(kind, [], None, is_away=True)
    is_more = len(found) > limit
    older = (
        url_for("tracking.older_of_students", kind=kind, before=found[limit - 1].sort_key)
        if is_more
        else None
    )
    return StudentsFeed(kind, _lines(found[:limit]), older)


def tape(scope: int | None) -> Tape | None:
    """The last hour of the students of that scope. None while the log does not answer."""
    this_minute = int(clock.now().timestamp()) // 60
    first = this_minute - TAPE_MINUTES + 1
    began_at = datetime.fromtimestamp(first * 60, UTC)
    try:
        counts = log().per_minute(_ids(scope), since=began_at)
    except Unavailable:
        return None
    return Tape(began_at, [counts.get(minute, 0) for minute in range(first, this_minute + 1)])


def newest(scope: int | None) -> StudentLine | None:
    """The last thing that one of the students of that scope did. None where there is nothing, and while the log does
    not answer.
    """
    try:
        return next(iter(_lines(log().page_of(_ids(scope), limit=1))), None)
    except Unavailable:
        return None


def _ids(scope: int | None) -> Sequence[int]:
    return db.session.scalars(courses.students_in(scope)).all()


def _lines(activities: Sequence[Activity]) -> list[StudentLine]:
    """With names, and the words that a line came with; without what was taken out of the student's feed."""
    if not activities:
        return []
    ids = {activity.student_id for activity in activities}
    people = db.session.execute(sa.select(User.id, User.name).where(User.id.in_(ids)))
    names = {row.id: row.name for row in people}
    marks = marks_of_many(ids, [activity.event_id for activity in activities])
    marked = [(activity, marks.get((activity.student_id, activity.event_id))) for activity in activities]
    return [
        _line(activity, mark, names[activity.student_id])
        for activity, mark in marked
        if mark is None or mark.hidden_at is None
    ]


def _line(activity: Activity, mark: FeedMark | None, name: str) -> StudentLine:
    one = item(activity, mark)
    text = Markup("{}{}").format(one.text[0].lower(), one.text[1:])
    return StudentLine(one.id, activity.student_id, name, one.icon, text, one.at)
