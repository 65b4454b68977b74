"""Files of a course: what is taken, who gets them, and how."""

import io

import pytest

from webapp import courses
from webapp.core.errors import Invalid
from webapp.core.stores import db
from webapp.courses import files
from webapp.courses.file_kinds import KINDS, media_type_of, plain_name
from webapp.courses.models import CourseFile
from webapp.flow import commit

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def picture(course):
    """A picture of Mira's course."""
    return add(course, "knot.png", PNG)


def add(course, name, contents):
    kept = files.keep(io.BytesIO(contents), name, limit_mb=1)
    row = CourseFile(
        course_id=course.id, name=kept.name, key=kept.key, media_type=kept.media_type, size=kept.size
    )
    db.session.add(row)
    commit()
    return row


def fetch(browser, course, name, **headers):
    """The answer, read to its end."""
    return browser.get(f"/courses/{course.id}/files/{name}", headers=headers, buffered=True)


def test_those_who_learn_or_teach_in_a_course_get_its_files(sign_in, course, enrolled, mira, otto, picture):
    for person in (enrolled, mira, otto):
        answer = fetch(sign_in(person), course, "knot.png")
        assert answer.status_code == 200
        assert answer.data == PNG
        assert answer.mimetype == "image/png"


def test_nobody_else_does(sign_in, visitor, course, ben, noor, picture):
    assert fetch(sign_in(ben), course, "knot.png").status_code == 404
    assert fetch(sign_in(noor), course, "knot.png").status_code == 404
    assert fetch(visitor, course, "knot.png").status_code == 303


def test_the_pictures_of_a_summary_are_for_all_who_may_read_it(sign_in, course, ben, picture):
    add(course, "knot.png.gif", b"GIF89a...")
    course.summary = "![A knot](asset:knot.png)"
    commit()
    browser = sign_in(ben)
    assert fetch(browser, course, "knot.png").status_code == 200
    assert fetch(browser, course, "knot.png.gif").status_code == 404
    course.is_published = False
    commit()
    assert fetch(browser, course, "knot.png").status_code == 404


def test_who_left_gets_no_files(sign_in, course, enrolled, picture):
    courses.leave(enrolled, course)
    commit()
    assert fetch(sign_in(enrolled), course, "knot.png").status_code == 404


def test_a_drawing_is_shown_but_runs_nothing(sign_in, course, mira):
    add(course, "drawing.svg", SVG)
    answer = fetch(sign_in(mira), course, "drawing.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_document_is_a_download(sign_in, course, mira):
    add(course, "hooks & eyes.pdf", b"%PDF-1.7 ...")
    answer = fetch(sign_in(mira), course, "hooks-eyes.pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=hooks-eyes.pdf"


def test_a_film_is_sent_in_ranges(sign_in, course, mira):
    add(course, "slow.mp4", b"\0\0\0\x18ftypmp42" + bytes(range(100)))
    answer = fetch(sign_in(mira), course, "slow.mp4", Range="bytes=4-7")
    assert answer.status_code == 206
    assert answer.data == b"ftyp"


def test_what_did_not_change_is_not_sent_again(sign_in, course, mira, picture):
    browser = sign_in(mira)
    etag = fetch(browser, course, "knot.png").headers["ETag"]
    assert fetch(browser, course, "knot.png", **{"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("name", ["..%2f..%2fsecret_key", "%2e%2e/secret_key", "..", "knot.png%00", ".", "%"])
def test_no_name_leads_out_of_the_uploads(sign_in, course, mira, picture, name):
    assert fetch(sign_in(mira), course, name).status_code == 404


def test_stored_files_are_not_named_by_people(app, course, picture, settings):
    path = files.path_of(picture.key)
    assert path.is_relative_to(settings.uploads)
    assert path.read_bytes() == PNG
    assert "knot" not in str(path.relative_to(settings.uploads))
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_rolled_back_leaves_no_file(app, course):
    db.session.get(CourseFile, 1)
    kept = files.keep(io.BytesIO(PNG), "knot.png", limit_mb=1)
    db.session.rollback()
    assert not files.path_of(kept.key).exists()


def test_a_file_is_deleted_only_once_that_is_certain(app, course, picture):
    files.drop(picture.key)
    db.session.rollback()
    assert files.path_of(picture.key).exists()
    files.drop(picture.key)
    db.session.get(CourseFile, picture.id)
    commit()
    assert not files.path_of(picture.key).exists()


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        ("page.html", b"<h1>hello"),
        ("script.js", b"alert(1)"),
        ("program.exe", b"MZ"),
        ("nothing", b"plain words"),
        ("picture.png", b"<html><script>alert(1)</script>"),
        ("picture.png", b"GIF89a"),
        ("picture.svg", b"<html><svg></svg>"),
        ("picture.svg", b"plain words"),
        ("letter.txt", b"words\0more"),
        ("letter.txt", b"\xff\xfe\xfd\xfc\xfb\xfa"),
        ("report.pdf", b"PK\x03\x04"),
        ("report.docx", b"%PDF-"),
        ("empty.txt", b""),
        ("large.txt", b"word " * 300_000),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_not_kept(app, settings, name, contents):
    with pytest.raises(Invalid) as refusal:
        files.keep(io.BytesIO(contents), name, limit_mb=1)
    assert "file" in refusal.value.fields
    assert not [path for path in settings.uploads.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "contents",
    [
        SVG,
        b"<svg/>",
        b"\xef\xbb\xbf<svg xmlns='x'></svg>",
        b"<!-- drawn by hand -->\n<svg >",
        b'<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">\n<svg x="1">',
    ],
)
def test_drawings_come_in_many_dresses(contents):
    assert media_type_of("drawing.svg", contents) == "image/svg+xml"


def test_only_the_kinds_asked_for_are_taken():
    with pytest.raises(Invalid):
        media_type_of("knot.png", PNG, kinds={"mp4"})
    assert media_type_of("KNOT.PNG", PNG, kinds=KINDS) == "image/png"


@pytest.mark.parametrize(
    ("sent", "plain"),
    [
        ("knot.png", "knot.png"),
        ("C:\\Users\\Mira\\My knots.PNG", "My-knots.png"),
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("Узел (1).jpg", "Узел-1.jpg"),
        ("a\nb\0c.pdf", "a-b-c.pdf"),
        ("x" * 300 + ".pdf", "x" * 109 + ".pdf"),
        ("<img src=x onerror=alert(1)>.gif", "img-src-x-onerror-alert-1.gif"),
    ],
)
def test_names_are_made_plain(sent, plain):
    assert plain_name(sent) == plain
