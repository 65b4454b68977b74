"""The kinds of activity, and what each of them is (contract, section 3)."""

import enum


class ActivityType(enum.StrEnum):
    """Everything a student can be recorded to have done."""

    login = "login"
    course_view = "course_view"
    unit_view = "unit_view"
    lesson_complete = "lesson_complete"
    video_watch = "video_watch"
    course_enroll = "course_enroll"
    assignment_submit = "assignment_submit"
    quiz_complete = "quiz_complete"
    certificate_earned = "certificate_earned"
    profile_view = "profile_view"
    course_continue = "course_continue"
    profile_refresh = "profile_refresh"
    entry_create = "entry_create"
    goal_complete = "goal_complete"
    skill_add = "skill_add"
    session_attend = "session_attend"


A = ActivityType

SERVER_ONLY = frozenset({A.login, A.course_enroll, A.certificate_earned, A.entry_create, A.session_attend})
"""Facts that only the server may state; a beacon that claims one is refused."""

NOT_LEARNING = frozenset({A.login, A.profile_view, A.profile_refresh})
"""What never feeds a streak."""

ONCE_PER_UNIT = frozenset({A.lesson_complete})
"""Counts once for a unit, at its earliest, however many ids claim it."""

KEPT_FOR_GOOD = ONCE_PER_UNIT | {A.course_enroll, A.certificate_earned}
"""What outlives any retention, since it must never count a second time."""

NEEDS_UNIT = frozenset({A.unit_view, A.lesson_complete, A.video_watch, A.assignment_submit, A.quiz_complete})
NEEDS_COURSE = frozenset({A.course_view, A.course_continue})

ON_FEED = frozenset(
    {
        A.lesson_complete,
        A.video_watch,
        A.course_enroll,
        A.assignment_submit,
        A.quiz_complete,
        A.certificate_earned,
        A.course_view,
        A.entry_create,
        A.goal_complete,
        A.skill_add,
        A.session_attend,
    }
)
"""What a person sees in the feed; the rest is kept and counted, but would only be noise there."""

WATCHED_PERCENT = 90
"""From this share of its seconds on, a video counts as watched."""
