"""The figures of a student as programs read them, spelled as in contract section 3."""

from typing import Any

from webapp.analytics import queries, weeks
from webapp.analytics.achievements import unlocked_by


def figures_form(student_id: int) -> dict[str, Any]:
    """All figures but the heat map, as JSON values. Active time is in seconds, the minutes of a day are nominal."""
    figures = queries.figures(student_id)
    week = weeks.week(student_id)
    unlocked = sorted(unlocked_by(student_id).values(), key=lambda row: (row.unlocked_on, row.key))
    return {
        "enrolledCourses": figures.enrolled_courses,
        "completedCourses": figures.completed_courses,
        "hoursLearned": figures.hours_learned,
        "activeTime": figures.active_seconds,
        "certificates": figures.certificates,
        "learningStreak": figures.learning_streak,
        "longestStreak": figures.longest_streak,
        "averageProgress": figures.average_progress,
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
