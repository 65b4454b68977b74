"""A student's page as their mentors read it: entries, sessions, attendance, and the note that waits at the bell."""

import pytest

from tests.conftest import Visitor, join, knots
from tests.journal import judged, wrote
from tests.planning import agreed, cohort_of, shown
from webapp import accounts, attendance, courses, notifications, schedules
from webapp.accounts import Role, User
from webapp.attendance import MarkStatus
from webapp.core.stores import db
from webapp.flow import commit


def again(user: User) -> User:
    return db.session.get_one(User, user.id)


def page_of(student: User, mentor: Visitor) -> str:
    return shown(mentor, f"/mentor/students/{student.id}")


def section(page: str, name: str) -> str:
    return page.partition(f'aria-labelledby="{name}-head"')[2].partition("</section>")[0]


def notes_to(student: User) -> list[str]:
    lines = notifications.lines_of(student.id, limit=50)
    return [line.message for line in lines if line.title.startswith("A note")]


def test_the_latest_entries_lead_to_their_review(sign_in, ada, mira, looking):
    browser = sign_in(mira)
    assert "None written yet" in section(page_of(ada, browser), "entries")
    see = looking(mira, f"entries-seen-{ada.id}")
    entries = [wrote(again(ada), "Entry 0").id]
    assert "Entry 0" in see()
    entries += [wrote(again(ada), f"Entry {number}").id for number in range(1, 7)]
    judged(wrote(again(ada), "Judged"), again(mira))
    listed = section(page_of(ada, browser), "entries")
    assert "The latest 5 of 8" in listed
    assert [f"Entry {number}" in listed for number in range(7)] == [False] * 3 + [True] * 4
    assert f'href="/mentor/entries/{entries[6]}"' in listed
    assert listed.index("Judged") < listed.index("Entry 6")
    assert "Mira, " in listed
    assert "Approved" in listed
    assert "Waiting" in listed


def test_entries_are_shown_to_who_reviews_them_alone(sign_in, otto, enrolled, mira, noor):
    wrote(enrolled, "For Mira")
    tess = join("Tess", Role.mentor, by=otto)
    courses.enroll(again(enrolled), knots(tess))
    commit()
    assert "For Mira" in page_of(enrolled, sign_in(mira))
    assert "For Mira" in page_of(enrolled, sign_in(otto))
    taught = page_of(enrolled, sign_in(tess))
    assert "entries-head" not in taught
    assert "For Mira" not in taught
    assert sign_in(noor).get(f"/mentor/students/{enrolled.id}").status_code == 404


def test_sessions_that_one_plans_with_the_student(sign_in, ada, mira, otto, time, looking):
    browser = sign_in(mira)
    page = section(page_of(ada, browser), "sessions")
    assert "No session lies ahead" in page
    assert f'href="/mentor/schedules/new?whom=student:{ada.id}"' in page
    form = browser.get(f"/mentor/schedules/new?whom=student:{ada.id}").text
    assert f'value="student:{ada.id}" selected' in form
    see = looking(mira, f"sessions-{mira.id}-with-{ada.id}")
    agreed(again(ada), again(mira))
    assert "Loops by hand" in see()
    agreed(cohort_of(ada, mira, by=again(otto)), again(mira), "2026-11-25T14:00")
    assert "Sailors" in see()
    agreed(again(ada), again(otto), "2026-11-26T14:00")
    page = section(page_of(ada, browser), "sessions")
    assert page.count("Loops by hand") == 2
    assert page.index("24 November") < page.index("25 November")
    assert page_of(ada, sign_in(otto)).count("Loops by hand") == 3
    time.set("2026-11-25T16:00Z")
    page = section(page_of(ada, sign_in(again(mira))), "sessions")
    assert "No session lies ahead" in page
    assert page.index("25 November") < page.index("24 November")
    assert page.count("Over") == 2


def test_what_was_called_off_or_deleted_is_not_there(sign_in, ada, mira):
    schedules.set_status(agreed(ada, mira), schedules.ScheduleStatus.canceled, by=mira)
    schedules.delete(agreed(again(ada), again(mira), "2026-11-25T14:00"), by=again(mira))
    commit()
    assert "No session lies ahead" in section(page_of(ada, sign_in(mira)), "sessions")


