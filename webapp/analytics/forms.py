"""The figures of a student as programs read them, spelled as in contract section 3."""

from collections.abc import Collection, Mapping
from typing import Any

from webapp.analytics import queries, weeks
from webapp.analytics.achievements import unlocked_by
from webapp.analytics.models import Achievement, DayFigures


def figures_form(
    student_id: int,
    days: Mapping[str, DayFigures] | None = None,
    achieved: Collection[Achievement] | None = None,
) -> dict[str, Any]:
    """All figures but the heat map, as JSON values. Active time is in seconds, the minutes of a day are nominal. `days`
    (of a fortnight) and what was `achieved` need not be read again by who has them.
    """
    days = weeks.fortnight(student_id) if days is None else days
    achieved = unlocked_by(student_id).values() if achieved is None else achieved
    figures = queries.figures(student_id, days)
    week = weeks.week(student_id, days)
    unlocked = sorted(achieved, key=lambda row: (row.unlocked_on, row.key))
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
        "achievements": [{"key": row.key, "unlockedOn": row.unlocked_on} for row in unlocked],
    }
