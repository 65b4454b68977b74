"""A migrated database of each kind for a whole test file."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.one_stage import a_stage
from tests.servers_plugin import empty_database


@dataclass
class Store:
    """The product on one of the three databases."""

    kind: str
    app: Flask
    time: Clock


@pytest.fixture(scope="module", params=["sqlite", "mariadb", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The tests of the file run three times, each time on one migrated database that they share."""
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as opened:
        url = f"sqlite:///{folder / 'tandem.db'}"
        if request.param != "sqlite":
            url = opened.enter_context(empty_database(request.getfixturevalue(f"{request.param}_url")))
        app, time = opened.enter_context(a_stage(folder, DATABASE_URL=url))
        yield Store(request.param, app, time)
