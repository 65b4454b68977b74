"""A session from its start to its end: who may, what follows, and what the doors say."""

import pytest

from tests.attending import DOOR, code_of, marks, opened
from tests.conftest import join
from webapp import attendance, courses
from webapp.accounts import Role
from webapp.attendance.models import AttendanceSession
from webapp.core.errors import Conflict, Invalid, NotAllowed
from webapp.core.stores import db
from webapp.flow import commit


def test_one_press_opens_a_session_and_leads_to_its_page(sign_in, crew, mira, course):
    answer = sign_in(mira).post(f"{DOOR}/courses/{course.id}/sessions")
    assert answer.status_code == 303
    page = sign_in(mira).get(answer.location)
    assert "Attendance is open" in page.text
    assert "of 2 here" in page.text
    assert 'class="qr"' in page.text


def test_a_second_start_joins_the_one_that_runs(sign_in, session, mira, noor, course, otto):
    first = sign_in(mira).post(f"{DOOR}/courses/{course.id}/sessions")
    assert first.location == f"{DOOR}/{session.id}"
    sign_in(mira).post(f"/mentor/courses/{course.id}/teachers", data={"email": "noor@example.org"})
    joined = sign_in(noor).post(f"{DOOR}/courses/{course.id}/sessions")
    assert joined.location == f"{DOOR}/{session.id}"
    own = sign_in(noor).post(f"{DOOR}/courses/{course.id}/sessions", data={"beside": "yes"})
    assert own.location != joined.location
    again = sign_in(noor).post(f"{DOOR}/courses/{course.id}/sessions")
    assert again.location == own.location


def test_a_draft_has_nobody_to_take_attendance_of(course, mira):
    course.is_published = False
    with pytest.raises(Conflict):
        attendance.start(course, by=mira)


def test_only_its_teachers_open_a_session(course, noor):
    with pytest.raises(NotAllowed):
        attendance.start(course, by=noor)


def test_a_student_checks_in_once_with_the_code_of_the_screen(sign_in, session, crew):
    ada, _ = crew
    browser = sign_in(ada)
    for typed in (code_of(session), f"{code_of(session)[:3].lower()}-{code_of(session)[3:].lower()} "):
        assert browser.post("/attendance/check-in", data={"code": typed}).status_code == 303
    assert marks(session.id) == {ada.id: "present"}


def test_the_picture_leads_to_a_button_and_marks_nobody(sign_in, session, crew):
    _, ben = crew
    browser = sign_in(ben)
    page = browser.get(f"/in/{code_of(session)}")
    assert "Knots" in page.text
    assert "Check in</button>" in page.text
    assert browser.head(f"/in/{code_of(session)}").status_code == 200
    assert marks(session.id) == {}
    assert browser.post(f"/in/{code_of(session)}").status_code == 303
    assert marks(session.id) == {ben.id: "present"}


@pytest.mark.parametrize(
    ("minutes", "status"), [(0, "present"), (10, "present"), (10.02, "late"), (90, "late")]
)
def test_late_is_by_the_servers_clock(session, crew, time, minutes, status):
    time.forward(minutes=minutes)
    attendance.check_in_by_code(crew[0], code_of(session), source=attendance.MarkSource.code)
    commit()
    assert marks(session.id) == {crew[0].id: status}


def test_the_end_makes_absent_who_did_not_come(sign_in, session, crew, mira):
    ada, ben = crew
    sign_in(ada).post("/attendance/check-in", data={"code": code_of(session)})
    answer = sign_in(mira).post(f"{DOOR}/{session.id}/end")
    assert answer.status_code == 303
    assert marks(session.id) == {ada.id: "present", ben.id: "absent"}
    ended = db.session.get_one(AttendanceSession, session.id)
    assert (ended.present_count, ended.absent_count, ended.total_count) == (1, 1, 2)
    assert sign_in(mira).post(f"{DOOR}/{session.id}/end").status_code == 409
    page = sign_in(ben).get("/courses").text
    assert "1 of 2 were here" in page
    assert 'data-gone-at="2026-11-20T14:10:00Z"' in sign_in(crew[0]).get("/courses").text
    assert "You: absent" in page


def test_reopening_takes_the_end_back_and_ends_by_itself(session, crew, mira, time):
    attendance.end(session, by=mira)
    attendance.reopen(session, by=mira)
    commit()
    assert marks(session.id) == {}
    attendance.check_in_by_code(crew[0], code_of(session), source=attendance.MarkSource.code)
    commit()
    time.forward(minutes=5)
    attendance.end_overdue()
    commit()
    assert marks(session.id) == {crew[0].id: "present", crew[1].id: "absent"}
    assert db.session.get_one(AttendanceSession, session.id).ended_by_id is None


