"""Every event of the product: a deed that records it, whose programs are told, and whose pages draw something anew.

The deeds are about Ada. "ada mira otto" are the student concerned, her mentor, the admin; Ben shares her cohort and
course; Noor and Cleo are outsiders.
"""

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.attending import code_of
from tests.conftest import PASSWORD
from tests.everybody import School
from tests.olx_courses import packed
from webapp import accounts, attendance, schedules
from webapp.accounts import Role
from webapp.attendance.models import AttendanceSession
from webapp.core.stores import db
from webapp.courses.importing import jobs
from webapp.courses.models import Unit
from webapp.courses.presence import tick
from webapp.flow import commit
from webapp.tracking.sql_log import SqlActivityLog

Deed = Callable[[School], Any]
NOBODY = ""
WHO_MAY_SEE_ADA = "ada mira otto"
THE_COURSE = "ada ben mira otto"
ALL_STAFF = "mira noor otto"
IN_THE_NEXT_WEEKS = "2026-11-26T10:00"


@dataclass(frozen=True)
class Row:
    """`told`, `drawn` and `finds`, who is left a line, name people; `given` happens before anybody listens."""

    name: str
    deed: Deed
    told: str = NOBODY
    drawn: str = NOBODY
    finds: str = NOBODY
    given: Deed | None = None


def does(who: str, path: str, **data: Any) -> Deed:
    return lambda school: school.post(who, path, **data)


def calls(who: str, method: str, path: str, **body: Any) -> Deed:
    return lambda school: school.call(who, method, path, **body)


def ticks(*deeds: Callable[[], object], after: float = 0) -> Deed:
    """What the ticker does, so many seconds later."""

    def later(school: School) -> None:
        school.time.forward(seconds=after)
        school.ticks(*deeds)

    return later


def first(*deeds: Deed) -> Deed:
    return lambda school: [deed(school) for deed in deeds]


def starts(school: School) -> None:
    answer = school.post("mira", "/mentor/attendance/courses/{knots}/sessions")
    school.ids["running"] = int(answer.headers["Location"].rpartition("/")[2])


def starts_from_plan(school: School) -> None:
    path = "/mentor/attendance/courses/{knots}/sessions"
    answer = school.post("mira", path, schedule_id=str(school.ids["session"]))
    school.ids["running"] = int(answer.headers["Location"].rpartition("/")[2])


def checks_in(school: School) -> None:
    running = db.session.get_one(AttendanceSession, school.ids["running"])
    school.post("ada", "/attendance/check-in", code=code_of(running))


def misses(school: School) -> None:
    """A session that nobody came to."""
    starts(school)
    ends(school)
    school.time.forward(hours=1)


def hands_in(school: School) -> None:
    data = {"text": "Three of them."}
    school.post("ada", "/units/{knots_tie}/submissions", **data)


def answers(school: School) -> None:
    (question,) = db.session.get_one(Unit, school.ids["knots_what"]).questions
    school.post("ada", "/units/{knots_what}/attempts", **{f"q{question.id}": "0"})


def beacons(kind: str) -> Deed:
    def send(school: School) -> None:
        given = {"activity_type": kind, "unit_id": school.ids["knots_loops"], "event_id": str(uuid.uuid4())}
        school.call("ada", "POST", "/api/courses/activity/track", **given)

    return send


def deletes_a_line(school: School) -> None:
    """Ada takes a line out of her feed."""
    lines = school.call("ada", "GET", "/api/activities/{ada}").get_json()
    listed = next(value for value in lines.values() if isinstance(value, list))
    school.call("ada", "DELETE", f"/api/activities/{listed[0]['id']}")


def uploads(school: School) -> None:
    archive = packed(school.folder / "course.tar.gz").read_bytes()
    works: list[Any] = []
    start = jobs.start
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "start", lambda app, import_id: works.append(start(app, import_id)))
        data = {"archive": (io.BytesIO(archive), "course.tar.gz")}
        assert school.browsers["mira"].post("/mentor/imports", data=data).status_code == 303
    for work in works:
        work.join(60)


