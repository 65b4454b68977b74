"""What remains of sessions: shares, the table, sheets for spreadsheets, and absences in a row."""

import csv
import io

import pytest

from tests.attending import DOOR, code_of, opened
from tests.conftest import PASSWORD
from tests.counting import rows_read, statements
from webapp import accounts, attendance
from webapp.accounts import User
from webapp.attendance import records
from webapp.attendance.models import MarkSource, MarkStatus
from webapp.attendance.tallies import NONE, own_tallies
from webapp.core.stores import db
from webapp.flow import commit


@pytest.fixture
def held(course, mira, crew, time):
    """`held("pa", "le")`: sessions a day apart, each with the marks of Ada and Ben by their first letters."""
    letters = {"p": MarkStatus.present, "l": MarkStatus.late, "e": MarkStatus.excused, "a": None}

    def hold(*days):
        sessions = []
        for marks in days:
            time.forward(days=1)
            session = opened(course, mira)
            for student, letter in zip(crew, marks, strict=True):
                if letters[letter]:
                    attendance.set_mark(session, student.id, letters[letter], by=mira)
            attendance.end(session, by=mira)
            commit()
            sessions.append(session)
        return sessions

    return hold


def in_a_row(heard, person):
    told = [message.facts for message in heard(person).messages if message.name == "notification:received"]
    lines = [line["notification"] for facts in told for line in facts["lines"] if line["to"] == person.id]
    return [(line["title"], line["message"]) for line in lines if "in a row" in line["title"]]


def test_three_absences_in_a_row_are_told_to_student_and_mentor_once(held, heard, crew, mira):
    ada, ben = crew
    heard(mira)
    held("pa", "pa")
    assert in_a_row(heard, ben) == in_a_row(heard, mira) == []
    held("pa")
    dates = "21 November, 22 November and 23 November."
    assert in_a_row(heard, ben) == [("You missed 3 sessions of Knots in a row", dates)]
    assert in_a_row(heard, mira) == [("Ben missed 3 sessions of Knots in a row", dates)]
    held("pa", "pa")
    assert len(in_a_row(heard, ben)) == len(in_a_row(heard, mira)) == 1
    assert in_a_row(heard, ada) == []
    held("pp", "pa", "pa", "pa")
    assert len(in_a_row(heard, ben)) == 2


def test_the_line_about_absences_leads_to_a_page_that_its_reader_may_see(sign_in, held, crew, noor, otto):
    """A student's own mentor need not teach the course."""
    _, ben = crew
    accounts.assign_mentor(ben, noor, by=otto)
    commit()
    held("pa", "pa", "pa")
    lines = sign_in(noor).get("/api/notifications/me").json["items"]
    (link,) = [line["link"] for line in lines if "in a row" in line["title"]]
    assert sign_in(noor).get(link).status_code == 200


def test_who_leaves_for_good_takes_the_line_about_absences_along(sign_in, held, crew, mira):
    _, ben = crew
    held("pa", "pa", "pa")
    own = sign_in(mira)
    assert "Ben missed 3 sessions" in own.get("/api/notifications/me").text
    assert sign_in(ben).post("/settings/leaving", data={"password": PASSWORD}).status_code == 303
    assert "Ben" not in own.get("/api/notifications/me").text


def test_an_excuse_neither_counts_nor_breaks_a_row_of_absences(held, heard, crew, mira):
    ben = crew[1]
    heard(mira)
    held("pa", "pe", "pa")
    assert in_a_row(heard, ben) == []
    held("pa")
    assert in_a_row(heard, ben)[0][1] == "21 November, 23 November and 24 November."


def test_a_correction_can_make_or_spare_the_third(held, heard, crew, mira):
    ben = crew[1]
    heard(mira)
    *_, last = held("pa", "pa", "pp")
    attendance.set_mark(last, ben.id, MarkStatus.absent, by=mira, reason="Left at once")
    commit()
    assert len(in_a_row(heard, ben)) == 1
    attendance.reopen(last, by=mira)
    attendance.end(last, by=mira)
    commit()
    assert len(in_a_row(heard, ben)) == 1


@pytest.mark.parametrize(
    ("marks", "share", "in_a_row"),
    [
        ("", None, 0),
        ("e", None, 0),
        ("p", 100, 1),
        ("pl", 100, 2),
        ("pa", 50, 0),
        ("ppa", 67, 0),
        ("pae", 50, 0),
        ("aaa", 0, 0),
        ("paplep", 80, 3),
    ],
)
def test_a_share_is_of_the_sessions_one_was_expected_in(held, crew, marks, share, in_a_row):
    held(*(f"p{letter}" for letter in marks))
    tally = next(iter(own_tallies(crew[1].id).values()), NONE)
    assert (tally.share, tally.sessions, tally.in_a_row) == (share, len(marks), in_a_row)


def test_the_last_five_are_told_from_all(held, course):
    held("ap", "ap", "aa", "pa", "pa", "ea", "la")
    found = {row.name: (row.share, row.lately, row.trend) for row in records.course_record(course.id).rows}
    assert found == {"Ada": (50, 75, "up"), "Ben": (29, 0, "down")}


