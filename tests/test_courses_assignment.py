"""An assignment: text and files handed in, kept, and given back to those who may have them."""

import io

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from webapp import courses
from webapp.core.stores import db
from webapp.courses.models import Submission, UnitCompletion
from webapp.flow import commit

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def assignment(units):
    return units["Tie three of them"]


def hand_in(browser, unit, text="", name="", contents=b"", **more):
    fields = {"text": text, **more}
    if name:
        fields["file"] = FileStorage(io.BytesIO(contents), name)
    boundary, body = encode_multipart(MultiDict(fields))
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.post(f"/units/{unit.id}/submissions", data=body, content_type=kind)


def submissions():
    return db.session.scalars(sa.select(Submission).order_by(Submission.id)).all()


def stored(app):
    folder = app.extensions["settings"].uploads
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def fetch(browser, submission):
    return browser.get(f"/submissions/{submission.id}/file", buffered=True)


def test_a_text_alone_finishes_the_unit(sign_in, enrolled, assignment, heard):
    browser = sign_in(enrolled)
    answer = hand_in(browser, assignment, "Three knots,\nall of them hold.")
    assert answer.status_code == 303
    page = browser.get(f"/units/{assignment.id}").text
    assert "Three knots,\nall of them hold." in page
    assert "Handed in" in page
    assert db.session.get(UnitCompletion, (enrolled.id, assignment.id)) is not None
    assert "course:assignmentSubmitted" in heard(enrolled)


def test_a_file_is_kept_under_a_name_of_our_own(app, sign_in, enrolled, assignment):
    browser = sign_in(enrolled)
    assert hand_in(browser, assignment, name="../../etc/my knots.png", contents=PNG).status_code == 303
    (submission,) = submissions()
    assert submission.file_name == "my-knots.png"
    (path,) = stored(app)
    assert path.name == submission.file_key
    assert path.read_bytes() == PNG
    assert not str(path).startswith(str(app.static_folder))


def test_a_later_one_stands_beside_the_earlier(sign_in, enrolled, assignment):
    browser = sign_in(enrolled)
    hand_in(browser, assignment, "First.", "one.png", PNG)
    hand_in(browser, assignment, "Second.")
    assert [submission.text for submission in submissions()] == ["First.", "Second."]
    page = browser.get(f"/units/{assignment.id}").text
    assert page.index("Second.") < page.index("First.")
    enrollment = courses.enrollment_of(enrolled.id, assignment.course_id)
    assert enrollment is not None
    assert enrollment.progress == 20


def test_nothing_is_not_handed_in(sign_in, enrolled, assignment):
    answer = hand_in(sign_in(enrolled), assignment, "  \n ")
    assert answer.status_code == 422
    assert "Write something or choose a file." in answer.text
    assert not submissions()


@pytest.mark.parametrize(
    ("name", "contents", "words"),
    [
        ("knots.exe", b"MZ\x90\x00" + b"\0" * 60, "Files ending in .exe are not taken here."),
        ("knots.png", b"MZ\x90\x00" + b"\0" * 60, "This is no .png file"),
        ("knots.html", b"<script>alert(1)</script>", "Files ending in .html are not taken here."),
        ("knots", PNG, "Files without an ending are not taken here."),
        ("knots.txt", b"\x00\x01\x02\x03binary", "This is no .txt file"),
        ("empty.txt", b"", "this one is empty"),
    ],
)
def test_a_file_of_another_kind_is_refused_and_the_text_stays(
    app, sign_in, enrolled, assignment, name, contents, words
):
    answer = hand_in(sign_in(enrolled), assignment, "Long in the making.", name, contents)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Long in the making.</textarea>" in answer.text
    assert not submissions()
    assert not stored(app)


@pytest.mark.parametrize("name", ["knots.pdf", "knots.py", "knots.zip", "knots.md"])
def test_usual_kinds_of_work_are_taken(sign_in, enrolled, assignment, name):
    contents = {"pdf": b"%PDF-1.7\n", "zip": b"PK\x03\x04rest"}.get(name[-3:], b"print('knot')\n")
    assert hand_in(sign_in(enrolled), assignment, name=name, contents=contents).status_code == 303


