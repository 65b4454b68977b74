"""Archives and folders from outside: what is honest is read, what is hostile is refused in plain words."""

import contextlib
import gzip
import io
import os
import tarfile

import pytest

from tests.olx_courses import entry, packed, page, written
from webapp.courses.olx import ImportRefused, bounds, read_course


def refused(path):
    with pytest.raises(ImportRefused) as fault:
        read_course(path)
    return str(fault.value)


def test_an_archive_and_the_folder_it_was_made_of_are_the_same_course(tmp_path):
    folder, archive = read_course(written(tmp_path / "course")), read_course(packed(tmp_path / "c.tar.gz"))
    assert archive.modules == folder.modules
    assert archive.report == folder.report


def test_assets_are_read_when_asked_for_long_after_the_archive_is_gone(tmp_path):
    text = entry("course/html/h2.html", b'<img src="/static/My%20picture.png" alt="Mine">')
    vertical = entry("course/vertical/v2.xml", b'<vertical><html url_name="h2" filename="h2"/></vertical>')
    sequential = entry("course/sequential/s2.xml", b'<sequential><vertical url_name="v2"/></sequential>')
    chapter = entry("course/chapter/ch2.xml", b'<chapter><sequential url_name="s2"/></chapter>')
    course = entry("course/course/run2.xml", b'<course><chapter url_name="ch2"/></course>')
    root = entry("course/course.xml", b'<course org="o" course="c" url_name="run2"/>')
    picture, other = (
        entry("course/static/My picture.png", b"picture"),
        entry("course/static/other.png", b"no"),
    )
    path = packed(
        tmp_path / "c.tgz",
        text,
        vertical,
        sequential,
        chapter,
        course,
        root,
        picture,
        other,
        with_course=False,
    )
    outline = read_course(path)
    path.unlink()

    assert outline.modules[0].units[0].body == "![Mine](asset:My_picture.png)"
    assert list(outline.assets) == ["My_picture.png"]
    assert outline.assets["My_picture.png"].read() == b"picture"
    assert outline.assets["My_picture.png"].size == 7


@pytest.mark.parametrize(
    ("member", "fault"),
    [
        (entry("course/../../etc/cron.d/x"), "leads out of the course"),
        (entry("/etc/passwd"), "absolute path"),
        (entry("C:/windows/x"), "absolute path"),
        (entry("course\\html\\x"), "no name may have"),
        (entry("course/a\nb"), "no name may have"),
        (entry("course/html/h1.html", b"Again"), "same file twice"),
        (entry("course/" + "d/" * 20 + "x"), "nested more than 12 deep"),
        (entry("course/" + "n" * 400), "longer than 300"),
        (entry("course/l", type=tarfile.SYMTYPE, linkname="/etc/passwd"), "holds a link"),
        (entry("course/l", type=tarfile.LNKTYPE, linkname="course/course.xml"), "holds a link"),
        (entry("course/f", type=tarfile.FIFOTYPE), "no plain file"),
        (entry("course/d", type=tarfile.CHRTYPE, devmajor=1, devminor=3), "no plain file"),
        (entry("course/d", type=tarfile.BLKTYPE), "no plain file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_member_that_no_honest_archive_has_refuses_it(tmp_path, member, fault):
    assert fault in refused(packed(tmp_path / "c.tar.gz", member))


def test_nothing_of_an_archive_reaches_the_disk_under_a_name_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    outline = read_course(packed(tmp_path / "c.tar.gz"))
    assert outline.modules
    assert not list((tmp_path / "tmp").iterdir())


def test_an_archive_that_unpacks_to_very_much_is_refused(tmp_path):
    zeros = entry("course/static/zeros.txt", bytes(bounds.RATIO_COUNTS_FROM + 1))
    assert "100 times as large" in refused(packed(tmp_path / "c.tar.gz", zeros))


def test_too_many_files_too_large_a_file_and_too_much_in_all_are_refused(tmp_path, monkeypatch):
    path = packed(tmp_path / "c.tar.gz", *(entry(f"course/static/{n}.txt", bytes(2000)) for n in range(20)))
    folder = written(tmp_path / "folder", {f"static/{n}.txt": bytes(2000) for n in range(20)})

    for name, bound, fault in [
        ("FILES", 15, "more than 15 files"),
        ("FILE_BYTES", 1999, "a file larger than"),
        ("TOTAL_BYTES", 39_000, "larger than"),
    ]:
        with monkeypatch.context() as patch:
            patch.setattr(bounds, name, bound)
            assert fault in refused(path)
            assert fault in refused(folder)


def test_an_archive_too_large_to_begin_with_is_refused(tmp_path, monkeypatch):
    path = packed(tmp_path / "c.tar.gz")
    monkeypatch.setattr(bounds, "ARCHIVE_BYTES", 100)
    assert "The archive is larger than" in refused(path)


def test_too_much_text_and_too_many_elements_are_refused(tmp_path, monkeypatch):
    path = written(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(bounds, "TEXTS_BYTES", 200)
        assert "texts are larger than" in refused(path)
    monkeypatch.setattr(bounds, "XML_ELEMENTS", 5)
    assert "more than 5 elements" in refused(path)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"PK\x03\x04 a zip", "not a .tar.gz"),
        (b"", "not a .tar.gz"),
        (gzip.compress(b"no tar at all" * 100), "damaged"),
        (gzip.compress(bytes(10240)), "no course.xml"),
        (b"\x1f\x8b" + b"\x00" * 40, "damaged"),
    ],
    ids=["a zip", "nothing", "no tar", "an empty tar", "zeros"],
)
def test_what_is_no_archive_is_refused(tmp_path, content, fault):
    path = tmp_path / "c.tar.gz"
    path.write_bytes(content)
    assert fault in refused(path)


def test_every_way_of_cutting_an_archive_short_is_refused_or_read_never_a_crash(tmp_path):
    whole = packed(tmp_path / "c.tar.gz").read_bytes()
    plain = gzip.decompress(whole)
    for end in range(0, len(whole), 37):
        (tmp_path / "cut.tar.gz").write_bytes(whole[:end])
        assert refused(tmp_path / "cut.tar.gz")
    for end in range(0, len(plain), 509):
        (tmp_path / "cut.tar.gz").write_bytes(gzip.compress(plain[:end]))
        _read_or_refused(tmp_path / "cut.tar.gz")


def test_every_byte_changed_in_a_header_is_refused_or_read_never_a_crash(tmp_path):
    plain = gzip.decompress(packed(tmp_path / "c.tar.gz").read_bytes())
    for place in range(0, 1024, 7):
        changed = bytearray(plain)
        changed[place] ^= 0xFF
        (tmp_path / "changed.tar.gz").write_bytes(gzip.compress(bytes(changed)))
        _read_or_refused(tmp_path / "changed.tar.gz")


def _read_or_refused(path):
    with contextlib.suppress(ImportRefused):
        read_course(path)


def test_an_endless_header_is_refused_before_it_is_read(tmp_path):
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(entry("course/x", pax_headers={"comment": "x" * 1_000_000})[0])
    (tmp_path / "c.tar.gz").write_bytes(gzip.compress(whole.getvalue(), 0))
    assert "headers is far too long" in refused(tmp_path / "c.tar.gz")


def test_a_sparse_file_is_no_plain_file(tmp_path):
    header = entry("course/x", type=tarfile.GNUTYPE_SPARSE)[0].tobuf(tarfile.GNU_FORMAT)
    (tmp_path / "c.tar.gz").write_bytes(gzip.compress(header + bytes(1024)))
    assert "no plain file" in refused(tmp_path / "c.tar.gz")


def test_there_must_be_something_and_it_must_hold_a_course(tmp_path):
    assert "There is no folder and no archive" in refused(tmp_path / "nowhere")
    assert "no course.xml" in refused(tmp_path)


def test_links_in_a_folder_are_not_followed(tmp_path):
    (tmp_path / "secret.html").write_text("The secret")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "secret.txt").write_text("The secret")
    course = page(
        tmp_path / "c", '<html url_name="h9" filename="h9"/>', '<html url_name="h8">/static/</html>'
    )
    (course / "html/h9.html").symlink_to(tmp_path / "secret.html")
    (course / "static").symlink_to(tmp_path / "static", target_is_directory=True)
    (course / "html/h8.html").write_text("<a href='/static/secret.txt'>It</a>")

    outline = read_course(course)
    assert "secret" not in repr(outline.modules)
    assert not outline.assets
    assert {one.url_name: one.reason for one in outline.report.left_out} == {"h9": "its file is missing"}


