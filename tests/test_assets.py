"""Static files: kept for a year under an address that changes with them."""

import gzip
import re

from webapp.core.assets import FOR_A_YEAR, version_of


def test_a_page_links_files_by_a_version_and_they_are_kept_for_a_year(visitor):
    address = re.search(r'href="(/static/v-[0-9a-f]{12}/css/base\.css)"', visitor.get("/first-run").text)
    assert address

    answer = visitor.get(address[1], buffered=True)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == FOR_A_YEAR


def test_without_a_version_or_with_an_old_one_a_file_is_asked_for_anew(visitor):
    for address in ("/static/css/base.css", "/static/v-000000000000/css/base.css"):
        answer = visitor.get(address, buffered=True)

        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-cache"


def test_a_browser_that_takes_gzip_gets_gzip(visitor):
    plain = visitor.get("/static/css/base.css", buffered=True)
    packed = visitor.get("/static/css/base.css", headers={"Accept-Encoding": "gzip"}, buffered=True)

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_what_a_browser_already_has_is_not_sent_again(visitor):
    etag = visitor.get("/static/css/base.css", headers={"Accept-Encoding": "gzip"}, buffered=True).headers[
        "ETag"
    ]
    again = visitor.get(
        "/static/css/base.css", headers={"Accept-Encoding": "gzip", "If-None-Match": etag}, buffered=True
    )

    assert again.status_code == 304


def test_a_file_that_is_not_there_is_not_found_by_a_version_either(visitor):
    assert visitor.get("/static/v-000000000000/css/none.css", buffered=True).status_code == 404
    assert visitor.get("/static/v-000000000000/../settings.py", buffered=True).status_code == 404


def test_another_file_makes_another_version(tmp_path):
    (tmp_path / "a.css").write_text("a {}")
    before = version_of(tmp_path)
    (tmp_path / "a.css").write_text("b {}")

    assert version_of(tmp_path) != before