def test_a_file_up_to_the_limit_is_taken_and_one_beyond_it_is_not(app, sign_in, enrolled, assignment):
    app.extensions["settings"].upload_limit_mb = 2
    browser = sign_in(enrolled)
    assert hand_in(browser, assignment, name="a.txt", contents=b"a" * 2_000_000).status_code == 303
    over = hand_in(browser, assignment, "Kept.", "b.txt", b"b" * 2_000_001)
    assert over.status_code == 422
    assert "This file is larger than 2 MB." in over.text
    assert "Kept.</textarea>" in over.text
    far_over = hand_in(browser, assignment, "Lost.", "c.txt", b"c" * 6_000_000)
    assert far_over.status_code == 413
    assert "much larger than 2 MB" in far_over.text
    assert len(stored(app)) == len(submissions()) == 1


def test_a_file_is_only_ever_saved_never_shown(sign_in, enrolled, assignment):
    browser = sign_in(enrolled)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    hand_in(browser, assignment, name="a; x=1 \u202eknot.svg", contents=svg)
    (submission,) = submissions()
    answer = fetch(browser, submission)
    assert answer.data == svg
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "\u202e" not in submission.file_name


def test_its_student_and_the_teachers_get_a_file_and_nobody_else(
    sign_in, visitor, enrolled, ben, mira, noor, otto, assignment, course
):
    courses.enroll(ben, course)
    commit()
    hand_in(sign_in(enrolled), assignment, name="knot.png", contents=PNG)
    (submission,) = submissions()
    for person in (enrolled, mira, otto):
        assert fetch(sign_in(person), submission).data == PNG
    for person in (ben, noor):
        assert fetch(sign_in(person), submission).status_code == 404
    assert fetch(visitor, submission).status_code == 303


def test_a_submission_without_a_file_has_none_to_fetch(sign_in, enrolled, assignment):
    browser = sign_in(enrolled)
    hand_in(browser, assignment, "Only words.")
    (submission,) = submissions()
    assert fetch(browser, submission).status_code == 404
    assert browser.get("/submissions/999/file").status_code == 404


def test_teachers_see_what_was_handed_in_others_do_not(sign_in, enrolled, ben, mira, assignment, course):
    courses.enroll(ben, course)
    commit()
    hand_in(sign_in(enrolled), assignment, "Ada's words.", "knot.png", PNG)
    (submission,) = submissions()
    page = sign_in(mira).get(f"/units/{assignment.id}").text
    assert "Ada's words." in page.replace("&#39;", "'")
    assert f'href="/submissions/{submission.id}/file"' in page
    other = sign_in(ben).get(f"/units/{assignment.id}").text
    assert "s words." not in other
    assert "/submissions/" not in other.replace(f"/units/{assignment.id}/submissions", "")


def test_what_is_handed_in_is_shown_as_text(sign_in, enrolled, mira, assignment):
    hand_in(sign_in(enrolled), assignment, "<script>alert(1)</script> <img src=x onerror=alert(1)>")
    for person in (enrolled, mira):
        page = sign_in(person).get(f"/units/{assignment.id}").text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_only_those_in_the_course_hand_in(sign_in, visitor, enrolled, ben, mira, noor, assignment):
    assert hand_in(sign_in(ben), assignment, "x").status_code == 404
    assert hand_in(sign_in(mira), assignment, "x").status_code == 403
    assert hand_in(sign_in(noor), assignment, "x").status_code == 403
    assert hand_in(visitor, assignment, "x").status_code == 401
    assert not submissions()


@pytest.mark.parametrize(
    "more", [{"student_id": "1"}, {"submitted_at": "2026-01-01"}, {"file_key": "0" * 32}]
)
def test_a_form_can_set_nothing_else(sign_in, enrolled, assignment, more):
    assert hand_in(sign_in(enrolled), assignment, "x", **more).status_code == 422
    assert not submissions()


def test_a_failure_afterwards_leaves_no_file_behind(app, sign_in, enrolled, assignment, monkeypatch):
    def fails(*_args, **_kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr("webapp.courses.unit_routes.commit", fails)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert hand_in(sign_in(enrolled), assignment, name="knot.png", contents=PNG).status_code == 500
    db.session.rollback()
    assert not submissions()
    assert not stored(app)


def test_what_is_typed_is_kept_on_the_device_until_it_was_handed_in(sign_in, enrolled, assignment):
    page = sign_in(enrolled).get(f"/units/{assignment.id}").text
    assert f'data-draft="assignment-{assignment.id}"' in page
