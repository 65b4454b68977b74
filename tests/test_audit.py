"""The trail: every change by staff and every sign-in leaves a line in the same transaction, and stays as it was."""

import csv
import io
import json

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from tests.conftest import PASSWORD
from tests.journal import wrote
from webapp import audit
from webapp.accounts import User
from webapp.accounts.trail_words import column_called, value_called
from webapp.audit import Actor, AuditLog
from webapp.audit.models import AuditHead
from webapp.core.stores import db
from webapp.courses.authoring.versions import version_of
from webapp.courses.models import Course
from webapp.flow import commit


def lines(*, but=("signed in",)):
    """What the trail holds, oldest first, without the sign-ins."""
    db.session.rollback()
    found = db.session.scalars(sa.select(AuditLog).order_by(AuditLog.number)).all()
    return [line for line in found if line.deed not in but]


def told(line):
    return json.loads(line.before), json.loads(line.after)


def describe(browser, course, title, summary=""):
    """Say what the course is called and about."""
    version = version_of(db.session.get_one(Course, course.id, populate_existing=True))
    said = {"title": title, "summary": summary, "version": version}
    assert browser.post(f"/mentor/courses/{course.id}/details", data=said).status_code == 303


def test_every_sign_in_leaves_a_line(sign_in, ada, mira):
    sign_in(ada)
    sign_in(mira)
    signed_in = [line for line in lines(but=()) if line.deed == "signed in"]
    assert [(line.actor_id, line.actor_role, line.subject) for line in signed_in] == [
        (ada.id, "student", str(ada.id)),
        (mira.id, "mentor", str(mira.id)),
    ]
    assert signed_in[-1].door == "accounts.signed_in"


def test_a_program_that_signs_in_leaves_one_too(visitor, ada):
    given = {"email": "ada@example.org", "password": PASSWORD, "scope": "beacon", "name": "Course page"}
    assert visitor.post("/api/auth/token", json=given).status_code == 200
    line = lines(but=())[-1]
    assert (line.deed, line.actor_id) == ("signed in", ada.id)
    assert told(line) == ({}, {"program": "Course page", "scope": "beacon"})


def test_a_change_of_role_says_what_was_and_what_is(sign_in, otto, ben):
    ben_id, had = ben.id, ben.mentor_id
    sign_in(otto).post(f"/admin/people/{ben_id}/role", data={"role": "mentor"})
    line = lines()[-1]
    assert (line.actor_id, line.deed, line.kind, line.subject, line.label) == (
        otto.id,
        "changed",
        "users",
        str(ben_id),
        "Ben",
    )
    assert told(line) == ({"role": "student", "mentor_id": had}, {"role": "mentor", "mentor_id": None})
    assert line.door == "accounts.change_role"


def test_students_who_lose_their_mentor_to_a_role_are_each_in_the_trail(sign_in, otto, mira, ada, ben):
    sign_in(otto).post(f"/admin/people/{mira.id}/role", data={"role": "student"})
    changed = {line.subject: told(line) for line in lines() if line.door == "accounts.change_role"}
    assert set(changed) == {str(mira.id), str(ada.id), str(ben.id)}
    assert changed[str(ada.id)] == ({"mentor_id": mira.id}, {"mentor_id": None})


def test_what_a_mentor_writes_into_a_course_is_kept(sign_in, mira, course):
    browser = sign_in(mira)
    describe(browser, course, "More knots", "Better.")
    line = lines()[-1]
    before, after = told(line)
    assert (line.kind, line.label, before["title"], after["title"]) == (
        "courses",
        "More knots",
        "Knots",
        "More knots",
    )
    browser.post(f"/mentor/courses/{course.id}/modules", data={"title": "Splices"})
    made = lines()[-1]
    assert (made.deed, made.kind, made.label) == ("created", "modules", "Splices")
    assert told(made)[1]["course_id"] == course.id


def test_when_a_course_was_last_worked_on_is_no_change_of_its_own(sign_in, mira, course):
    """The line of what was worked on has its own time."""
    sign_in(mira).post(f"/mentor/courses/{course.id}/modules", data={"title": "Splices"})
    by_her = [(line.deed, line.kind) for line in lines() if line.door.startswith("courses.")]
    assert by_her == [("created", "modules")]


