"""What learned time is nominally worth (contract, section 3, hoursLearned). The only place that holds these numbers."""

LESSON_MINUTES = 30
"""For each lesson_complete."""

VIDEO_MINUTES = 15
"""For each video_watch."""

VIEW_MINUTES = 10
"""For each course_view."""


def nominal_minutes(*, lessons: int, videos: int, views: int) -> int:
    """Nominal learning time in minutes. Measured time stands beside it and never in it."""
    return lessons * LESSON_MINUTES + videos * VIDEO_MINUTES + views * VIEW_MINUTES
