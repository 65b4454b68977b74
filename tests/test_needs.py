"""A lack is skipped with its reason, or fails where everything is required."""

import pytest

from tests import needs
from tests.needs import need, need_data

pytest_plugins = ["pytester"]


def test_what_is_there_lets_the_test_go_on(monkeypatch):
    monkeypatch.setenv("REQUIRE_ALL", "1")
    need("/usr/bin/something", "it is missing")


@pytest.mark.parametrize("value", ["", "0"])
def test_a_lack_is_skipped_with_its_reason(monkeypatch, value):
    monkeypatch.setenv("REQUIRE_ALL", value)
    with pytest.raises(pytest.skip.Exception, match="redis-server is not installed"):
        need(None, "redis-server is not installed")


def test_a_lack_fails_where_everything_is_required(monkeypatch):
    monkeypatch.setenv("REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="REQUIRE_ALL=1, but redis-server is not installed"):
        need(None, "redis-server is not installed")


@pytest.mark.parametrize(
    ("require_all", "outcomes"),
    [
        ("", {"test_some.py": {"passed": 1, "skipped": 2}, "test_none.py": {"skipped": 1}}),
        ("1", {"test_some.py": {"passed": 1, "failed": 1, "errors": 1}, "test_none.py": {"errors": 1}}),
    ],
)
def test_no_skip_of_any_kind_passes_where_everything_is_required(
    pytester, monkeypatch, require_all, outcomes
):
    monkeypatch.setenv("REQUIRE_ALL", require_all)
    pytester.makepyfile(
        test_some="""
        import pytest

        @pytest.mark.skip(reason="of a mark")
        def test_marked(): ...

        def test_by_itself(): pytest.skip("of a line")

        def test_that_runs(): ...
        """,
        test_none="import pytest; pytest.importorskip('no_such_module')",
    )
    plugins = ("-p", "no:playwright", "-p", "tests.nothing_skipped")
    for test_file, outcome in outcomes.items():
        pytester.runpytest(*plugins, test_file).assert_outcomes(**outcome)


def test_only_data_that_is_not_the_projects_may_be_missing_anywhere(pytester, monkeypatch, tmp_path):
    monkeypatch.setenv("REQUIRE_ALL", "1")
    monkeypatch.setattr(needs, "SHARED_DATA", tmp_path)
    pytester.makepyfile("from tests.needs import need_data\n\ndef test_it(): need_data('no-such-course')")
    plugins = ("-p", "no:playwright", "-p", "tests.nothing_skipped")
    pytester.runpytest(*plugins).assert_outcomes(skipped=1)
    (tmp_path / "course.tar.gz").touch()
    assert need_data("course.tar.gz") == tmp_path / "course.tar.gz"
