"""A course comes in by upload, watched on its page, or by command."""

import io
import tarfile
from datetime import timedelta

import pytest

from tests.olx_courses import packed, page
from webapp.core.stores import db
from webapp.courses.importing import CourseImport, ImportState, jobs
from webapp.courses.models import (
    Course,
)
from webapp.flow import commit


def the_course():
    db.session.expire_all()
    return db.session.query(Course).one()


def stored(settings):
    return [path for path in settings.uploads.rglob("*") if path.is_file()]


@pytest.fixture
def archive(tmp_path):
    return packed(tmp_path / "course.tar.gz")


@pytest.fixture
def upload(monkeypatch):
    """`upload(browser, path)` sends an archive and waits until the work on it is over."""
    works = []
    start = jobs.start
    monkeypatch.setattr(jobs, "start", lambda app, import_id: works.append(start(app, import_id)))

    def send(browser, path, name="course.tar.gz"):
        answer = browser.post("/mentor/imports", data={"archive": (io.BytesIO(path.read_bytes()), name)})
        for work in works:
            work.join(20)
        db.session.expire_all()
        return answer

    return send


def test_an_uploaded_course_is_a_draft_of_its_mentor_with_an_account(
    upload, archive, sign_in, mira, settings, heard
):
    browser = sign_in(mira)
    answer = upload(browser, archive)
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "A small course" in page
    assert "is here" in page
    assert "It is a draft" in page
    course = the_course()
    assert not course.is_published
    assert [teacher.id for teacher in course.teachers] == [mira.id]
    assert heard(mira)["course:importProgressed"].facts["state"] == "done"
    assert not stored(settings)


def test_its_page_says_how_far_it_is(sign_in, mira, archive, monkeypatch, time):
    monkeypatch.setattr(jobs, "start", lambda *_: None)
    browser = sign_in(mira)
    answer = browser.post("/mentor/imports", data={"archive": (io.BytesIO(archive.read_bytes()), "c.tar.gz")})
    row = db.session.query(CourseImport).one()
    row.state, row.done, row.total = ImportState.reading, 31, 58
    commit()
    page = browser.get(answer.location).text
    assert "31 of 58" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    second = browser.post("/mentor/imports", data={"archive": (io.BytesIO(archive.read_bytes()), "c.tar.gz")})
    assert second.status_code == 409


def test_one_that_was_cut_off_says_so_and_makes_room(sign_in, mira, archive, monkeypatch, time, settings):
    monkeypatch.setattr(jobs, "start", lambda *_: None)
    browser = sign_in(mira)
    answer = browser.post("/mentor/imports", data={"archive": (io.BytesIO(archive.read_bytes()), "c.tar.gz")})
    time.at += timedelta(seconds=31)
    page = browser.get(answer.location).text
    assert "Interrupted" in page
    assert "refresh" not in page
    again = browser.post("/mentor/imports", data={"archive": (io.BytesIO(archive.read_bytes()), "c.tar.gz")})
    assert again.status_code == 303
    states = [row.state for row in db.session.query(CourseImport).order_by(CourseImport.id)]
    assert states == [ImportState.interrupted, ImportState.waiting]
    assert len(stored(settings)) == 1


@pytest.mark.parametrize(
    ("name", "contents"),
    [("course.zip", b"PK\x03\x04"), ("course.tar.gz", b"PK\x03\x04"), ("course.tar.gz", b""), ("", b"")],
)
def test_what_is_no_archive_is_refused_at_the_door(sign_in, mira, name, contents, settings):
    answer = sign_in(mira).post("/mentor/imports", data={"archive": (io.BytesIO(contents), name)})
    assert answer.status_code == 422
    assert db.session.query(CourseImport).count() == 0
    assert not stored(settings)


def test_an_archive_without_a_course_says_so_and_leaves_nothing(upload, sign_in, mira, tmp_path, settings):
    path = tmp_path / "other.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("readme.txt"), io.BytesIO(b""))
    browser = sign_in(mira)
    page = browser.get(upload(browser, path).location).text
    assert "could not be taken" in page
    assert "no course.xml" in page
    assert db.session.query(Course).count() == 0
    assert not stored(settings)


def test_a_fault_of_ours_is_said_and_leaves_nothing(
    upload, archive, sign_in, mira, monkeypatch, settings, caplog
):
    def breaks(*_args, **_named):
        raise RuntimeError("a fault")

    monkeypatch.setattr(jobs, "write", breaks)
    browser = sign_in(mira)
    page = browser.get(upload(browser, archive).location).text
    assert "The import failed" in page
    assert "a fault" not in page
    assert "a fault" in caplog.text
    assert db.session.query(Course).count() == 0
    assert not stored(settings)


def test_a_foreign_mentor_is_refused_in_words(upload, archive, sign_in, mira, noor):
    upload(sign_in(mira), archive)
    browser = sign_in(noor)
    page = browser.get(upload(browser, archive).location).text
    assert "others teach it" in page
    assert len(the_course().teachers) == 1


def test_an_import_is_its_own_persons_only(upload, archive, sign_in, mira, noor, otto, ada, visitor):
    place = upload(sign_in(mira), archive).location
    assert sign_in(noor).get(place).status_code == 404
    assert sign_in(ada).get(place).status_code == 403
    assert sign_in(otto).get(place).status_code == 200
    assert visitor.get(place).status_code == 303
    assert "A small course" not in sign_in(noor).get("/mentor/courses/import").text
    assert sign_in(ada).post("/mentor/imports").status_code == 403


@pytest.fixture
def command(app):
    """`command("PATH", "--draft")` runs `flask import-course`."""
    runner = app.test_cli_runner()

    def run(*arguments):
        db.session.rollback()
        result = runner.invoke(args=["import-course", *map(str, arguments)])
        db.session.expire_all()
        return result

    return run


def test_the_command_publishes_for_the_first_admin_and_gives_its_account(command, tmp_path, otto):
    path = page(tmp_path, '<html url_name="h1"/>', '<poll url_name="p" display_name="Who?"/>')
    result = command(path)
    assert result.exit_code == 0, result.output
    assert "1 × html converted" in result.output
    assert "Left out: poll “Who?” in “First page”: there are no polls" in result.output
    course = the_course()
    assert course.is_published
    assert [teacher.id for teacher in course.teachers] == [otto.id]


def test_the_command_takes_a_teacher_and_a_draft(command, archive, mira):
    assert command(archive, "--teacher", "Mira@example.org", "--draft").exit_code == 0
    assert not the_course().is_published
    assert the_course().teachers[0].id == mira.id
    assert command(archive).exit_code == 0
    assert not the_course().is_published, "what is here stays as it is"
    assert command(archive, "--publish").exit_code == 0
    assert the_course().is_published


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--teacher", "nobody@example.org"], "No mentor or admin has the address nobody@example.org."),
        (["--teacher", "ada@example.org"], "No mentor or admin has the address ada@example.org."),
    ],
)
def test_the_command_refuses_an_address_that_is_no_teachers(command, archive, ada, arguments, words):
    result = command(archive, *arguments)
    assert result.exit_code == 2
    assert words in result.output
    assert db.session.query(Course).count() == 0


def test_the_command_says_what_is_missing(command, tmp_path, otto):
    assert command(tmp_path / "nowhere").exit_code == 2
    result = command(tmp_path)
    assert result.exit_code == 1
    assert "no course.xml" in result.output


def test_without_an_account_there_is_nobody_to_teach(command, archive):
    result = command(archive)
    assert result.exit_code == 2
    assert "no account yet" in result.output