def finishes_on_another_store(school: School) -> None:
    """As where the log is kept elsewhere: its lines are owed first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqlActivityLog, "is_among_rows", False)
        finishes(school)


def is_invited(school: School) -> None:
    _, school.token = accounts.invite(by=school.again("otto"), role=Role.mentor)  # type: ignore[attr-defined]
    commit()


def registers(path: str, name: str) -> Deed:
    def register(school: School) -> None:
        given = {
            "name": name,
            "email": f"{name.lower()}@example.org",
            "password": PASSWORD,
            "time_zone": "UTC",
        }
        visitor = school.app.test_client()
        answer = visitor.post(path.format(token=getattr(school, "token", "")), data=given)
        assert answer.status_code == 303, answer.text

    return register


ends = does("mira", "/mentor/attendance/{running}/end")
opens_a_page = lambda school: school.look("ada", "/units/{knots_loops}")  # noqa: E731
finishes = does("ada", "/units/{knots_loops}/completion")
finishes_all_but_one = first(
    finishes, does("ada", "/units/{knots_bends}/completion"), beacons("video_watch"),
    does("ada", "/units/{knots_a}/completion"), answers,
)  # fmt: skip
leaves_the_cohort = does("otto", "/admin/people/{ada}/cohorts/{sailors}/leaving")
plans = does(
    "mira", "/mentor/schedules",
    title="Bends", whom="cohort:{sailors}", time_zone="UTC", starts=IN_THE_NEXT_WEEKS, minutes="60",
)  # fmt: skip
calls_off = does("mira", "/mentor/schedules/{session}/deletion", scope="this")
judges = does("mira", "/mentor/entries/{entry_of_ada}/verdict", verdict="approve", remarks="Well put.")
corrects = calls("mira", "PATCH", "/api/analytics/{ada}/learning-hours", hours=1.5, reason="At the harbour")

EVENTS = (
    Row("achievement:unlocked", finishes, finds="ada"),
    Row("activeSessionsData", starts, told="ada ben mira"),
    Row("activity:created", finishes, told=WHO_MAY_SEE_ADA, drawn=WHO_MAY_SEE_ADA),
    Row("activity:owed", finishes_on_another_store),
    Row("analytics:updated", finishes, told=WHO_MAY_SEE_ADA, drawn=THE_COURSE),
    Row("attendance:absencesInARow", first(starts, ends), finds="ada ben mira", given=first(misses, misses)),
    Row("attendance:attended", ticks(attendance.state_what_is_owed), given=first(starts, checks_in)),
    Row("attendance:correctionAsked", does("ada", "/attendance/{running}/asking", words="I was there"), finds="mira",
        given=misses),
    Row("attendance:excuseGiven", does("mira", "/mentor/attendance/courses/{knots}/excuses", student_id="{ada}",
        first_on="2026-11-27", reason="A race"), drawn=WHO_MAY_SEE_ADA),
    Row("attendance:marked", checks_in, told=WHO_MAY_SEE_ADA, drawn=WHO_MAY_SEE_ADA, given=starts),
    Row("attendance:marked", does("mira", "/mentor/attendance/{running}/marks/{ada}", status="late",
        reason="Came later"), finds="ada", told=WHO_MAY_SEE_ADA, drawn=WHO_MAY_SEE_ADA, given=misses),
    Row("attendance:sessionChanged", does("mira", "/mentor/attendance/{running}/state", paused="true"),
        drawn=THE_COURSE, given=starts),
    Row("boards:moved", does("ada", "/leaderboard/hiding"), drawn="ada ben mira"),
    Row("boards:moved", leaves_the_cohort, drawn="ada ben mira"),
    Row("cohort:membersChanged", leaves_the_cohort, drawn="ada mira otto"),
    Row("course:assignmentSubmitted", hands_in, drawn="ada"),
    Row("course:certificateIssued", hands_in, finds="ada", drawn="ada", given=finishes_all_but_one),
    Row("course:edited", does("mira", "/mentor/courses/{knots}/modules", title="More"), told="mira", drawn="mira"),
    Row("course:enrolled", does("ada", "/courses/{ropes}/enrolment"), finds="noor", drawn="ada"),
    Row("course:importProgressed", uploads, told="mira", drawn="mira"),
    Row("course:left", does("ada", "/courses/{knots}/leaving"), drawn="ada"),
    Row("course:lessonFinished", finishes),
    Row("course:progressed", finishes, drawn="ada"),
    Row("course:quizMarked", answers, drawn="ada"),
    Row("course:teachersChanged", does("mira", "/mentor/courses/{knots}/teachers", email="noor@example.org"),
        finds="noor"),
    Row("courseSessionEnded", ends, finds="ada ben", told=THE_COURSE, drawn=THE_COURSE, given=starts),
    Row("courseSessionStarted", starts, finds="ada ben", told=THE_COURSE, drawn=THE_COURSE),
    Row("entry:amended", calls("ada", "PATCH", "/api/entries/{entry_of_ada}", title="Other"),
        drawn=WHO_MAY_SEE_ADA),
    Row("entry:commented", does("ada", "/entries/{entry_of_ada}/comments", remarks="So?"), finds="mira",
        told=WHO_MAY_SEE_ADA, drawn=WHO_MAY_SEE_ADA),
    Row("entry:created", calls("ada", "POST", "/api/entries", title="Splices", body="Words"), finds="mira",
        told=WHO_MAY_SEE_ADA, drawn=WHO_MAY_SEE_ADA),
    Row("entry:queueMoved", does("otto", "/admin/people/{ada}/mentor", mentor_id=""), drawn="ada ben mira"),
    Row("entry:readersChanged", does("mira", "/mentor/entries/{entry_of_ada}/presence",
        view="00000000-0000-4000-8000-000000000001"), drawn=WHO_MAY_SEE_ADA),
    Row("entry:statusChanged", does("mira", "/mentor/entries/{entry_of_ada}/claim"), finds="ada", told=WHO_MAY_SEE_ADA,
        drawn=WHO_MAY_SEE_ADA),
    Row("entry:statusChanged", judges, finds="ada", told=WHO_MAY_SEE_ADA, drawn=THE_COURSE),
    Row("feed:changed", deletes_a_line, drawn=WHO_MAY_SEE_ADA),
    Row("figures:attendanceCounted", ends, drawn="mira otto", given=starts),
    Row("figures:corrected", corrects, finds="ada"),
    Row("goal:reached", does("ada", "/goals/{goal}/completion")),
    Row("mentor:studentsMoved", leaves_the_cohort, drawn="mira otto"),
    Row("notification:changed", does("ada", "/notifications/readings"), told="ada", drawn="ada", given=judges),
    Row("notification:received", does("mira", "/mentor/students/{ada}/notes", note="Well done"),
        told="ada", drawn="ada"),
    Row("schedule:created", plans, finds="ada ben", told="ada ben mira", drawn="ada ben mira"),
    Row("schedule:deleted", ticks(schedules.tell_deletions, after=15), finds="ada", told="ada mira", drawn="ada mira",
        given=calls_off),
    Row("schedule:near", ticks(schedules.remind, after=4 * 86_400 - 1_200), finds="ada mira"),
    Row("schedule:planMoved", leaves_the_cohort, drawn="ada mira"),
    Row("schedule:redrawn", calls_off, drawn="ada mira"),
    Row("schedule:seen", does("ada", "/schedule/{session}/sightings"), drawn="mira otto"),
    Row("schedule:seenByAdmins", plans, drawn="otto"),
    Row("schedule:standingsChanged", ends, drawn="ada ben", given=starts_from_plan),
    Row("schedule:statusChanged", does("ada", "/schedule/{session}/completion"), finds="mira", told="ada mira",
        drawn="ada mira"),
    Row("schedule:updated", does("mira", "/mentor/schedules/{session}/move", minutes="30"), finds="ada",
        told="ada mira", drawn="ada mira"),
    Row("skill:added", does("ada", "/skills", name="Whipping", level="beginner")),
    Row("staff:registered", registers("/invitation/{token}", "Tess"), drawn="otto", given=is_invited),
    Row("student:aimsChanged", does("ada", "/goals", title="Sail"), drawn=WHO_MAY_SEE_ADA),
    Row("student:concernsMoved", does("mira", "/mentor/students/{ada}/snoozes"), drawn="mira otto"),
    Row("student:mentorAssigned", does("otto", "/admin/people/{ben}/mentor", mentor_id="{mira}"), finds="ben mira",
        drawn="ben"),
    Row("student:mentorAway", does("otto", "/admin/people/{mira}/closing")),
    Row("student:mentorLeft", does("otto", "/admin/people/{ada}/mentor", mentor_id=""), drawn="ada"),
    Row("student:profileChanged", does("ada", "/settings/time-zone", time_zone="Africa/Lagos")),
    Row("student:registered", registers("/register", "Drew"), finds="mira noor otto", told=ALL_STAFF, drawn="otto"),
    Row("user:accessChanged", does("otto", "/admin/people/{ada}/closing"), drawn="otto"),
    Row("user:left", does("ada", "/settings/leaving", password=PASSWORD), drawn="otto"),
    Row("user:roleChanged", does("otto", "/admin/people/{ada}/role", role="mentor"), finds="ada"),
    Row("user:signedIn", does("ada", "/sign-in", email="ada@example.org", password=PASSWORD)),
    Row("user:signedOutEverywhere", does("ada", "/settings/sign-outs", here="true")),
    Row("users:counted", registers("/register", "Drew"), drawn=ALL_STAFF),
    Row("users:moved", lambda school: school.look("ada", "/courses"), drawn="mira otto", given=opens_a_page),
    Row("users:status", opens_a_page, told="mira otto", drawn="mira otto"),
    Row("users:status", ticks(tick), told=ALL_STAFF, drawn=ALL_STAFF, given=opens_a_page),
)  # fmt: skip
