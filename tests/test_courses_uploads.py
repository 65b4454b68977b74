"""What teachers upload into a course: pictures, documents and films."""

import io

import pytest

from tests.editing import fresh, unit_form
from webapp.core.stores import db
from webapp.courses.models import CourseFile

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
FILM = b"\0\0\0\x18ftypmp42" + b"\0" * 100


def upload(teacher, course, contents, name):
    """As a browser sends it. The test client would keep a large one in a file that it never closes."""
    head = f'--line\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = head + contents + b"\r\n--line--\r\n"
    kind = "multipart/form-data; boundary=line"
    return teacher.post(f"/mentor/courses/{course.id}/files", data=body, content_type=kind)


def test_a_picture_is_uploaded_shown_and_deleted_once_unused(teacher, course, units, settings):
    assert upload(teacher, course, PNG, "../My knot.png").status_code == 303
    file = db.session.query(CourseFile).one()
    assert file.name == "My-knot.png"
    page = teacher.get(f"/mentor/courses/{course.id}/files").text
    assert "(asset:My-knot.png)" in page
    unit = units["Loops"]
    teacher.post(f"/mentor/units/{unit.id}", data=unit_form(unit, body="![k](asset:My-knot.png)"))
    refused = teacher.post(f"/mentor/files/{file.id}/deletion")
    assert refused.status_code == 409
    assert "Loops" in refused.text
    teacher.post(f"/mentor/units/{unit.id}", data=unit_form(fresh(unit), body="No picture."))
    assert teacher.post(f"/mentor/files/{file.id}/deletion").status_code == 303
    assert not [path for path in settings.uploads.rglob("*") if path.is_file()]


def test_a_taken_name_gets_a_number_and_the_same_file_is_kept_once(teacher, course, settings):
    for name, contents in [("k.png", PNG), ("k.png", PNG + b"2"), ("k.png", PNG), ("other.png", PNG)]:
        assert upload(teacher, course, contents, name).status_code == 303
    names = [file.name for file in db.session.query(CourseFile).order_by(CourseFile.id)]
    assert names == ["k.png", "k-2.png", "other.png"]
    assert len([path for path in settings.uploads.rglob("*") if path.is_file()]) == 2
    first = db.session.query(CourseFile).filter_by(name="k.png").one()
    teacher.post(f"/mentor/files/{first.id}/deletion")
    assert teacher.get(f"/courses/{course.id}/files/other.png", buffered=True).data == PNG


@pytest.mark.parametrize(
    ("name", "contents", "status"),
    [
        ("page.html", b"<script>alert(1)</script>", 422),
        ("knot.png", b"<script>alert(1)</script>", 422),
        ("knot.svg.exe", b"MZ", 422),
        ("empty.png", b"", 422),
        ("", b"", 422),
        ("film.mp4", FILM, 422),
        ("large.txt", b"x" * 10_000_001, 422),
        ("larger.txt", b"x" * 15_000_000, 413),
    ],
)
def test_other_files_are_refused_and_not_kept(teacher, course, settings, name, contents, status):
    assert upload(teacher, course, contents, name).status_code == status
    assert db.session.query(CourseFile).count() == 0
    assert not [path for path in settings.uploads.rglob("*") if path.is_file()]


def test_a_film_is_uploaded_replaced_and_removed(teacher, units, settings, course):
    video = units["A bowline in slow motion"]
    place = f"/mentor/units/{video.id}/film"
    assert teacher.post(place, data={"film": (io.BytesIO(FILM), "slow.mp4")}).status_code == 303
    assert fresh(video).video_file == "slow.mp4"
    assert teacher.get(f"/courses/{course.id}/files/slow.mp4", buffered=True).mimetype == "video/mp4"
    assert teacher.post(place, data={"film": (io.BytesIO(FILM + b"2"), "slower.mp4")}).status_code == 303
    assert [file.name for file in db.session.query(CourseFile)] == ["slower.mp4"]
    assert teacher.post(place, data={"film": (io.BytesIO(PNG), "film.mp4")}).status_code == 422
    assert teacher.post(f"{place}/removal").status_code == 303
    assert fresh(video).video_file == ""
    assert not [path for path in settings.uploads.rglob("*") if path.is_file()]
    assert teacher.post(f"/mentor/units/{units['Loops'].id}/film").status_code == 404
