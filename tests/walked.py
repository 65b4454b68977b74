"""The stage of tests that walk through the product in browsers: a site of their own, with its people and a course."""

from collections.abc import Iterator

import pytest

from tests.serving import Served, serving
from tests.staging import Stage, stage


@pytest.fixture(scope="module")
def site() -> Iterator[Served]:
    with serving() as site:
        yield site


@pytest.fixture(scope="module")
def cast(site: Served) -> Stage:
    return stage(site)
