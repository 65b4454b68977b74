"""Every figure of the mentors' dashboards moves with what changes it: for those concerned, and only for them."""

from collections.abc import Sequence

import pytest

from tests.every_event import (
    Deed,
    checks_in,
    does,
    ends,
    finishes,
    first,
    hands_in,
    judges,
    leaves_the_cohort,
    misses,
    opens_a_page,
    plans,
    registers,
    starts,
    ticks,
)
from tests.everybody import School
from webapp.courses.presence import tick
from webapp.tracking import KINDS

DONE = {"tape", "last-activity", "feed"}
"""What shows each thing that a student does."""
OF_STUDENTS = DONE | {"right-now", "progress", "concerns", "beginning", "students-said"}
"""What follows from which students somebody sees."""
ENTRIES = {"entries-waiting", "queue"}
ALL = OF_STUDENTS | ENTRIES
SESSIONS = {"sessions-today", "sessions-said", "today"}
HERE = {"active-now", "right-now"}


@pytest.fixture
def app(everybody):
    return everybody.app


def figures(drawn: set[str], scope: int | str) -> set[str]:
    """Which figures of that person's dashboard are drawn anew; the feed only if it is so under every filter."""
    names = {"active-now"} & drawn
    parts = (*OF_STUDENTS - {"feed"}, *ENTRIES, *SESSIONS)
    names |= {part for part in parts if f"{part}-{scope}" in drawn}
    feeds = [f"students-feed-{scope}-{kind}" for kind in KINDS]
    return names | ({"feed"} if set(feeds) <= drawn else set())


def moved(heard, school: School, who: str) -> set[str]:
    return figures(heard.regions(who), "all" if who == "otto" else school.ids[who])


today = does(
    "mira", "/mentor/schedules",
    title="Now", whom="student:{ada}", time_zone="UTC", starts="2026-11-20T18:00", minutes="30",
)  # fmt: skip


def a_day_later(school: School) -> None:
    school.time.forward(hours=10, minutes=30)


reopens = does("mira", "/mentor/attendance/{running}/reopening")
corrects = does("mira", "/mentor/attendance/{running}/marks/{ada}", status="late", reason="Came later")

DEEDS = {
    "a student registers": (registers("/register", "Drew"), {"active-now"}, {"active-now"}, ()),
    "a student comes": (opens_a_page, HERE, {"active-now"}, ()),
    "a student idles": (ticks(tick, after=100), HERE, {"active-now"}, [opens_a_page, ticks(tick)]),
    "a lesson is finished": (finishes, DONE | {"progress"}, set(), ()),
    "the first lesson of a day": (finishes, DONE | {"progress", "concerns"}, set(), [a_day_later]),
    "work is handed in": (hands_in, DONE | {"progress"}, set(), ()),
    "an entry is written": (
        lambda school: school.call("ada", "POST", "/api/entries", title="Splices", body="Words"),
        DONE | {"progress"} | ENTRIES, set(), (),
    ),
    "an entry is judged": (judges, ENTRIES | {"concerns"}, set(), ()),
    "a session is planned for today": (today, SESSIONS, set(), ()),
    "a session is planned": (plans, SESSIONS, set(), ()),
    "attendance ends": (ends, {"progress", "concerns"}, set(), [starts, checks_in]),
    "attendance is opened again": (reopens, {"progress", "concerns"}, set(), [misses]),
    "a mark is corrected": (corrects, DONE | {"progress", "concerns"}, set(), [misses]),
    "a concern is set aside": (does("mira", "/mentor/students/{ada}/snoozes"), {"concerns"}, set(), ()),
    "a student leaves a cohort": (leaves_the_cohort, ALL, set(), ()),
    "a student comes into a cohort": (
        does("otto", "/admin/people/{ada}/cohorts", cohort_id="{climbers}"), ALL, ALL, (),
    ),
    "a mentor comes into a cohort": (
        does("otto", "/admin/people/{noor}/cohorts", cohort_id="{sailors}"), ALL, ALL, (),
    ),
    "a mentor leaves a cohort": (
        does("otto", "/admin/people/{mira}/cohorts/{sailors}/leaving"), ALL, set(), (),
    ),
    "a student has another mentor": (
        does("otto", "/admin/people/{ada}/mentor", mentor_id="{noor}"), ALL, ALL, (),
    ),
    "a student enrols": (does("ada", "/courses/{ropes}/enrolment"), DONE | {"progress"}, ALL, ()),
    "a student leaves a course": (does("ada", "/courses/{knots}/leaving"), ALL, set(), ()),
    "a teacher joins": (
        does("mira", "/mentor/courses/{knots}/teachers", email="noor@example.org"), set(), ALL, (),
    ),
    "a student becomes a mentor": (
        does("otto", "/admin/people/{ada}/role", role="mentor"), ALL | {"active-now"}, {"active-now"}, (),
    ),
    "an account is closed": (
        does("otto", "/admin/people/{ada}/closing"), ALL | {"active-now"}, {"active-now"}, (),
    ),
    "a student leaves for good": (
        does("ada", "/settings/leaving", password="four quiet words here"),
        ALL | SESSIONS | {"active-now"}, {"active-now"}, (),
    ),
}  # fmt: skip
"""The deed; what of Mira's dashboard moves, what of Noor's, who mostly is not concerned; and what was before."""


