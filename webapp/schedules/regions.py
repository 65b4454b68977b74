"""The parts of pages that show sessions and redraw themselves."""

from collections.abc import Iterable
from functools import partial

from webapp import accounts
from webapp.live import Region
from webapp.schedules import queries, views


def my_next(student_id: int) -> Region:
    """What comes next for a student, with the time left."""
    return Region(
        f"my-next-{student_id}", "schedules/_partials/my_next.html", card=partial(views.next_card, student_id)
    )


def my_week(student_id: int, week: str) -> Region:
    """A student's week, in their time zone."""
    shown = partial(views.students_week, student_id, week)
    return Region(
        f"my-week-{student_id}-{week}", "schedules/_partials/week.html", week=shown, is_mentors=False
    )


def my_sessions(student_id: int) -> Region:
    """What lies before a student, and what they have behind them."""
    return Region(
        f"my-sessions-{student_id}",
        "schedules/_partials/my_sessions.html",
        sessions=partial(views.my_sessions, student_id),
    )


def mentor_week(user_id: int, week: str) -> Region:
    """A mentor's week, in their time zone."""
    shown = partial(views.mentors_week, user_id, week)
    return Region(f"week-{user_id}-{week}", "schedules/_partials/week.html", week=shown, is_mentors=True)


def narrowed_week(user_id: int, week: str, only: queries.Filter) -> Region:
    """A mentor's week with a filter on. No event can name it: the page fetches it anew when `pulse` changes."""
    shown = partial(views.mentors_week, user_id, week, only)
    return Region(f"week-{user_id}-narrowed", "schedules/_partials/week.html", week=shown, is_mentors=True)


def deleted(user_id: int) -> Region:
    """What was deleted within a day, and can be put back."""
    gone = lambda: queries.recently_deleted(accounts.get(user_id))  # noqa: E731
    return Region(f"deleted-{user_id}", "schedules/_partials/deleted.html", schedules=gone)


def pulse(user_id: int) -> Region:
    """Says only that the sessions that this person looks after have changed, or by how many they were seen."""
    return Region(
        f"schedules-pulse-{user_id}",
        "schedules/_partials/pulse.html",
        beat=partial(views.beat, user_id),
    )


def today(mentor_id: int) -> Region:
    """A mentor's sessions of today, for the dashboard."""
    return Region(
        f"today-{mentor_id}", "schedules/_partials/today.html", today=partial(views.today, mentor_id)
    )


def sessions_today(mentor_id: int) -> Region:
    """How many sessions a mentor holds today: a figure of the dashboard."""
    return Region(
        f"sessions-today-{mentor_id}",
        "schedules/_partials/sessions_today.html",
        today=partial(views.today, mentor_id),
    )


def sessions_said(mentor_id: int) -> Region:
    """How many sessions a mentor holds today, and whether one is live, in words: beneath the dashboard's greeting."""
    return Region(
        f"sessions-said-{mentor_id}",
        "schedules/_partials/sessions_said.html",
        numbers=partial(queries.numbers_of_today, mentor_id),
    )


def sessions_with(user_id: int, student_id: int) -> Region:
    """What a mentor plans with one student, for the mentor's page of that student; an admin's shows everybody's."""
    return Region(
        f"sessions-{user_id}-with-{student_id}",
        "schedules/_partials/sessions_with.html",
        shared=partial(views.sessions_with, user_id, student_id),
    )


def my_session(student_id: int, schedule_id: int) -> Region:
    """One session, as a student who takes part sees it: when they do not any more, it says so."""
    return Region(
        f"my-session-{student_id}-{schedule_id}",
        "schedules/_partials/my_session.html",
        mine=partial(views.students_session, student_id, schedule_id),
    )


def session(schedule_id: int) -> Region:
    """One session, how it stands, and what can be done with it, for who plans it."""
    return Region(
        f"session-{schedule_id}",
        "schedules/_partials/session.html",
        shown=partial(views.session, schedule_id),
    )


def seen(schedule_id: int) -> Region:
    """Which of its participants have seen a session, for who plans it."""
    return Region(
        f"seen-{schedule_id}", "schedules/_partials/seen.html", seen=partial(views.seen_by, schedule_id)
    )


def own_overlap(schedule_id: int) -> Region:
    """Why a session is held at the time of another one of its mentor's, for who plans it."""
    return Region(
        f"own-overlap-{schedule_id}",
        "schedules/_partials/own_overlap.html",
        overlap=partial(views.own_overlap, schedule_id),
    )


def students_regions(student_id: int, weeks: Iterable[str], schedule_ids: Iterable[int]) -> list[Region]:
    """What a student has open of these sessions, which are in these weeks."""
    sessions = [my_session(student_id, schedule_id) for schedule_id in schedule_ids]
    plan = [my_next(student_id), my_sessions(student_id), *(my_week(student_id, week) for week in weeks)]
    return [*plan, *sessions]


def mentors_regions(mentor_id: int, weeks: Iterable[str]) -> list[Region]:
    of_today = [today(mentor_id), sessions_today(mentor_id), sessions_said(mentor_id)]
    everywhere = [*of_today, pulse(mentor_id), deleted(mentor_id)]
    return [*everywhere, *(mentor_week(mentor_id, week) for week in weeks)]