def test_attendance_in_the_courses_that_one_teaches(sign_in, otto, enrolled, mira):
    assert "No session yet" in section(page_of(enrolled, sign_in(mira)), "attendance")
    tess = join("Tess", Role.mentor, by=otto)
    other = knots(tess)
    courses.enroll(again(enrolled), other)
    commit()
    for course, teacher, status in (
        (1, mira, MarkStatus.present),
        (1, mira, MarkStatus.absent),
        (other.id, tess, MarkStatus.excused),
    ):
        found = db.session.get_one(courses.Course, course)
        session, _ = attendance.start(found, by=again(teacher), beside=True)
        attendance.set_mark(session, enrolled.id, status, by=again(teacher))
        attendance.end(session, by=again(teacher))
        commit()
    mine = section(page_of(enrolled, sign_in(mira)), "attendance")
    assert "<b>50%</b> of 2 sessions" in mine
    assert "Excused" not in mine
    assert "Excused from 1 session" in section(page_of(enrolled, sign_in(tess)), "attendance")
    both = section(page_of(enrolled, sign_in(otto)), "attendance")
    assert "50%" in both
    assert "Excused from 1 session" in both


def test_a_note_waits_at_the_bell(sign_in, ada, mira, looking):
    see = looking(ada, f"bell-{ada.id}")
    browser, door = sign_in(mira), f"/mentor/students/{ada.id}/notes"
    answer = browser.post(door, data={"note": "Bring a rope\ntomorrow <b>"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/mentor/students/{ada.id}")
    assert "Sent. Ada finds it at the bell." in browser.get(answer.headers["Location"]).text
    assert "A note from Mira" in see()
    page = sign_in(ada).get("/notifications").text
    assert "Bring a rope" in page
    assert "tomorrow &lt;b&gt;" in page


@pytest.mark.parametrize("note", ["", "   ", "x" * 601, "a\x00b"])
def test_what_is_no_note(sign_in, ada, mira, note):
    answer = sign_in(mira).post(f"/mentor/students/{ada.id}/notes", data={"note": note})
    assert answer.status_code == 422
    assert 'href="#f-note"' in section(answer.text, "note")
    assert "f-note-error" in answer.text
    assert notes_to(ada) == []


def test_notes_to_whom_one_may_not_see(sign_in, ada, ben, mira, noor):
    for who, student_id, status in (
        (noor, ada.id, 404),
        (mira, 999999, 404),
        (mira, noor.id, 404),
        (ben, ada.id, 403),
    ):
        door = f"/mentor/students/{student_id}/notes"
        assert sign_in(who).post(door, data={"note": "Psst"}).status_code == status
    assert notes_to(ada) == []


def test_muted_is_said_and_the_words_are_kept(sign_in, ada, mira):
    notifications.mute(ada, notifications.Sort.school)
    commit()
    answer = sign_in(mira).post(f"/mentor/students/{ada.id}/notes", data={"note": "Bring a rope"})
    assert answer.status_code == 409
    form = section(answer.text, "note")
    assert "Ada has muted school news." in form
    assert "Bring a rope</textarea>" in form


def test_to_a_closed_account_nothing_is_sent(sign_in, ada, mira, otto):
    browser = sign_in(mira)
    accounts.close_account(again(ada), by=again(otto))
    commit()
    page = page_of(ada, browser)
    assert "note-head" not in page
    assert "New schedule" not in page
    assert browser.post(f"/mentor/students/{ada.id}/notes", data={"note": "Still there?"}).status_code == 409


class TestThrottle:
    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"throttle": "on"})

    def test_too_many_notes_in_a_row(self, sign_in, ada, mira):
        browser, door = sign_in(mira), f"/mentor/students/{ada.id}/notes"
        sent = [browser.post(door, data={"note": f"{number}"}) for number in range(21)]
        assert [answer.status_code for answer in sent] == [303] * 20 + [429]
        assert "Too many notes in a row" in sent[-1].text
        assert "data-countdown" in sent[-1].text
