"""The activity feed as people read it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from webapp.core.errors import Unavailable
from webapp.tracking.activity import Activity
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
    """Some lines, newest first, and where the older ones are."""

    items: Sequence[FeedItem]
    older_url: str | None
    is_away: bool = False
    """The log does not answer: there may be lines, but not now."""


def page(student_id: int, before: str = "", limit: int = PAGE) -> FeedPage:
    """The newest lines older than `before` (a sort key)."""
    try:
        found = log().page(student_id, before=before, limit=limit + 1)
    except Unavailable:
        return FeedPage([], None, is_away=True)
    older = url_for("tracking.older", before=found[limit - 1].sort_key) if len(found) > limit else None
    return FeedPage([item(activity) for activity in found[:limit]], older)


def item(activity: Activity) -> FeedItem:
    icon, sentence = _LINES[activity.type]
    return FeedItem(activity.event_id, icon, sentence(activity.details), activity.at)


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


def _quiz(details: Mapping[str, Any]) -> Markup:
    title = details.get("unit_title") or "a quiz"
    if "score" not in details:
        return Markup("Finished <b>{}</b>").format(title)
    return Markup("Scored {} of {} in <b>{}</b>").format(details["score"], details.get("total"), title)


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
    ActivityType.entry_create: ("pen", lambda _: Markup("Wrote an entry")),
    ActivityType.goal_complete: ("check", lambda _: Markup("Reached a goal")),
    ActivityType.skill_add: ("check", lambda _: Markup("Added a skill")),
    ActivityType.session_attend: ("users", lambda _: Markup("Attended a session")),
}