def test_who_is_put_into_a_cohort_and_taken_out_is_named(sign_in, otto, noor):
    browser = sign_in(otto)
    browser.post("/admin/cohorts", data={"name": "Sailors"})
    browser.post(f"/admin/people/{noor.id}/cohorts", data={"cohort_id": "1"})
    assert told(lines()[-1]) == ({}, {"cohorts": ["1"]})
    browser.post(f"/admin/people/{noor.id}/cohorts/1/leaving")
    assert (lines()[-1].deed, told(lines()[-1])) == ("taken out of", ({"members": [str(noor.id)]}, {}))


def test_secrets_do_not_get_into_it(sign_in, otto, ada):
    sign_in(otto).post(f"/admin/people/{ada.id}/reset-links")
    line = lines()[-1]
    assert line.kind == "reset_links"
    assert told(line)[1]["token_hash"] == "(hidden)"


def test_students_leave_no_lines_but_their_sign_ins(sign_in, enrolled, units):
    before = len(lines())
    browser = sign_in(enrolled)
    browser.post("/settings/profile", data={"name": "Ada L.", "time_zone": "UTC"})
    browser.post(f"/units/{units['Loops'].id}/completion")
    assert len(lines()) == before


def test_what_is_refused_leaves_no_line(sign_in, otto, ada):
    before = len(lines())
    answer = sign_in(otto).post(f"/admin/people/{ada.id}/role", data={"role": "emperor"})
    assert answer.status_code == 422
    assert len(lines()) == before


def test_changes_that_cancel_each_other_are_none(app, otto, course):
    with app.test_request_context():
        app.extensions["staff who acts"] = lambda: Actor(otto.id, "admin")
        held = db.session.get_one(Course, course.id)
        held.title = "Ropes"
        db.session.flush()
        held.title = "Knots"
        commit()
    assert not [line for line in lines() if line.kind == "courses" and line.deed == "changed"]


def test_a_long_text_is_cut_with_its_length(sign_in, mira, course):
    describe(sign_in(mira), course, "Knots", "x" * 5000)
    after = told(lines()[-1])[1]
    assert after["summary"].endswith("… (5000 characters)")
    assert len(after["summary"]) < 2_100


def test_a_statement_past_the_trail_is_told_while_testing(app, otto, ada):
    with app.test_request_context():
        app.extensions["staff who acts"] = lambda: Actor(otto.id, "admin")
        with pytest.warns(UserWarning, match="Rows of users are changed past the trail"):
            db.session.execute(sa.update(User).where(User.id == ada.id).values(name="Eve"))
        db.session.rollback()


def test_the_chain_holds_from_the_first_line(app, sign_in, otto, ada):
    sign_in(ada)
    sign_in(otto)
    number, digest, fault = audit.verify()
    assert fault is None
    last = lines(but=())[-1]
    assert (number, digest) == (last.number, last.digest)
    result = app.test_cli_runner().invoke(args=["audit-verify"])
    assert result.exit_code == 0
    assert f"{number} rows hold" in result.output
    assert digest in result.output


@pytest.mark.parametrize("deed", ["UPDATE audit_logs SET label = 'nothing'", "DELETE FROM audit_logs"])
def test_the_database_refuses_to_change_it(app, sign_in, ada, deed):
    sign_in(ada)
    with pytest.raises(DBAPIError, match="never changed"):
        db.session.execute(sa.text(deed))
    db.session.rollback()


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("UPDATE audit_logs SET label = 'nobody' WHERE number = 2", "Row 2 was changed"),
        ("DELETE FROM audit_logs WHERE number = 2", "Row 2 is missing"),
        ("DELETE FROM audit_logs WHERE number = 4", "Row 4 is missing"),
        ("UPDATE audit_logs SET digest = 'x' WHERE number = 2", "Row 2 was changed"),
        ("UPDATE audit_head SET digest = 'x'", "is not the one that was written last"),
    ],
)
def test_whoever_gets_past_the_database_is_found_out(app, sign_in, ada, mira, deed, words):
    for person in (ada, mira):
        sign_in(person)
    last = lines(but=())[-1].number
    for trigger in ("update", "delete"):
        db.session.execute(sa.text(f"DROP TRIGGER audit_logs_stay_{trigger}"))
    db.session.execute(sa.text(deed.replace("number = 4", f"number = {last}")))
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["audit-verify"])
    assert result.exit_code == 1
    assert words.replace("Row 4", f"Row {last}") in result.output