@pytest.mark.parametrize(("deed", "miras", "noors", "before"), DEEDS.values(), ids=list(DEEDS))
def test_what_changes_a_figure_draws_it_anew(everybody, hearing, deed, miras, noors, before: Sequence[Deed]):
    first(*before)(everybody)
    with hearing(everybody.people, {}) as heard:
        deed(everybody)
    assert moved(heard, everybody, "mira") == miras
    assert moved(heard, everybody, "noor") == noors
    assert moved(heard, everybody, "otto") >= (miras - ENTRIES - SESSIONS) & (OF_STUDENTS | {"active-now"})


def test_the_share_that_attended_appears_when_the_session_ends(everybody, looking):
    first(starts, checks_in)(everybody)
    scope = everybody.ids["mira"]
    see = looking(everybody.people["mira"], f"progress-{scope}")
    ends(everybody)
    drawn = see()
    while 'data-say="Attendance, 7 days 50%"' not in drawn:
        drawn += see()


def test_a_students_share_moves_for_their_teachers_and_for_nobody_else(everybody, hearing):
    """On the student's page, in each course that its reader teaches, also before the first session."""
    share = f"share-{everybody.ids['knots']}-{everybody.ids['ada']}"
    page = everybody.look("mira", "/mentor/students/{ada}")
    assert f'id="{share}"' in page
    assert "No session yet" in page
    first(starts, checks_in)(everybody)
    for deed, after in ((ends, "<b>100%</b> of 1 session"), (reopens, "No session yet")):
        with hearing(everybody.people, {}) as heard:
            deed(everybody)
        assert [who for who in everybody.people if share in heard.regions(who)] == ["otto", "mira"]
        assert after in everybody.look("mira", "/mentor/students/{ada}")
    ends(everybody)
    with hearing(everybody.people, {}) as heard:
        everybody.post(
            "mira", "/mentor/attendance/{running}/marks/{ada}", status="absent", reason="Left at once"
        )
    assert [who for who in everybody.people if share in heard.regions(who)] == ["otto", "mira"]
    assert "<b>0%</b> of 1 session" in everybody.look("mira", "/mentor/students/{ada}")


def test_a_share_on_an_open_page_is_drawn_with_what_it_has_become(everybody, looking):
    first(starts, checks_in)(everybody)
    see = looking(everybody.people["mira"], f"share-{everybody.ids['knots']}-{everybody.ids['ada']}")
    ends(everybody)
    assert "<b>100%</b> of 1 session" in see()


def test_an_admins_week_moves_with_what_mentors_plan(everybody, looking):
    otto, ada = everybody.people["otto"], everybody.ids["ada"]
    pulse, shared = f"schedules-pulse-{otto.id}", f"sessions-{otto.id}-with-{ada}"
    assert f'id="{pulse}"' in everybody.look("otto", "/mentor/schedules")
    see = looking(otto, pulse, shared)
    everybody.time.forward(minutes=1)
    plans(everybody)
    drawn = see()
    while shared not in drawn or pulse not in drawn:
        drawn += see()
    assert f'data-pulse="{everybody.time().timestamp()} ' in drawn
    assert "Bends" in drawn


def test_who_comes_into_a_cohort_finds_its_sessions_on_their_plan(everybody, app, looking):
    """Their rights change, so their page comes back, and is brought what it missed."""
    cleo, since = everybody.people["cleo"], app.extensions["hub"].position()
    shown = f"my-sessions-{cleo.id}", f"my-week-{cleo.id}-2026-W48"
    everybody.post("otto", "/admin/people/{cleo}/cohorts", cohort_id="{sailors}")
    see = looking(cleo, *shown, since=since)
    drawn = see()
    while "Wednesday 25 November" not in drawn or shown[1] not in drawn:
        drawn += see()


def test_the_first_student_takes_the_place_of_the_way_to_one(everybody, looking):
    everybody.post("otto", "/admin/people/{cleo}/cohorts/{climbers}/leaving")
    everybody.post("cleo", "/courses/{ropes}/leaving")
    noor = everybody.people["noor"]
    assert "No students yet" in everybody.look("noor", "/mentor")
    see = looking(noor, f"beginning-{noor.id}")
    everybody.post("otto", "/admin/people/{cleo}/cohorts", cohort_id="{climbers}")
    assert "No students yet" not in see()
