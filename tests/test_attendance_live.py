"""What open pages see of a session while it happens, and who sees nothing of it."""

import pytest

from tests.attending import code_of, opened
from webapp import attendance, courses
from webapp.attendance.models import AttendanceSession, MarkSource, MarkStatus
from webapp.attendance.turning import turn
from webapp.core.stores import db
from webapp.flow import commit


def test_the_banner_comes_to_a_page_that_is_open_and_goes_with_the_figures(crew, looking, mira, course):
    ada, _ = crew
    see = looking(ada, f"attend-{ada.id}")
    session = opened(course, mira)
    banner = see()
    assert "Attendance is open in Knots" in banner
    assert "data-open" in banner
    attendance.check_in(session, by=ada, code=code_of(session), source=MarkSource.code)
    commit()
    banner = see()
    assert "Checked in, on time" in banner
    assert "data-open" not in banner
    attendance.end(session, by=mira)
    commit()
    assert "1 of 2 were here" in see()


def test_the_teachers_page_moves_with_each_check_in(session, crew, looking, mira):
    ada, _ = crew
    regions = [f"{part}-{session.id}" for part in ("session", "gate", "tally", "roster", "count")]
    see = looking(mira, *regions)
    attendance.check_in(session, by=ada, code=code_of(session), source=MarkSource.qr)
    commit()
    drawn = see()
    assert "<b>1</b> of 2 here" in drawn
    assert f'class="seat mark--present" id="seat-{ada.id}"' in drawn
    assert "by QR" in drawn
    assert f"#gate-{session.id}" not in drawn, "a check-in does not draw the code"
    attendance.end(session, by=mira)
    commit()
    ended = see()
    while "Attendance has ended" not in ended:
        ended += see()
    assert "Reopen for 5 min" in ended
    assert 'class="qr"' not in ended


def test_the_code_turns_for_its_teachers_alone(app, session, crew, looking, mira, noor, otto, time):
    """A student who names the region of the code in the address of their stream is brought nothing."""
    ada, _ = crew
    gate = f"gate-{session.id}"
    see, admin_sees = looking(mira, gate), looking(otto, gate)
    looking_students = [looking(person, gate, f"roster-{session.id}") for person in (ada, noor)]
    time.forward(seconds=20)
    turn(app)
    code = code_of(session)
    for teacher in (see, admin_sees):
        drawn = teacher()
        assert f"{code[:3]}<i>-</i>{code[3:]}" in drawn
        assert code_of(session, windows_ago=1) not in drawn
        assert code_of(session, windows_ago=-1) not in drawn
    attendance.pause(session, by=mira)
    commit()
    assert "Check-in is paused" in see()
    for sees in looking_students:
        with pytest.raises(AssertionError, match="nothing was drawn"):
            sees()


def test_no_code_turns_where_nobody_looks_or_nothing_runs(app, session, looking, mira, ada, time):
    turn(app)
    made_up = (
        "gate-ⅷ",
        "gate-",
        "gate-999999999999999999",
        "gate-99999999999999999999",
        f"gate-{'9' * 5000}",
    )
    see = looking(mira, f"gate-{session.id}", *made_up)
    turn(app)
    assert f"#gate-{session.id}" in see(), "a name that somebody made up takes the code from nobody"
    attendance.end(session, by=mira)
    commit()
    ended = see()
    while "were here" not in ended:
        ended += see()
    turn(app)
    assert app.extensions["hub"]._drawing._wishes == {}


def test_a_correction_reaches_the_student_and_their_record(session, crew, looking, mira, heard):
    ada, ben = crew
    attendance.end(session, by=mira)
    commit()
    see = looking(ben, f"attend-{ben.id}", f"own-record-{ben.id}")
    attendance.set_mark(session, ben.id, MarkStatus.excused, by=mira, reason="A note from home")
    commit()
    drawn = see()
    assert "You: excused" in drawn
    assert "A note from home" in drawn
    received = heard(ben)["notification:received"]
    assert "Mira marked you “Excused” in Knots" in str(received.facts)
    assert (
        "attendance:marked" not in heard(ada)
        or heard(ada)["attendance:marked"].facts["student"]["id"] == ada.id
    )


def test_a_classmate_who_names_the_regions_of_another_is_brought_nothing(session, crew, looking, mira):
    """The address of a stream names what a page shows; whose it is follows from the channel alone."""
    ada, ben = crew
    see = looking(ben, f"attend-{ada.id}", f"own-record-{ada.id}")
    own = looking(ada, f"attend-{ada.id}", f"own-record-{ada.id}")
    attendance.end(session, by=mira)
    commit()
    assert f"#own-record-{ada.id}" in own()
    with pytest.raises(AssertionError, match="nothing was drawn"):
        see()


def test_the_table_of_a_course_gets_its_new_column(session, crew, looking, mira, course):
    see = looking(mira, f"record-{course.id}", f"attend-course-{course.id}")
    attendance.end(session, by=mira)
    commit()
    drawn = see()
    assert drawn.count("marks__letter mark--absent") == 2
    assert "0 of 2 here" in drawn


def test_a_session_that_is_about_to_end_says_so_to_who_has_not_come(session, crew, looking, mira, time):
    ada, ben = crew
    attendance.check_in(session, by=ada, code=code_of(session), source=MarkSource.code)
    commit()
    see, done = looking(ben, f"attend-{ben.id}"), looking(ada, f"attend-{ada.id}")
    time.set("2026-11-20T16:59:10Z")
    attendance.end_overdue()
    commit()
    assert 'role="alert">Attendance closes in one minute' in see()
    assert "closes in one minute" not in done()


def test_who_leaves_the_course_sees_nothing_of_it_any_more(session, crew, sign_in, course):
    ada, _ = crew
    assert 'class="banner' in sign_in(ada).get("/courses").text
    courses.leave(ada, course)
    commit()
    assert 'class="banner' not in sign_in(ada).get("/courses").text


def test_start_and_absence_leave_lines(heard, crew, mira, course):
    ada, ben = crew
    heard(ada)
    session = opened(course, mira)
    assert "Attendance is open in Knots" in str(heard(ada)["notification:received"].facts)
    attendance.check_in(session, by=ada, code=code_of(session), source=MarkSource.code)
    attendance.end(session, by=mira)
    commit()
    assert "You were marked absent in Knots" in str(heard(ben)["notification:received"].facts)
    assert db.session.get_one(AttendanceSession, session.id).present_count == 1