def test_an_admin_reads_filters_and_pages(sign_in, otto, mira, ada, course, time):
    mentor = sign_in(mira)
    for number in range(60):
        describe(mentor, course, f"Knots {number}")
    browser = sign_in(otto)
    page = browser.get("/admin/audit?kind=courses&who=mira").text
    assert page.count('<tr id="trail-') == 50
    assert "Knots 59" in page
    assert "<del>Knots 58</del>" in page
    older = browser.get(page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")).text
    assert "<ins>Knots 0</ins>" in older
    assert browser.get("/admin/audit?who=nobody").text.count('<tr id="trail-') == 0
    assert browser.get("/admin/audit?since=2026-11-21").text.count('<tr id="trail-') == 0
    assert (
        browser.get("/admin/audit?until=2026-11-20&since=2026-11-20&kind=courses").text.count("<tr id=") == 50
    )
    assert browser.get("/admin/audit?since=2026-11-21&until=2026-11-20").status_code == 422


def test_the_sheet_holds_all_of_it_and_runs_nothing(sign_in, otto, mira, course):
    describe(sign_in(mira), course, "=1+1")
    with sign_in(otto).get("/admin/audit.csv?kind=courses") as answer:
        assert answer.headers["Content-Disposition"] == "attachment; filename=audit.csv"
        sheet = answer.data
    assert sheet.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(sheet.decode("utf-8-sig"))))
    assert rows[0]["label"] == "'=1+1"
    assert rows[0]["at"] == "2026-11-20T14:00:00+00:00"
    assert rows[0]["who"] == "Mira"


@pytest.mark.parametrize("path", ["/admin/audit", "/admin/audit.csv"])
def test_nobody_else_reads_it(sign_in, ada, mira, path):
    assert sign_in(ada).get(path).status_code == 403
    assert sign_in(mira).get(path).status_code == 403


def test_the_head_is_one_row(app):
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditHead)) == 1


def test_the_page_speaks_in_words_and_keeps_the_names_at_hand(sign_in, otto, mira, course):
    sign_in(mira).post(f"/mentor/courses/{course.id}/publication", data={"published": "no"})
    page = sign_in(otto).get("/admin/audit?kind=courses").text
    assert f'title="courses {course.id} “Knots”">course {course.id} “Knots”<' in page
    assert '<dt title="is_published">published</dt>' in page
    assert "<del>yes</del> <ins>no</ins>" in page


def test_the_page_folds_what_is_long(sign_in, otto, mira, course):
    describe(sign_in(mira), course, "Knots", "Short.")
    describe(sign_in(mira), course, "Knots", "Long. " * 80)
    page = sign_in(otto).get("/admin/audit?kind=courses").text
    assert page.count("<details><summary") == 1
    assert page.count("<details open><summary") == 1


def test_the_page_says_who_and_what_in_words(sign_in, otto, mira, ada):
    entry = wrote(ada)
    assert sign_in(mira).post(f"/mentor/entries/{entry.id}/claim").status_code == 303
    page = sign_in(otto).get("/admin/audit?kind=entries").text
    assert f"<ins>Mira (person {mira.id})</ins>" in page
    assert "<del>submitted</del> <ins>in review</ins>" in page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("is_published", "published"),
        ("mentor_id", "mentor"),
        ("ended_at", "ended"),
        ("due_on", "due"),
        ("join_code", "join code"),
        ("sequence", "changes told to calendars"),
    ],
)
def test_a_column_is_called_as_people_call_it(name, words):
    assert column_called(name) == words


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("true", "yes"),
        ("", "nothing"),
        ("2026-11-20T14:05:09.123456+00:00", "20 Nov 2026, 14:05 UTC"),
        ("2026-11-20", "2026-11-20"),
        (None, None),
    ],
)
def test_a_value_says_its_zone_and_yes_or_no(kept, words):
    assert value_called(kept) == words
