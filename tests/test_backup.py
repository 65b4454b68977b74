"""`flask backup`: a copy made while people work is a whole installation."""

import io
import threading
import uuid

import pytest

from tests.conftest import Clock, beacon
from tests.one_stage import browser_of
from webapp import create_app
from webapp.core.stores import db
from webapp.settings import Settings


@pytest.fixture
def restored(app, tmp_path, time: Clock):
    """The installation that a copy becomes."""

    def restore(path):
        again = create_app(Settings(data_dir=path, throttle="off"))
        again.config["TESTING"] = True
        again.test_client_class = app.test_client_class
        return again

    return restore


def watched(unit_id):
    return {"activity_type": "video_watch", "unit_id": unit_id, "event_id": str(uuid.uuid4())}


def run(app, path):
    return app.test_cli_runner().invoke(args=["backup", str(path)])


def test_a_copy_opens_with_its_people_work_and_files(app, sign_in, enrolled, units, tmp_path, restored):
    ada = sign_in(enrolled)
    beacon(ada, activity_type="lesson_complete", unit_id=units["Loops"].id)
    essay = next(unit for unit in units.values() if unit.kind == "assignment")
    work = {"text": "", "file": (io.BytesIO(b"%PDF-1.7 a knot"), "knot.pdf")}
    ada.post(f"/units/{essay.id}/submissions", data=work, content_type="multipart/form-data")
    link = ada.get(f"/units/{essay.id}").text.split('href="/submissions/')[1].split('"')[0]
    db.session.remove()

    said = run(app, tmp_path / "copy")
    assert said.exit_code == 0, said.output
    assert "1 uploaded files and the secret key" in said.output
    again = restored(tmp_path / "copy")
    with again.app_context():
        browser = browser_of(again, "ada@example.org")
        assert 'data-say="Hours learned 0.5 h"' in browser.get("/").text
        with browser.get(f"/submissions/{link}") as file:
            assert file.data == b"%PDF-1.7 a knot"
        db.session.remove()
        db.engine.dispose()


def test_it_is_of_one_instant_while_others_write(app, sign_in, enrolled, units, tmp_path, restored):
    """Each write is a row and its figures; the copy holds both or neither."""
    ada, video_id = sign_in(enrolled), units["A bowline in slow motion"].id
    db.session.remove()
    ending = threading.Event()

    def learn():
        with app.app_context():
            while not ending.is_set():
                assert beacon(ada, **watched(video_id)).status_code == 201

    writer = threading.Thread(target=learn)
    writer.start()
    try:
        for number in range(3):
            assert run(app, tmp_path / f"copy{number}").exit_code == 0
    finally:
        ending.set()
        writer.join()
    for number in range(3):
        again = restored(tmp_path / f"copy{number}")
        with again.app_context():
            rows = db.session.execute(
                db.text(
                    "SELECT (SELECT COUNT(*) FROM activities WHERE type = 'video_watch'), "
                    "(SELECT COALESCE(SUM(videos), 0) FROM student_figures)"
                )
            ).one()
            assert rows[0] == rows[1]
            db.session.remove()
            db.engine.dispose()


def test_it_never_writes_over_anything(app, tmp_path):
    (tmp_path / "copy").mkdir()
    said = run(app, tmp_path / "copy")
    assert said.exit_code == 1
    assert "is there already" in said.output
    assert list((tmp_path / "copy").iterdir()) == []


def test_what_it_copies_is_its_owners_alone(app, otto, tmp_path):
    db.session.remove()
    assert run(app, tmp_path / "copy").exit_code == 0
    for path in [tmp_path / "copy", *(tmp_path / "copy").rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path
