"""When enough of a video has been played, over all views and devices together, its unit is finished."""

from collections.abc import Sequence

from webapp import accounts
from webapp.accounts import User
from webapp.core import clock
from webapp.core.ids import deed_id
from webapp.tracking.activity import Activity, Snapshot, Watched
from webapp.tracking.kinds import WATCHED_PERCENT, ActivityType
from webapp.tracking.log import log
from webapp.tracking.place import OpenPlaces
from webapp.tracking.seconds import joined


def watched_now(
    student: User, activities: Sequence[Activity], snapshots: Sequence[Snapshot], places: OpenPlaces
) -> list[Activity]:
    """The videos that were watched with these, and are not finished yet: what the server itself states of them. It is
    the same deed as when the page says it on the same day.
    """
    told = [*snapshots, *(activity.measured for activity in activities if activity.measured)]
    parts: dict[int, list[Snapshot]] = {}
    for snapshot in told:
        if snapshot.played and snapshot.unit_id is not None and places.is_video(snapshot.unit_id):
            parts.setdefault(snapshot.unit_id, []).append(snapshot)
    if not parts:
        return []
    accounts.hold(student.id)
    known = log().watched(student.id, parts)
    enough = {
        unit_id: views
        for unit_id, views in parts.items()
        if _percent(known.get(unit_id), views) >= WATCHED_PERCENT
    }
    if not enough:
        return []
    claimed = {activity.unit_id for activity in activities if activity.is_finish}
    finished = {finish.unit_id for finish in log().finishes(student.id, enough)} | claimed
    return [_watch(student, views, places) for unit_id, views in enough.items() if unit_id not in finished]


def _percent(known: Watched | None, views: Sequence[Snapshot]) -> int:
    so_far = known or Watched(played="", video_seconds=0)
    length = max(so_far.video_seconds, *(view.video_seconds for view in views))
    return Watched(
        played=joined([so_far.played, *(view.played for view in views)]), video_seconds=length
    ).percent


def _watch(student: User, views: Sequence[Snapshot], places: OpenPlaces) -> Activity:
    last = max(views, key=lambda view: view.at)
    kind, day = ActivityType.video_watch, clock.local_day(last.at, student.time_zone)
    return Activity(
        student_id=student.id,
        event_id=deed_id(student.id, kind, last.unit_id, day),
        type=kind,
        at=last.at,
        day=day.isoformat(),
        is_from_server=True,
        is_finish=True,
        course_id=last.course_id,
        module_id=last.module_id,
        unit_id=last.unit_id,
        received_at=clock.now(),
        details=places.titles_of(last.course_id, last.unit_id),
    )
