"""One's own data: taken along as a zip, and gone for good when one leaves."""

import csv
import io
import json
import re
import zipfile

import pytest
import sqlalchemy as sa

from tests.conftest import PASSWORD, beacon, join
from tests.journal import judged, wrote
from tests.one_stage import everything
from tests.planning import agreed
from webapp import analytics, attendance, tracking
from webapp.accounts import User
from webapp.accounts.belongings import tables_of_people
from webapp.core.stores import Base, db
from webapp.courses.files import path_of
from webapp.courses.models import Enrollment, EnrollmentStatus, Submission
from webapp.flow import commit
from webapp.notifications.models import Notification


@pytest.fixture
def busy(sign_in, enrolled, units, ben, course):
    """Ada's browser, after a lesson, a quiz that failed, work handed in with a file, and an entry."""
    browser = sign_in(enrolled)
    beacon(browser, activity_type="lesson_complete", unit_id=units["Loops"].id)
    work = {"text": "My =knot", "file": (io.BytesIO(b"%PDF-1.7 a knot"), "knot.pdf")}
    essay = next(unit for unit in units.values() if unit.kind == "assignment")
    browser.post(f"/units/{essay.id}/submissions", data=work, content_type="multipart/form-data")
    browser.post("/entries", data={"title": "What I tied", "body": "Ada was here.", "hours": "1"})
    return browser


def downloaded(browser):
    with browser.get("/settings/data") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "application/zip"
        return zipfile.ZipFile(io.BytesIO(answer.data))


def test_everything_of_a_person_is_in_their_zip_and_nothing_of_others(sign_in, busy, ada, ben):
    sign_in(ben).post("/entries", data={"title": "Ben's own", "body": "Secret of Ben.", "hours": "1"})
    archive = downloaded(busy)
    names = set(archive.namelist())
    assert {
        "READ ME.txt",
        "users.json",
        "users.csv",
        "activities.json",
        "enrollments.csv",
        "entries.json",
    } <= names
    (account,) = json.loads(archive.read("users.json"))
    assert (account["name"], account["email"]) == ("Ada", "ada@example.org")
    assert "password_hash" not in account
    kinds = {activity["type"] for activity in json.loads(archive.read("activities.json"))}
    assert {"course_enroll", "lesson_complete", "assignment_submit"} <= kinds
    (file,) = (name for name in names if name.startswith("files/"))
    assert archive.read(file) == b"%PDF-1.7 a knot"
    whole = "".join(archive.read(name).decode(errors="replace") for name in names)
    assert "Secret of Ben" not in whole
    assert "ben@example.org" not in whole
    kept = db.session.scalars(sa.select(Submission.file_key)).one()
    assert kept not in whole


def test_what_was_refused_of_a_person_is_in_their_zip(sign_in, busy, ben):
    beacon(busy, activity_type="unit_view", unit_id=999)
    beacon(sign_in(ben), activity_type="nonsense")
    (letter,) = json.loads(downloaded(busy).read("dead_letters.json"))
    assert (letter["reason"], letter["times"]) == ("forbidden", 1)
    assert json.loads(letter["body"])["unit_id"] == 999


def test_lines_that_somebody_caused_are_their_readers(sign_in, busy, mira):
    """Mira was told that Ada wrote an entry: the line is in Mira's copy, not in Ada's."""
    assert "Ada wrote an entry" in downloaded(sign_in(mira)).read("notifications.json").decode()
    archive = downloaded(busy)
    assert "Ada wrote an entry" not in "".join(
        archive.read(name).decode(errors="replace") for name in archive.namelist()
    )


def test_tables_open_in_a_spreadsheet_and_run_nothing(sign_in, ada):
    browser = sign_in(ada)
    browser.post("/settings/profile", data={"name": "=cmd()", "time_zone": "UTC"})
    text = downloaded(browser).read("users.csv").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["name"] == "'=cmd()"


def test_leaving_takes_a_wrong_password_for_no(busy, ada):
    before = everything()
    answer = busy.post("/settings/leaving", data={"password": "not this one at all"})
    assert answer.status_code == 422
    assert "This is not your password." in answer.text
    assert everything() == before


def test_who_leaves_is_nowhere_any_more(app, busy, ada, course):
    ada_id = ada.id
    path = path_of(db.session.scalars(sa.select(Submission.file_key)).one())
    assert path.is_file()
    answer = busy.post("/settings/leaving", data={"password": PASSWORD})
    assert answer.status_code == 303
    assert busy.get("/settings").status_code == 303
    assert not path.exists()
    left = everything()
    for table, rows in left.items():
        if table != "audit_logs":
            assert not [row for row in rows if "Ada" in str(row) or "ada@" in str(row)], table
    assert tracking.log().sizes_of(ada_id) == (0, 0)
    shell = db.session.get_one(User, ada_id)
    assert (shell.name, shell.is_active, shell.mentor_id) == ("Someone who left", False, None)
    assert db.session.scalars(sa.select(Enrollment)).one().status is EnrollmentStatus.dropped