def test_a_file_swapped_for_a_link_after_it_was_seen_is_not_read(tmp_path):
    (tmp_path / "secret.png").write_text("The secret")
    picture: dict[str, str | bytes] = {
        "static/a.png": b"picture",
        "html/h1.html": '<img src="/static/a.png" alt="A">',
    }
    outline = read_course(written(tmp_path / "c", picture))
    (tmp_path / "c/static/a.png").unlink()
    (tmp_path / "c/static/a.png").symlink_to(tmp_path / "secret.png")

    with pytest.raises(ImportRefused, match="cannot be read"):
        outline.assets["a.png"].read()


def test_pipes_and_hidden_files_in_a_folder_are_not_looked_at(tmp_path):
    course = written(tmp_path, {".git/config": "x"})
    os.mkfifo(course / "html" / "pipe.html")
    assert read_course(course).modules


XML_BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><vertical display_name="&c;"/>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><vertical display_name="x">&b;</vertical>'


@pytest.mark.parametrize("xml", [XML_BOMB, OUTSIDE, '<!DOCTYPE a SYSTEM "http://x.test/a.dtd"><vertical/>'])
@pytest.mark.parametrize("name", ["vertical/v1.xml", "html/h1.xml", "course.xml"])
def test_entities_and_document_types_are_refused_wherever_they_stand(tmp_path, name, xml):
    assert "declares entities or a document type" in refused(written(tmp_path, {name: xml}))


def test_xml_nested_beyond_reason_is_refused(tmp_path):
    deep = "<vertical>" + "<wrapper>" * 5000 + "</wrapper>" * 5000 + "</vertical>"
    assert "nested too deep" in refused(written(tmp_path, {"vertical/v1.xml": deep}))
    wrapped = "<vertical>" + "<wrapper>" * 20 + "</wrapper>" * 20 + "</vertical>"
    assert "nested too deep" in refused(written(tmp_path, {"vertical/v1.xml": wrapped}))


@pytest.mark.parametrize("encoding", ["utf-7", "no-such", "utf-16"])
def test_xml_in_a_strange_encoding_is_refused(tmp_path, encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?><vertical/>'
    assert "vertical/v1.xml" in refused(written(tmp_path, {"vertical/v1.xml": xml}))
