"""After how many minutes one is late: as a session's plan says it, and as attendance that is taken in it goes by."""

import json

import pytest
import sqlalchemy as sa

from tests.attending import DOOR, code_of, crew, marks
from tests.planning import a_series, agreed, planned, sessions, shown, the_session, typed
from tests.test_schedules_clash import SESSION, differs, save, sequence_of
from webapp.attendance.models import AttendanceSession
from webapp.audit import AuditLog
from webapp.core.stores import db

__all__ = ["crew"]


def grace():
    return [one.grace_minutes for one in sessions()]


def attended():
    """The attendance session that was started last."""
    db.session.rollback()
    return db.session.scalars(sa.select(AttendanceSession).order_by(AttendanceSession.id.desc())).first()


@pytest.mark.parametrize(
    ("typed_in", "kept"),
    [({}, 10), ({"grace_minutes": ""}, 10), ({"grace_minutes": "0"}, 0), ({"grace_minutes": "240"}, 240)],
)
def test_it_is_planned_with_the_session(sign_in, ada, mira, course, typed_in, kept):
    browser = sign_in(mira)
    assert 'min="0" max="240" value="10"' in browser.get("/mentor/schedules/new").text
    planned(browser, ada, course_id=str(course.id), **typed_in)
    assert grace() == [kept]
    assert f"<dd>after {kept} min</dd>" in shown(browser, f"/schedule/{the_session().id}")
    assert f'max="240" value="{kept}"' in browser.get(f"/mentor/schedules/{the_session().id}/edit").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("-1", "enter 0 or more."),
        ("241", "enter 240 or less."),
        ("2.5", "enter a whole number."),
        ("soon", "enter a whole number."),
    ],
)
def test_what_is_no_such_number_is_refused_by_its_name(sign_in, ada, mira, wrong, words):
    answer = sign_in(mira).post("/mentor/schedules", data=typed(ada, grace_minutes=wrong))
    assert answer.status_code == 422
    assert f'<a href="#f-grace_minutes">Late after, in minutes: {words}</a>' in answer.text
    assert f'value="{wrong}"' in answer.text
    assert sessions() == []


def test_of_a_series_all_have_it_and_are_changed_as_the_scope_says(sign_in, ada, mira):
    browser = sign_in(mira)
    second = a_series(browser, ada, grace_minutes="5")[1]
    assert grace() == [5, 5, 5, 5]
    for scope, after in (("this", [5, 1, 5, 5]), ("later", [5, 2, 2, 2]), ("all", [3, 3, 3, 3])):
        data = typed(
            ada,
            starts=second.starts_wall,
            scope=scope,
            grace_minutes=str(max(after) if scope == "all" else after[1]),
        )
        assert browser.post(f"/mentor/schedules/{second.id}", data=data).status_code == 303
        assert grace() == after


def test_a_move_and_its_undoing_keep_it_and_the_trail_has_both(sign_in, ada, mira):
    browser = sign_in(mira)
    planned(browser, ada, grace_minutes="5")
    path = f"/mentor/schedules/{the_session().id}"
    browser.post(f"{path}/move", data={"days": "1"})
    assert grace() == [5]
    browser.post(path, data=typed(ada, grace_minutes="15"))
    lines = db.session.scalars(
        sa.select(AuditLog).where(AuditLog.kind == "schedules").order_by(AuditLog.number)
    ).all()
    told = [
        [json.loads(text or "{}").get("grace_minutes") for text in (line.before, line.after)]
        for line in lines
    ]
    assert [told[0], told[-1]] == [[None, 5], [5, 15]]


def test_two_who_change_it_read_both(everybody):
    opened = sequence_of(everybody)
    given = {
        "title": "Loops by hand",
        "whom": "student:{ada}",
        "time_zone": "UTC",
        "starts": "2026-11-24T14:00",
    }
    everybody.post("otto", SESSION, **given | {"grace_minutes": "5"})
    answer = save(everybody, "mira", sequence=opened, grace_minutes="020")
    assert differs(answer.text) == {"Late after, in minutes": [("Otto", "5"), ("You", "20")]}
    answer = save(everybody, "mira", sequence=opened, grace_minutes="soon")
    assert differs(answer.text) == {"Late after, in minutes": [("Otto", "5"), ("You", "soon")]}


def test_attendance_in_it_goes_by_the_plan(sign_in, crew, mira, course, time):
    ada, ben = crew
    browser = sign_in(mira)
    planned(browser, ada, course_id=str(course.id), starts="2026-11-20T14:00", grace_minutes="5")
    page = browser.get(f"/schedule/{the_session().id}").text
    assert "Take attendance" in page
    started = browser.post(
        f"{DOOR}/courses/{course.id}/sessions", data={"schedule_id": f"{the_session().id}"}
    )
    assert "Late after 5 min" in browser.get(started.location).text
    for student, minutes in ((ada, 5), (ben, 1)):
        time.forward(minutes=minutes)
        answer = sign_in(student).post("/attendance/check-in", data={"code": code_of(attended())})
        assert answer.status_code == 303
    assert marks(attended().id) == {ada.id: "present", ben.id: "late"}


def test_who_starts_it_may_say_otherwise(sign_in, crew, mira, course):
    browser = sign_in(mira)
    planned(browser, crew[0], course_id=str(course.id), grace_minutes="5")
    data = {"schedule_id": f"{the_session().id}", "grace_minutes": "20"}
    browser.post(f"{DOOR}/courses/{course.id}/sessions", data=data)
    assert attended().grace_minutes == 20


def test_programs_start_it_by_the_plan_as_well(sign_in, crew, mira, course):
    browser, path = sign_in(mira), f"/api/courses/{course.id}/sessions"
    planned(browser, crew[0], course_id=str(course.id), grace_minutes="5")
    number = the_session().id
    for sent, minutes in (
        ({"scheduleId": number}, 5),
        ({"scheduleId": number, "graceMinutes": 0}, 0),
        ({}, 10),
    ):
        told = browser.post(path, json=sent).json
        assert told["graceMinutes"] == minutes
        assert browser.post(f"/api/attendance/sessions/{told['id']}/end").status_code == 200


def test_a_plan_of_somebody_else_for_another_course_says_nothing(sign_in, crew, ada, mira, noor, course):
    """Nor does one that is deleted, or never was."""
    other = agreed(ada, noor)
    other.grace_minutes = 1
    db.session.commit()
    browser = sign_in(mira)
    planned(browser, crew[1], course_id=str(course.id), grace_minutes="5")
    own = sessions()[1]
    browser.post(f"/mentor/schedules/{own.id}/deletion")
    for number in (other.id, own.id, 999_999):
        browser.post(f"{DOOR}/courses/{course.id}/sessions", data={"schedule_id": f"{number}"})
        assert attended().grace_minutes == 10
        browser.post(f"{DOOR}/{attended().id}/end")
