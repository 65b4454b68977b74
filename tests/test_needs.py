"""A lack is skipped with its reason, or fails where everything is required."""

import pytest

from tests.needs import need


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