def test_only_what_counts_is_left_of_them(busy, ada):
    ada_id = ada.id
    hours = analytics.figures(ada_id).learned_minutes
    assert hours > 0
    busy.post("/settings/leaving", data={"password": PASSWORD})
    db.session.rollback()
    stays = set()
    for table in tables_of_people():
        owners = [key.parent for key in table.foreign_keys if key.column.table.name == "users"]
        found = sa.select(sa.func.count()).select_from(table)
        if owners and db.session.scalar(found.where(sa.or_(*(owner == ada_id for owner in owners)))):
            stays.add(table.name)
    assert stays == {"enrollments", "student_figures"}


def test_their_address_is_free_and_the_shell_cannot_be_opened(sign_in, busy, ada, otto, visitor):
    ada_id = ada.id
    busy.post("/settings/leaving", data={"password": PASSWORD})
    answer = sign_in(otto).post(f"/admin/people/{ada_id}/opening")
    assert (answer.status_code, "left for good" in answer.text) == (409, True)
    assert db.session.get_one(User, ada_id).closed_at is not None
    again = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD, "time_zone": "UTC"}
    assert visitor.post("/register", data=again).status_code == 303


def test_a_mentor_who_leaves_leaves_their_students_without_one(sign_in, mira, ada, course):
    mentor, ada_id = sign_in(mira), ada.id
    assert mentor.post("/settings/leaving", data={"password": PASSWORD}).status_code == 303
    db.session.rollback()
    assert db.session.get_one(User, ada_id, populate_existing=True).mentor_id is None


def test_the_last_admin_stays(sign_in, otto):
    answer = sign_in(otto).post("/settings/leaving", data={"password": PASSWORD})
    assert answer.status_code == 409
    assert "Somebody must stay admin" in answer.text


def test_every_table_that_names_a_person_says_whose_it_is(app):
    """The tables of the log are asked through the room itself."""
    owned = {table.name for table in tables_of_people()}
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        if {"user_id", "student_id", "mentor_id"} & set(table.c.keys())
    }
    assert naming - owned == {"activities", "view_days"}


def test_who_leaves_for_good_is_counted_no_longer_where_somebody_looks(sign_in, ada, ben, mira, looking):
    see = looking(mira, "active-now")
    sign_in(ada).post("/settings/leaving", data={"password": PASSWORD})
    assert "of 1" in " ".join(re.sub(r"<[^>]+>", " ", see()).split())


def test_the_name_goes_from_pages_that_stand_open(sign_in, enrolled, ben, mira, looking):
    browser = sign_in(enrolled)
    see = looking(mira, f"students-feed-{mira.id}-all")
    browser.post("/settings/leaving", data={"password": PASSWORD})
    drawn = see()
    assert "students-feed" in drawn
    assert "Ada" not in drawn


def test_no_line_names_somebody_who_has_left(sign_in, session, crew, mira, otto):
    """What a mentor did to a student, in the student's own notifications."""
    ada, _ = crew
    attendance.end(session, by=mira)
    attendance.set_mark(session, ada.id, attendance.MarkStatus.late, by=mira, reason="Was here")
    judged(wrote(ada), mira)
    agreed(ada, mira)
    commit()
    page = sign_in(ada).get("/api/notifications/me").text
    assert page.count("Mira") >= 3
    assert "Mira is your mentor now" in page
    assert "Mira marked you" in page
    assert sign_in(mira).post("/settings/leaving", data={"password": PASSWORD}).status_code == 303
    assert "Mira" not in sign_in(ada).get("/api/notifications/me").text


def test_a_line_about_several_stays_for_the_others(sign_in, mira):
    """Of one who left nothing is in it, not even that they were the latest."""
    db.session.execute(sa.delete(Notification))
    commit()
    ann, bob, cyd = join("Ann"), join("Bob"), join("Cyd")
    browser = sign_in(mira)

    def lines():
        items = browser.get("/api/notifications/me").json["items"]
        return [(line["title"], line["message"]) for line in items]

    assert lines() == [("3 students registered", "Latest: Cyd registered")]
    for person, left in ((ann, [("2 students registered", "")]), (bob, [("1 student registered", "")])):
        assert sign_in(person).post("/settings/leaving", data={"password": PASSWORD}).status_code == 303
        assert lines() == left
    assert sign_in(cyd).post("/settings/leaving", data={"password": PASSWORD}).status_code == 303
    assert lines() == []


def test_the_trail_keeps_what_a_person_was_called_and_not_who_acted(sign_in, ada, mira, otto):
    sign_in(otto).post(f"/admin/people/{ada.id}/closing")
    sign_in(otto).post(f"/admin/people/{ada.id}/opening")
    sign_in(mira).post("/mentor/courses", data={"title": "Splices"})
    for person in (ada, mira):
        assert sign_in(person).post("/settings/leaving", data={"password": PASSWORD}).status_code == 303
    page = sign_in(otto).get("/admin/audit").text
    assert "“Ada”" in page
    assert "Mira" not in page.partition("<tbody>")[2].replace("“Mira”", "")
