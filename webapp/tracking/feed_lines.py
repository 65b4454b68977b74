"""The activity feed as people read it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from webapp.core.errors import Unavailable
from webapp.tracking.activity import Activity
from webapp.tracking.feed_marks import FeedMark, marks_on
from webapp.tracking.kinds import ActivityType
from webapp.tracking.log import log

PAGE = 8


@dataclass(frozen=True)
class FeedItem:
    """One line of the feed: a sentence, its icon and its instant."""

    id: str
    icon: str
    text: Markup
    at: datetime


@dataclass(frozen=True)
class FeedPage:
    """Some lines, newest first, and where the older ones begin."""

    items: Sequence[FeedItem]
    before: str | None
    """The sort key of the last of them, if there are older ones."""
    is_away: bool = False
    """The log does not answer: there may be lines, but not now."""


def page(student_id: int, before: str = "", limit: int = PAGE) -> FeedPage:
    """The newest lines older than `before` (a sort key)."""
    try:
        found = _in_the_feed(student_id, before, limit + 1)
    except Unavailable:
        return FeedPage([], None, is_away=True)
    before_next = found[limit - 1][0].sort_key if len(found) > limit else None
    return FeedPage([item(*line) for line in found[:limit]], before_next)


def item(activity: Activity, mark: FeedMark | None = None) -> FeedItem:
    """Its line; in the words that it came with, if there are any."""
    icon, sentence = _LINES[activity.type]
    posted = mark.title if mark else ""
    return FeedItem(
        activity.event_id, icon, escape(posted) if posted else sentence(activity.details), activity.at
    )


def _in_the_feed(student_id: int, before: str, limit: int) -> list[tuple[Activity, FeedMark | None]]:
    """The newest activities that were not taken out of the feed."""
    lines: list[tuple[Activity, FeedMark | None]] = []
    while True:
        found = log().page(student_id, before=before, limit=limit)
        marks = marks_on(student_id, [activity.event_id for activity in found])
        both = [(activity, marks.get(activity.event_id)) for activity in found]
        lines += [(activity, mark) for activity, mark in both if mark is None or mark.hidden_at is None]
        if len(found) < limit or len(lines) >= limit:
            return lines[:limit]
        before = found[-1].sort_key


def _about(words: str) -> Callable[[Mapping[str, Any]], Markup]:
    """A sentence on a unit: its title in bold, and in which course."""

    def sentence(details: Mapping[str, Any]) -> Markup:
        text = Markup("{} <b>{}</b>").format(words, details.get("unit_title") or "a unit")
        course = details.get("course_title")
        return text + Markup(" in {}").format(course) if course else text

    return sentence


def _course(words: str) -> Callable[[Mapping[str, Any]], Markup]:
    """A sentence that ends on a course, in bold."""
    return lambda details: Markup("{} <b>{}</b>").format(words, details.get("course_title") or "a course")


def _titled(words: str, without: str) -> Callable[[Mapping[str, Any]], Markup]:
    """A sentence that ends on a title, if one is known."""

    def sentence(details: Mapping[str, Any]) -> Markup:
        title = details.get("title")
        return Markup("{} <b>{}</b>").format(words, title) if title else Markup("{}").format(without)

    return sentence


def _quiz(details: Mapping[str, Any]) -> Markup:
    title = details.get("unit_title") or "a quiz"
    if "score" not in details:
        return Markup("Finished <b>{}</b>").format(title)
    return Markup("Scored {} of {} in <b>{}</b>").format(details["score"], details.get("total"), title)


def _entry(details: Mapping[str, Any]) -> Markup:
    course = details.get("course_title")
    return Markup("Wrote an entry on <b>{}</b>").format(course) if course else Markup("Wrote an entry")


_LINES: dict[ActivityType, tuple[str, Callable[[Mapping[str, Any]], Markup]]] = {
    ActivityType.login: ("home", lambda _: Markup("Signed in")),
    ActivityType.course_view: ("book", _course("Opened")),
    ActivityType.unit_view: ("book", _about("Opened")),
    ActivityType.lesson_complete: ("book", _about("Finished")),
    ActivityType.video_watch: ("play", _about("Watched")),
    ActivityType.course_enroll: ("pen", _course("Enrolled in")),
    ActivityType.assignment_submit: ("pen", _about("Handed in")),
    ActivityType.quiz_complete: ("quiz", _quiz),
    ActivityType.certificate_earned: ("seal", _course("Earned the certificate of")),
    ActivityType.profile_view: ("home", lambda _: Markup("Looked at the profile")),
    ActivityType.course_continue: ("arrow", _course("Went on with")),
    ActivityType.profile_refresh: ("home", lambda _: Markup("Refreshed the profile")),
    ActivityType.entry_create: ("pen", _entry),
    ActivityType.goal_complete: ("target", _titled("Reached the goal", "Reached a goal")),
    ActivityType.skill_add: ("star", _titled("Added the skill", "Added a skill")),
    ActivityType.session_attend: ("users", _course("Attended a session of")),
}