def test_a_long_record_takes_no_more_rows_to_draw(app, held, sign_in, crew, mira, course):
    """Statements, and rows that come back from the database."""
    ben = crew[1]
    pages = [
        (ben, "/attendance"),
        (mira, f"{DOOR}/courses/{course.id}"),
    ]
    counted = []
    for number in (records.LINES + 1, 12):
        held(*["pa", "pp"] * (number // 2))
        counted.append([taken(sign_in(person), path) for person, path in pages])
    assert counted[0] == counted[1]
    with rows_read(db.engine) as rows:
        (share,) = records.shares_seen_by(db.session.get_one(User, mira.id), ben.id)
    assert (share.share, share.sessions, len(rows) <= 3) == (50, records.LINES + 12, True)
    page = sign_in(ben).get("/attendance").text
    assert f"<b>50%</b> of {records.LINES + 12} sessions" in page
    assert page.count("Not right?") == records.LINES


def taken(browser, path):
    browser.get(path)
    with statements(db.engine) as sent, rows_read(db.engine) as rows:
        assert browser.get(path).status_code == 200
    return len(sent), len(rows)


def test_the_table_and_a_students_own_record(held, sign_in, crew, mira, course):
    held("pa", "lp", "pe")
    record = records.course_record(course.id)
    rows = {row.name: (sorted(mark.value for mark in row.marks.values()), row.share) for row in record.rows}
    assert rows == {
        "Ada": (["late", "present", "present"], 100),
        "Ben": (["absent", "excused", "present"], 50),
    }
    assert [session.present_count for session in record.sessions] == [1, 2, 1]
    page = sign_in(mira).get(f"{DOOR}/courses/{course.id}").text
    assert page.count("marks__letter mark--") == 6
    own = sign_in(crew[1]).get("/attendance").text
    assert "<b>50%</b> of 3 sessions" in own


def test_older_sessions_are_a_page_away(held, sign_in, mira, course):
    held(*["pp"] * 14)
    page = sign_in(mira).get(f"{DOOR}/courses/{course.id}").text
    assert page.count('<th scope="col"><a') == records.COLUMNS
    older = records.course_record(course.id).older
    assert (
        sign_in(mira).get(f"{DOOR}/courses/{course.id}?before={older}").text.count('<th scope="col"><a') == 2
    )
    for odd in ("x", "-1", "9" * 40):
        assert sign_in(mira).get(f"{DOOR}/courses/{course.id}?before={odd}").status_code == 200


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\u00c5sa \u201cQuote\u201d, Jr."]
)
def test_a_sheet_is_utf_8_with_zones_and_no_cell_is_a_formula(held, sign_in, crew, mira, course, name):
    ada, _ = crew
    session, *_ = held("la")
    db.session.get_one(User, ada.id).name = name
    db.session.get_one(User, mira.id).time_zone = "Africa/Lagos"
    commit()
    attendance.set_mark(session, ada.id, MarkStatus.present, by=mira, reason="=1+1")
    commit()
    for path in (f"{DOOR}/courses/{course.id}/sheet.csv", f"{DOOR}/{session.id}/sheet.csv"):
        with sign_in(mira).get(path) as answer:
            assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
            assert "attachment" in answer.headers["Content-Disposition"]
            assert answer.data.startswith(b"\xef\xbb\xbf")
            rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert len(rows) == 2
        row = next(row for row in rows if row["student_id"] == str(ada.id))
        assert row["student"] == (f"'{name}" if name[0] in "=+-@" else name)
        assert (row["started_at"], row["zone"]) == ("2026-11-21T15:00:00+01:00", "Africa/Lagos")
        assert (row["status"], row["correction"], row["corrected_by"]) == ("On time", "'=1+1", "Mira")
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    with sign_in(ada).get("/attendance.csv") as answer:
        own = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [line["student_id"] for line in own] == [str(ada.id)]


def test_a_student_asks_for_a_correction_and_the_teacher_reads_it(held, heard, sign_in, crew, mira):
    ben = crew[1]
    session, *_ = held("pa")
    heard(mira)
    page = sign_in(ben).get(f"/attendance?ask={session.id}").text
    assert "What is not right?" in page
    door = f"/attendance/{session.id}/asking"
    assert sign_in(ben).post(door, data={"words": ""}).status_code == 422
    assert sign_in(ben).post(door, data={"words": "I sat in the last row."}).status_code == 303
    facts = heard(mira)["notification:received"].facts
    line = facts["lines"][0]["notification"]
    assert line["title"] == "Ben asks for a correction in Knots"
    assert line["message"] == "I sat in the last row."


def test_who_cannot_come_in_any_more_is_not_told(held, heard, sign_in, crew, mira, noor, otto):
    """Another teacher of the course is, and where there is none the admins."""
    ada, ben = crew
    heard(otto)
    session, *_ = held("pa", "pa")
    accounts.assign_mentor(db.session.get_one(User, ben.id), noor, by=otto)
    accounts.close_account(db.session.get_one(User, noor.id), by=otto)
    commit()
    held("pa")
    assert [title for title, _ in in_a_row(heard, mira)] == ["Ben missed 3 sessions of Knots in a row"]
    assert in_a_row(heard, noor) == []
    accounts.close_account(db.session.get_one(User, mira.id), by=otto)
    commit()
    sign_in(ada).post(f"/attendance/{session.id}/asking", data={"words": "Why?"})
    lines = [line for line in heard(otto)["notification:received"].facts["lines"] if line["to"] == otto.id]
    assert [line["notification"]["title"] for line in lines] == ["Ada asks for a correction in Knots"]


def test_a_session_that_is_open_has_nothing_to_ask_about(sign_in, session, crew):
    answer = sign_in(crew[0]).post(f"/attendance/{session.id}/asking", data={"words": "Why?"})
    assert answer.status_code == 409


def test_what_a_teacher_does_is_on_the_trail(sign_in, session, crew, mira, otto):
    browser = sign_in(mira)
    browser.post(f"{DOOR}/{session.id}/marks/{crew[0].id}", data={"status": "late"})
    browser.post(f"{DOOR}/{session.id}/rest", data={"status": "absent"})
    browser.post(f"{DOOR}/{session.id}/end")
    trail = sign_in(otto).get("/admin/audit").text
    assert "attendance" in trail
    assert code_of(session) not in trail
    assert MarkSource.teacher.value in trail
