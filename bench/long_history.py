"""A student with as long a history as one likes, through the log and the projections."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from webapp import tracking
from webapp.analytics.projection import project_days
from webapp.courses.models import Unit
from webapp.flow import commit
from webapp.tracking.activity import Activity
from webapp.tracking.kinds import ActivityType

AT_ONCE = 4000
KINDS = (
    ActivityType.unit_view,
    ActivityType.video_watch,
    ActivityType.unit_view,
    ActivityType.course_view,
    ActivityType.quiz_complete,
)


def give_history(
    student_id: int,
    number: int,
    units: Sequence[Unit],
    until: datetime,
    show: Callable[[int, int], object] | None = None,
) -> None:
    """That many activities, a hundred a day, the last one just before `until`."""
    days: set[str] = set()
    for start in range(0, number, AT_ONCE):
        some = [_activity(student_id, n, units, until) for n in range(start, min(start + AT_ONCE, number))]
        answers = tracking.log().append(some).answers
        assert set(answers) == {"stored"}
        commit()
        days |= {activity.day for activity in some}
        if show:
            show(start + len(some), number)
    project_days(student_id, days)
    commit()


def _activity(student_id: int, number: int, units: Sequence[Unit], until: datetime) -> Activity:
    day, turn = divmod(number, 100)
    at = until - timedelta(days=day, minutes=5 * turn + 1)
    unit = units[number % len(units)]
    return Activity(
        student_id=student_id,
        event_id=str(uuid.UUID(int=student_id << 64 | number)),
        type=KINDS[number % len(KINDS)],
        at=at,
        day=at.date().isoformat(),
        is_from_server=False,
        course_id=unit.course_id,
        module_id=unit.module_id,
        unit_id=unit.id,
        received_at=at,
        details={"unit_title": unit.title, "course_title": "Knots"},
    )
