"""What lies behind a figure, line by line from the log: the same lines that it is counted from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp import analytics, courses, tracking
from webapp.core.errors import NotFound, Unavailable
from webapp.tracking import ActivityType, FeedItem

LINES = 20
DAYS = 7
MINUTES = {
    ActivityType.lesson_complete: analytics.LESSON_MINUTES,
    ActivityType.video_watch: analytics.VIDEO_MINUTES,
    ActivityType.course_view: analytics.VIEW_MINUTES,
}


@dataclass(frozen=True)
class Figure:
    """A figure that can be looked behind. `types` are the activities that it counts; none, where it counts views."""

    name: str
    title: str
    rule: str
    types: Sequence[ActivityType] = ()


FIGURES = {
    "hours": Figure(
        "hours",
        "Hours learned",
        f"A fixed measure: {analytics.LESSON_MINUTES} min for each finished lesson,"
        f" {analytics.VIDEO_MINUTES} min for each video watched, {analytics.VIEW_MINUTES} min for each visit to a"
        " course. A lesson counts once, at its first finish.",
        tuple(MINUTES),
    ),
    "active": Figure(
        "active",
        "Measured time",
        "The time a page of a course was on screen and somebody was active on it: not more than a minute after the last"
        " touch, or while a video played. Two pages open side by side count once.",
    ),
    "streak": Figure(
        "streak",
        "Learning streak",
        "Days in a row, in the student's time zone, with at least one of these activities.",
        tuple(type_ for type_ in ActivityType if type_ not in tracking.NOT_LEARNING),
    ),
}


@dataclass(frozen=True)
class Line:
    """An activity, its local day, and how many nominal minutes it is worth."""

    item: FeedItem
    day: date
    minutes: int | None


@dataclass(frozen=True)
class View:
    """One showing of a page on a day, and what was measured of it. Of a page that is open some part is always seen, so
    without a depth neither that nor touches were measured.
    """

    title: str
    active_seconds: int
    scroll_depth: int
    interactions: int
    played: int | None


@dataclass(frozen=True)
class MeasuredDay:
    """A day, what counts of it, and the views that it is counted from."""

    day: date
    active_seconds: int
    views: Sequence[View]


@dataclass(frozen=True)
class Behind:
    """A part of what lies behind a figure, newest first, and where the older part begins (or none)."""

    lines: Sequence[Line] = ()
    days: Sequence[MeasuredDay] = ()
    before: str = ""
    is_away: bool = False
    """The log does not answer just now."""


def figure_named(name: str) -> Figure:
    if name not in FIGURES:
        raise NotFound("There is no such figure.")
    return FIGURES[name]


def behind(figure: Figure, student_id: int, before: str) -> Behind:
    """What is counted, older than `before`: a sort key of the log, or a day where days are listed."""
    try:
        return _lines(figure, student_id, before) if figure.types else _days(student_id, before)
    except Unavailable:
        return Behind(is_away=True)


def _lines(figure: Figure, student_id: int, before: str) -> Behind:
    found = tracking.log().counted(student_id, figure.types, before=before, limit=LINES + 1)
    shown = found[:LINES]
    lines = [
        Line(
            tracking.line_of(one),
            date.fromisoformat(one.day),
            MINUTES.get(one.type) if figure.name == "hours" else None,
        )
        for one in shown
    ]
    return Behind(lines=lines, before=shown[-1].sort_key if len(found) > LINES else "")


def _days(student_id: int, before: str) -> Behind:
    found = analytics.measured_days(student_id, before=before, limit=DAYS + 1)
    names = [day for day, _ in found[:DAYS]]
    views = tracking.log().views_on(student_id, names)
    titles = courses.titles_of_units({view.unit_id for view in views if view.unit_id})
    by_day: dict[str, list[View]] = {name: [] for name in names}
    for view in views:
        title = titles.get(view.unit_id or 0, "A page")
        played = tracking.percent_of(view.played, view.video_seconds) if view.played else None
        by_day[view.day].append(
            View(title, view.active_ms // 1000, round(view.scroll_depth), view.interactions, played)
        )
    days = [MeasuredDay(date.fromisoformat(day), seconds, by_day[day]) for day, seconds in found[:DAYS]]
    return Behind(days=days, before=names[-1] if len(found) > DAYS else "")
