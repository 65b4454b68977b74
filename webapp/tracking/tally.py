"""What a day's counts come to, the same for every log."""

from collections.abc import Mapping

from webapp.tracking.activity import DayTally
from webapp.tracking.kinds import NOT_LEARNING, ActivityType


def tally_of(counts: Mapping[ActivityType, int], active_ms: int) -> DayTally:
    """From the number of counted activities by type, and the active milliseconds of the day."""
    return DayTally(
        events=sum(counts.values()),
        learning=sum(number for type_, number in counts.items() if type_ not in NOT_LEARNING),
        lessons=counts.get(ActivityType.lesson_complete, 0),
        videos=counts.get(ActivityType.video_watch, 0),
        views=counts.get(ActivityType.course_view, 0),
        active_ms=active_ms,
    )
