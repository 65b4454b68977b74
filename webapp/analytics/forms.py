"""The figures of a student as programs read them, spelled as in contract section 3."""

from collections.abc import Mapping
from typing import Any

from webapp.analytics import queries, weeks
from webapp.analytics.achievements import unlocked_by
from webapp.analytics.days import Day
from webapp.analytics.ledger import Ledger


def figures_form(
    student_id: int,
    days: Mapping[str, Day] | None = None,
    achieved: Mapping[str, str] | None = None,
    ledger: Ledger | None = None,
) -> dict[str, Any]:
    """All figures but the heat map, as JSON values. Active time is in seconds, the minutes of a day are nominal. `days`
    (of a fortnight), what was `achieved` and the `ledger` need not be read again by who has them.
    """
    days = weeks.fortnight(student_id) if days is None else days
    achieved = unlocked_by(student_id) if achieved is None else achieved
    figures = queries.figures(student_id, days, ledger)
    week = weeks.week(student_id, days)
    unlocked = sorted((day, key) for key, day in achieved.items())
    return {
        "enrolledCourses": figures.enrolled_courses,
        "completedCourses": figures.completed_courses,
        "hoursLearned": figures.hours_learned,
        "activeTime": figures.active_seconds,
        "certificates": figures.certificates,
        "learningStreak": figures.learning_streak,
        "longestStreak": figures.longest_streak,
        "averageProgress": figures.average_progress,
        "logsCreated": figures.logs_created,
        "goalsCompleted": figures.goals_completed,
        "skillsAdded": figures.skills_added,
        "weekly": [
            {
                "day": day.day.isoformat(),
                "events": day.events,
                "minutes": day.minutes,
                "activeMinutes": day.active_minutes,
            }
            for day in week.days
        ],
        "achievements": [{"key": key, "unlockedOn": day} for day, key in unlocked],
    }
