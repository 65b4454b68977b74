"""Lines go, or are read, when what they said is done or not true any more."""

import pytest
import sqlalchemy as sa

from tests.attending import code_of
from tests.journal import judged, wrote
from tests.planning import agreed, typed
from webapp import attendance, courses, entries, schedules
from webapp.accounts import User
from webapp.attendance.models import MarkSource, MarkStatus
from webapp.core import clock
from webapp.core.stores import db
from webapp.flow import commit
from webapp.notifications.models import Notification


def lines_of(person, topic):
    """Title, whether it is read, and for how many it stands; the oldest first."""
    there = (
        Notification.user_id == person.id,
        Notification.topic == topic,
        Notification.expires_at > clock.now(),
    )
    found = db.session.scalars(sa.select(Notification).where(*there).order_by(Notification.id))
    return [(line.title, line.is_read, line.times) for line in found]


OPEN = "Attendance is open in Knots"


def test_who_is_checked_in_is_not_asked_to_come_any_more(session, crew, mira):
    ada, ben = crew
    attendance.check_in(session, by=ada, code=code_of(session), source=MarkSource.code)
    commit()
    assert lines_of(ada, "sessions") == [(OPEN, True, 1)]
    assert lines_of(ben, "sessions") == [(OPEN, False, 1)]
    attendance.set_mark(session, ben.id, MarkStatus.late, by=mira)
    commit()
    assert lines_of(ben, "sessions") == [(OPEN, True, 1)]


def test_a_session_that_is_over_is_not_open(session, crew, mira, heard):
    ada, ben = crew
    attendance.check_in(session, by=ada, code=code_of(session), source=MarkSource.code)
    attendance.end(session, by=mira)
    commit()
    assert lines_of(ada, "sessions") == []
    assert [title for title, *_ in lines_of(ben, "sessions")] == ["You were marked absent in Knots"]
    assert heard(ben)["notification:received"].facts["lines"][-1]["unread_count"] >= 1


def test_who_left_the_course_loses_the_banner_with_the_end(session, course, crew, mira, looking):
    ada, _ = crew
    attendance.check_in(session, by=ada, code=code_of(session), source=MarkSource.code)
    courses.leave(db.session.get_one(User, ada.id), course)
    commit()
    see = looking(ada, f"attend-{ada.id}")
    attendance.end(session, by=mira)
    commit()
    assert "Checked in" not in see()


def test_the_record_says_that_the_first_session_is_going_on(sign_in, session, crew):
    ada, _ = crew
    browser = sign_in(ada)
    assert "No session yet" in browser.get("/attendance").text
    attendance.check_in(
        session, by=db.session.get_one(User, ada.id), code=code_of(session), source=MarkSource.code
    )
    commit()
    page = browser.get("/attendance").text
    assert "No session yet" not in page
    assert "Your first session is not over yet" in page


def test_a_verdict_takes_the_place_of_the_review(ada, mira, entry):
    title = "“Loops, explained”"
    entries.take(entry, by=mira)
    commit()
    assert lines_of(ada, "entries") == [(f"Mira is reviewing {title}", False, 1)]
    judged(entry, mira)
    assert lines_of(ada, "entries") == [(f"Mira approved {title}", False, 1)]
    entries.take_back(entry, by=mira)
    commit()
    (line,) = lines_of(ada, "entries")
    assert line == (f"Mira took the verdict on {title} back and reads it again", False, 1)
    judged(entry, mira)
    assert lines_of(ada, "entries") == [(f"Mira approved {title}", False, 1)]


def test_a_verdict_that_is_taken_back_is_not_counted(ada, mira):
    several = [judged(wrote(ada, f"Number {number}"), mira) for number in range(3)]
    assert lines_of(ada, "entries")[0] == ("Mira answered 3 of your entries", False, 3)
    entries.take_back(several[2], by=mira)
    commit()
    assert lines_of(ada, "entries")[0] == ("Mira answered 2 of your entries", False, 2)


def test_enrolling_is_a_learning_day_and_takes_no_time(sign_in, enrolled, mira):
    """Contract, section 3: any activity but a sign-in and looks at one's profile makes a learning day."""
    tile = " ".join(sign_in(mira).get("/mentor").text.partition("Learned today")[2][:600].split())
    assert "Nobody yet" in tile
    assert sign_in(enrolled).get("/api/student/stats").json["learningStreak"] == 1


@pytest.fixture
def reminded(sign_in, time, ada, mira):
    """Mira's browser, and the path of a session that both have just been reminded of."""
    schedule = agreed(ada, mira, "2026-11-20T14:20")
    schedules.remind()
    commit()
    for person in (ada, mira):
        assert ("Soon: Loops by hand", False, 1) in lines_of(person, "schedule")
    return sign_in(mira), f"/mentor/schedules/{schedule.id}"


@pytest.mark.parametrize(
    ("deed", "given"),
    [
        ("/move", {"days": "1"}),
        ("/status", {"status": "canceled"}),
        ("/status", {"status": "completed"}),
        ("/deletion", {"scope": "this"}),
    ],
)
def test_a_reminder_goes_with_what_it_reminds_of(reminded, time, ada, mira, deed, given):
    browser, path = reminded
    assert browser.post(f"{path}{deed}", data=given).status_code == 303
    time.forward(seconds=15)
    schedules.tell_deletions()
    commit()
    for person in (ada, mira):
        assert not [title for title, *_ in lines_of(person, "schedule") if title.startswith("Soon")]


def test_a_reminder_stays_where_only_other_things_change(reminded, ada):
    browser, path = reminded
    kept = typed(ada, starts="2026-11-20T14:20", place="Room 4")
    assert browser.post(path, data=kept).status_code == 303
    assert ("Soon: Loops by hand", False, 1) in lines_of(ada, "schedule")


def test_who_is_taken_off_is_not_reminded_any_more(reminded, ada, ben):
    browser, path = reminded
    assert browser.post(path, data=typed(ben, starts="2026-11-20T14:20")).status_code == 303
    assert not [title for title, *_ in lines_of(ada, "schedule") if title.startswith("Soon")]


@pytest.mark.parametrize(
    ("deed", "given", "undo"),
    [
        ("/status", {"status": "canceled"}, ("/status", {"status": "scheduled"})),
        ("/deletion", {"scope": "this"}, ("/restoration", {})),
    ],
)
def test_what_is_on_again_is_reminded_of_anew(reminded, time, ada, deed, given, undo):
    browser, path = reminded
    browser.post(f"{path}{deed}", data=given)
    time.forward(seconds=15)
    schedules.tell_deletions()
    commit()
    assert browser.post(f"{path}{undo[0]}", data=undo[1]).status_code == 303
    schedules.remind()
    commit()
    assert lines_of(ada, "schedule")[-1] == ("Soon: Loops by hand", False, 1)