def test_a_paused_session_takes_no_code(sign_in, session, crew, mira):
    assert sign_in(mira).post(f"{DOOR}/{session.id}/state", data={"paused": "yes"}).status_code == 303
    assert 'class="qr"' not in sign_in(mira).get(f"{DOOR}/{session.id}").text
    refused = sign_in(crew[0]).post("/attendance/check-in", data={"code": code_of(session)})
    assert refused.status_code == 409
    assert "paused" in refused.text
    sign_in(mira).post(f"{DOOR}/{session.id}/state", data={"paused": "no"})
    assert sign_in(crew[0]).post("/attendance/check-in", data={"code": code_of(session)}).status_code == 303


def test_one_left_open_ends_by_itself_after_a_warning(crew, course, mira, time):
    session = opened(course, mira, ends_at=time().replace(hour=15))
    assert (session.closes_at.hour, session.closes_at.minute) == (15, 15)
    time.set("2026-11-20T15:14:30Z")
    attendance.end_overdue()
    commit()
    assert db.session.get_one(AttendanceSession, session.id).warned_at is not None
    time.set("2026-11-20T15:15:00Z")
    attendance.end_overdue()
    commit()
    assert set(marks(session.id).values()) == {"absent"}


def test_who_enrols_while_it_runs_is_counted_and_staff_never_are(session, course, mira, otto):
    cleo, lars = join("Cleo"), join("Lars")
    for person in (cleo, lars):
        courses.enroll(person, course)
    commit()
    lars.role = Role.mentor
    commit()
    attendance.end(session, by=mira)
    commit()
    assert cleo.id in marks(session.id)
    assert lars.id not in marks(session.id)


def test_marks_are_set_taken_back_and_after_the_end_corrected_with_a_reason(sign_in, session, crew, mira):
    ada, ben = crew
    browser = sign_in(mira)
    door = f"{DOOR}/{session.id}/marks/{ada.id}"
    assert browser.post(door, data={"status": "excused"}).status_code == 303
    assert marks(session.id) == {ada.id: "excused"}
    browser.post(door, data={"status": "none"})
    assert marks(session.id) == {}
    browser.post(f"{DOOR}/{session.id}/rest", data={"status": "present"})
    assert marks(session.id) == {ada.id: "present", ben.id: "present"}
    browser.post(f"{DOOR}/{session.id}/end")
    refused = browser.post(door, data={"status": "late"})
    assert refused.status_code == 422
    assert "Say why" in refused.text
    assert browser.post(door, data={"status": "late", "reason": "Came at 14:20"}).status_code == 303
    assert marks(session.id)[ada.id] == "late"
    own = sign_in(ada).get("/attendance").text
    assert "Changed from “On time” to “Late” by Mira: Came at 14:20" in own


def test_who_was_marked_absent_by_hand_cannot_undo_it_with_a_code(session, crew, mira):
    attendance.set_mark(session, crew[0].id, attendance.MarkStatus.absent, by=mira)
    commit()
    with pytest.raises(Conflict, match="Ask them to correct it"):
        attendance.check_in_by_code(crew[0], code_of(session), source=attendance.MarkSource.code)


def test_who_was_excused_in_advance_is_excused_unless_they_come(sign_in, crew, course, mira, time):
    ada, ben = crew
    for student in (ada, ben):
        days = {"student_id": student.id, "first_on": "2026-11-20", "reason": "A race"}
        answer = sign_in(mira).post(f"{DOOR}/courses/{course.id}/excuses", data=days)
        assert answer.status_code == 303, answer.text
    session = opened(course, mira)
    assert marks(session.id) == {ada.id: "excused", ben.id: "excused"}
    attendance.check_in_by_code(ada, code_of(session), source=attendance.MarkSource.qr)
    attendance.end(session, by=mira)
    commit()
    assert marks(session.id) == {ada.id: "present", ben.id: "excused"}


def test_an_excuse_ends_after_it_begins_and_is_for_a_student_of_the_course(course, mira, crew, noor, time):
    today = time().date()
    with pytest.raises(Invalid):
        attendance.excuse(course, noor.id, by=mira, first_on=today, last_on=today)
    with pytest.raises(Invalid):
        attendance.excuse(course, crew[0].id, by=mira, first_on=today, last_on=today.replace(day=1))
