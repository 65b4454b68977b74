"""The parts of the profile that figures are shown in."""

from functools import partial

from webapp import courses
from webapp.analytics import queries, streaks, weeks, years
from webapp.analytics.correction_models import newest_corrections
from webapp.core import clock
from webapp.live import Region


def ledger(student_id: int) -> Region:
    """Six numbers."""
    return Region(
        f"ledger-{student_id}",
        "analytics/_partials/ledger.html",
        figures=partial(queries.figures, student_id),
    )


def ledger_seen(student_id: int) -> Region:
    """The same, as those who may see the student read it."""
    return Region(
        f"ledger-seen-{student_id}",
        "analytics/_partials/ledger_seen.html",
        figures=partial(queries.figures, student_id),
    )


def week(student_id: int) -> Region:
    """The last seven days."""
    return Region(f"week-{student_id}", "analytics/_partials/week.html", week=partial(weeks.week, student_id))


def heat(student_id: int) -> Region:
    """The last 53 weeks."""
    return Region(
        f"heat-{student_id}", "analytics/_partials/heat.html", year=partial(years.heat_map, student_id)
    )


def streak(student_id: int) -> Region:
    """Learning days in a row."""
    return Region(
        f"streak-{student_id}", "analytics/_partials/streak.html", streak=partial(streaks.streak, student_id)
    )


def achievements(student_id: int) -> Region:
    """What is earned, and what is near."""
    earned = partial(queries.achievements, student_id)
    return Region(f"achievements-{student_id}", "analytics/_partials/achievements.html", achievements=earned)


def corrections(student_id: int) -> Region:
    """What mentors and admins corrected in the figures, with their reasons."""
    newest = partial(newest_corrections, student_id)
    return Region(f"corrections-{student_id}", "analytics/_partials/corrections.html", corrections=newest)


def board_pulse(channel: str) -> Region:
    """Says only when the leaderboard of a cohort or course last moved: each reader asks for their own part of it."""
    return Region(
        f"board-pulse-{channel.replace(':', '-')}", "analytics/_partials/board_pulse.html", moved_at=clock.now
    )


def profile(student_id: int) -> list[Region]:
    """Everything that figures move."""
    return [part(student_id) for part in (ledger, week, heat, streak, achievements, corrections)]


def seen(student_id: int) -> list[Region]:
    """What figures move on the student's page for those who may see them."""
    return [part(student_id) for part in (ledger_seen, week, heat, courses.courses_seen)]
